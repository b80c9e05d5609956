"""The sources themselves: small modules, no Danish in the program."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("crm", "imports", "jobs") for path in (ROOT / folder).rglob("*.py"))
LONGEST = 400
DANISH = set("æøåÆØÅ")
# Data in Danish is data: names, nomenclatures, headers of files, made-up people, patterns that must know the letters.
DANISH_DATA = (
    "crm/demo/",
    "crm/values/",
    "crm/register/",
    "crm/accounts/units.py",
    "crm/migrations/",
    "crm/contacts/names.py",  # letters that sound alike
    "crm/contacts/titles.py",  # words that a title must not hold
    "crm/rate/definitions.py",  # the name of a plan
    "crm/intake/cooperations.py",  # a column of a file
    "crm/intake/commands.py",  # names that column
    "crm/employer_requests/shipped.py",  # the categories an installation begins with
    "crm/service_desk/incoming/texts.py",  # the words by which programs introduce what they repeat
    "crm/working_time/shipped.py",  # the names of holidays
    "imports/",
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_can_be_read_in_one_go(path: Path) -> None:
    if "migrations/versions" in name_of(path) or name_of(path).startswith("crm/register/industr"):
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", [p for p in SOURCES if not name_of(p).startswith(DANISH_DATA)], ids=name_of)
def test_danish_stands_in_the_catalogues(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in notes and DANISH & set(str(node.value))
    ]
    assert not found
