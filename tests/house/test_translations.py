"""Every text has its Danish, and nothing else lies in the catalogues."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "crm" / "translations" / "da").glob("*.po"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
HOLE = re.compile(r"%\((\w+)\)[sd]")
Text = str | tuple[str, ...] | list[str]


@cache
def used() -> dict[Text, str]:
    """Where each text of the program stands."""
    templates = ROOT / "crm" / "templates"
    found: dict[Text, str] = {}
    for file, line, text, _comments, _context in extract_from_dir(templates, [("**.html", "jinja2")], {}, KEYWORDS):
        found.setdefault(text, f"{file}:{line}")
    for path in (*(ROOT / "crm").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")):
        for line, text in texts_of(path):
            found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def texts_of(path: Path) -> Iterator[tuple[int, Text]]:
    """The texts a module has translated. From its syntax tree: Babel's reader overlooks what stands in f-strings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            texts = [
                found.value for found in node.args if isinstance(found, ast.Constant) and isinstance(found.value, str)
            ]
            if texts:
                yield node.lineno, tuple(texts[:2]) if KEYWORDS[node.func.id] else texts[0]


def messages() -> list[tuple[Path, Message]]:
    read = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            catalogue = read_po(file, locale="da", abort_invalid=True)
        assert not catalogue.obsolete, f"{path.name} holds obsolete texts"
        read += [(path, message) for message in catalogue if message.id]
    return read


def test_every_text_has_its_danish() -> None:
    translated = {message.id for _path, message in messages() if all(_strings(message))}
    missing = {text: where for text, where in used().items() if text not in translated}
    assert not missing, "\n".join(f"{where}: {text!r}" for text, where in missing.items())


@cache
def literals() -> frozenset[str]:
    """Every text of the sources: some are translated where they are shown, not where they stand (why a job runs)."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "jobs").rglob("*.py")]
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(value for value in constants if isinstance(value, str))


def test_nothing_else_lies_in_the_catalogues() -> None:
    known = used().keys() | literals()
    unused = [f"{path.name}: {message.id!r}" for path, message in messages() if message.id not in known]
    assert not unused, "\n".join(unused)


def test_nothing_is_half_translated() -> None:
    fuzzy = [f"{path.name}: {message.id!r}" for path, message in messages() if message.fuzzy]
    assert not fuzzy


def test_a_text_has_one_danish() -> None:
    """The catalogues are one in the end: the same English in two features must be the same Danish."""
    found = defaultdict(set)
    for path, message in messages():
        found[message.id].add((path.name, tuple(_strings(message))))
    torn = {text: places for text, places in found.items() if len({danish for _name, danish in places}) > 1}
    assert not torn, "\n".join(f"{text!r}: {sorted(places)}" for text, places in torn.items())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_holes_are_filled_alike(path: Path) -> None:
    for found, message in messages():
        if found != path:
            continue
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        holes = set().union(*(HOLE.findall(source) for source in sources))
        for text in _strings(message):
            filled = set(HOLE.findall(text))
            # A plural form may say "one" in words.
            assert filled == holes or (len(sources) > 1 and filled <= holes), f"{path.name}: {text!r}"


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)
