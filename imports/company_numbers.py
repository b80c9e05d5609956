"""A list of companies: a file with a column of CVR numbers or P-numbers, or with nothing but numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from imports import cells
from imports.headers import CVR_NAMES, P_NUMBER_NAMES, Column, Header, header_key, read_header
from imports.problems import FileProblem, FileProblemCode, ProblemCode
from imports.row_cells import Guard, RowCells
from imports.sandbox import MEGABYTE, Limits, NumberedRow, RowReader

MOST_NUMBERS = 50_000
MOST_ROWS_NAMED = 5
# Somebody waits for it with a page open, unlike an import.
LIMITS = Limits(seconds=10.0, max_bytes=10 * MEGABYTE)

COLUMNS = (
    Column("cvrnummer", synonyms=CVR_NAMES),
    Column("pnummer", synonyms=P_NUMBER_NAMES, is_p_number=True),
)
_NAMES = tuple(column.header for column in COLUMNS)
# The column of a file that has no other. It may hold P-numbers, a third of which look like CPR numbers.
_ONLY = read_header(["pnummer"], COLUMNS)


@dataclass(slots=True)
class NumberList:
    """The numbers as they are written, one of each row; and the first rows in which a CPR number was seen."""

    numbers: list[str] = field(default_factory=list)
    cpr_rows: list[int] = field(default_factory=list)
    has_more: bool = False  # than anybody calls: the rest was not read


def read_numbers(path: Path, limits: Limits = LIMITS) -> NumberList:
    """Read the numbers. A row with both kinds is found by its CVR number.

    Raises FileProblem; missing_column when there are several columns and none has a name that is known.
    """
    found = NumberList()
    with RowReader(path, limits) as reader:
        header, rows = _begun(row for batch in reader for row in batch)
        guard = Guard(header, COLUMNS)
        for number, row_cells in rows:
            row = RowCells(number, row_cells, header)
            guard.check(row, row_cells)
            if any(problem.code is ProblemCode.CPR_NUMBER for problem in row.problems):
                found.cpr_rows.append(number)
            elif text := row.cell("cvrnummer") or row.cell("pnummer"):
                found.numbers.append(cells.digits(text))
            found.has_more = len(found.numbers) > MOST_NUMBERS
            if found.has_more or len(found.cpr_rows) == MOST_ROWS_NAMED:
                break
    if not found.numbers and not found.cpr_rows:
        raise FileProblem(FileProblemCode.NO_ROWS)
    return found


def _begun(rows: Iterator[NumberedRow]) -> tuple[Header, Iterator[NumberedRow]]:
    """The header, and the rows after it; a single column needs none."""
    first = next(rows, None)
    if first is None:
        raise FileProblem(FileProblemCode.EMPTY_FILE)
    if len(first[1]) > 1 or _is_named(first[1]):
        return read_header(first[1], COLUMNS, one_of=_NAMES), rows
    if any(letter.isdigit() for letter in first[1][0]):
        return _ONLY, _with(first, rows)
    return _ONLY, rows


def _is_named(row: Sequence[str]) -> bool:
    known = {header_key(name) for column in COLUMNS for name in (column.header, *column.synonyms)}
    return any(header_key(cell) in known for cell in row)


def _with(first: NumberedRow, rows: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    yield first
    yield from rows
