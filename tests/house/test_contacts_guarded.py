"""No way around the contact guard: contacts and visits are made in one place, and that place asks."""

import ast
from functools import cache
from pathlib import Path

import crm

ROOT = Path(crm.__file__).parent
ENFORCE = Path("contacts/guard/enforce.py")
MADE_UP = Path("demo/outreach/storing.py")  # the past of the demo, in which nobody was really contacted


@cache
def modules() -> list[tuple[Path, ast.Module]]:
    return [
        (path.relative_to(folder), ast.parse(path.read_text(encoding="utf-8")))
        for folder in (ROOT, ROOT.parent / "jobs")
        for path in sorted(folder.rglob("*.py"))
    ]


def name_called(call: ast.Call) -> str:
    """The last part of the name that is called: `Interaction(…)`, `models.Interaction(…)`."""
    return getattr(call.func, "id", None) or getattr(call.func, "attr", "")


def names_called(tree: ast.AST) -> list[str]:
    return [name_called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def calling(name: str) -> list[Path]:
    return [path for path, tree in modules() if name in names_called(tree)]


def writing(name: str) -> list[Path]:
    """Modules that write rows of a table past its class: `insert(Interaction)`, `update(Interaction)`."""
    return [path for path, tree in modules() if any(_writes(node, name) for node in ast.walk(tree))]


def _writes(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call) or name_called(node) not in {"insert", "update", "delete"}:
        return False
    return any(isinstance(each, ast.Name) and each.id == name for each in node.args)


def test_contacts_are_made_in_one_module() -> None:
    assert calling("Interaction") == [ENFORCE]
    assert writing("Interaction") == [ENFORCE]


def naming(name: str) -> list[Path]:
    """Modules that take a class into their hands otherwise than to read from it: to write its table in bulk."""
    return [path for path, tree in modules() if any(_hands_over(node, name) for node in ast.walk(tree))]


def _hands_over(node: ast.AST, name: str) -> bool:
    """`table_of(Interaction)`, `insert_with_ids(on, Interaction, …)`, `Interaction.__table__`."""
    if isinstance(node, ast.Attribute) and node.attr in ("__table__", "__tablename__"):
        return getattr(node.value, "id", "") == name
    in_bulk = isinstance(node, ast.Call) and name_called(node) in {"table_of", "insert_with_ids", "insert_all"}
    return in_bulk and any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def test_only_the_demo_writes_contacts_and_visits_in_bulk() -> None:
    assert naming("Interaction") == [MADE_UP]
    assert naming("Visit") == [MADE_UP]


def test_whoever_makes_a_contact_has_asked_the_guard() -> None:
    tree = ast.parse((ROOT / ENFORCE).read_text(encoding="utf-8"))
    functions = {node.name: names_called(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert [name for name, called in functions.items() if "Interaction" in called] == ["_write"]
    writers = {name for name, called in functions.items() if "_write" in called}
    assert writers == {"log_contact", "correct_contact"}
    for name in writers:
        assert "allow" in functions[name], name
    assert "decide" in functions["allow"]
    assert not [path for path, found in modules() if path != ENFORCE and "_write" in _imported(found, "enforce")]


def test_visits_are_booked_past_the_guard() -> None:
    assert calling("Visit") == [Path("visits/services/booking.py")]
    assert calling("book_visit") == [Path("contacts/services/visits.py")]
    assert "allow" in names_called(ast.parse((ROOT / "contacts/services/visits.py").read_text(encoding="utf-8")))


def _imported(tree: ast.Module, module: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(module)
        for alias in node.names
    }
