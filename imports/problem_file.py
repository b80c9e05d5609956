"""The rows that did not go in, as a file that can be mended and imported again."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from imports.headers import PROBLEM_COLUMN, header_key
from imports.problems import Problem
from imports.rows import RejectedRow

_FORMULA_STARTS = ("=", "+", "-", "@")


def problem_file(columns: Sequence[str], rejected: Iterable[RejectedRow], describe: Callable[[Problem], str]) -> bytes:
    """CSV with `;` and UTF-8 with a mark: the file's own columns and one more that says what is wrong.

    The column of an earlier problem file is replaced. A cell that a spreadsheet would run as a formula gets an
    apostrophe in front, which reading takes away again: +45 98 12 34 56 survives.
    """
    kept = [place for place, name in enumerate(columns) if header_key(name) != PROBLEM_COLUMN]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(_as_text(columns[place]) for place in kept), PROBLEM_COLUMN])
    for row in rejected:
        cells = [_as_text(row.cells[place]) if place < len(row.cells) else "" for place in kept]
        sentences = " ".join(describe(found) for found in row.problems)
        writer.writerow([*cells, _as_text(sentences)])
    return buffer.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell
