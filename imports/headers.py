"""The header row: which column holds what, whatever the case, spaces and letters of its name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from crm.values.cpr_guard import contains_cpr
from imports.problems import MAX_VALUE, FileProblem, FileProblemCode

PROBLEM_COLUMN = "fejl"  # what problem files add; known, and left out without a word when they come back

P_NUMBER_NAMES = ("pnr", "produktionsenhedsnummer")
CVR_NAMES = ("cvr", "cvrnr")

_DOES_NOT_MATTER = re.compile(r"[\s\-_.\u00ad\u200b\ufeff]+")
_SPELLINGS = (
    str.maketrans({"æ": "ae", "ø": "o", "å": "a"}),
    str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the contract: its header, other names for it, and what the CPR guard must know of it."""

    header: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    is_p_number: bool = False
    is_free_text: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of the contract stand in one file."""

    columns: tuple[str, ...]
    places: Mapping[str, int]
    names: tuple[str | None, ...]  # by place, none where the contract has no such column
    unknown: tuple[str, ...]
    problem_place: int | None


def header_key(text: str) -> str:
    return _DOES_NOT_MATTER.sub("", normalize("NFC", text).casefold())


def read_header(cells: Sequence[str], contract: Iterable[Column], *, one_of: Sequence[str] = ()) -> Header:
    """Match the cells with the contract; of `one_of` at least one column must be there.

    Raises FileProblem: missing_column, duplicate_column, cpr_in_header.
    """
    contract = tuple(contract)
    known = _known_names(contract)
    places: dict[str, int] = {}
    unknown = []
    problem_place = None
    for place, cell in enumerate(cells):
        key = header_key(cell)
        if key == PROBLEM_COLUMN:
            problem_place = place
        elif key not in known:
            unknown.append(cell)
        elif known[key] in places:
            raise FileProblem(FileProblemCode.DUPLICATE_COLUMN, known[key])
        else:
            places[known[key]] = place
    _check_missing(contract, places, one_of)
    if any(contains_cpr(cell) for cell in cells):
        raise FileProblem(FileProblemCode.CPR_IN_HEADER)
    names: list[str | None] = [None] * len(cells)
    for name, place in places.items():
        names[place] = name
    shown = tuple(cell[:MAX_VALUE] for cell in unknown if cell)
    return Header(tuple(cells), places, tuple(names), shown, problem_place)


def _known_names(contract: Iterable[Column]) -> dict[str, str]:
    known = {}
    for column in contract:
        for name in (column.header, *column.synonyms):
            key = header_key(name)
            known[key] = column.header
            known.update({key.translate(spelling): column.header for spelling in _SPELLINGS})
    return known


def _check_missing(contract: Iterable[Column], places: Mapping[str, int], one_of: Sequence[str]) -> None:
    missing = [column.header for column in contract if column.required and column.header not in places]
    if one_of and not any(header in places for header in one_of):
        missing += one_of
    if missing:
        raise FileProblem(FileProblemCode.MISSING_COLUMN, *missing)
