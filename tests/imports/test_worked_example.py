"""The worked example goes in whole."""

from pathlib import Path

from import_files import TYPES

from imports.cooperations import parse_cooperations
from imports.register import parse_register

FOLDER = Path(__file__).parent.parent / "data" / "worked_example"
MUNICIPALITIES = frozenset({"0101", "0561", "0563", "0849", "0851", "0860"})


def test_register() -> None:
    with parse_register(FOLDER / "register.csv", MUNICIPALITIES) as parsed:
        batch = parsed.read_all()
    assert parsed.header.unknown == ()
    assert (len(batch.rows), batch.problems, batch.rejected) == (180, [], [])


def test_cooperations() -> None:
    with parse_cooperations(FOLDER / "cooperations.csv", TYPES) as parsed:
        batch = parsed.read_all()
    assert parsed.header.unknown == ()
    assert (len(batch.rows), batch.problems, batch.rejected) == (160, [], [])
