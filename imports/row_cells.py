"""One row while it is read: hands out its values and collects everything wrong with it."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar, cast

from crm.values.cpr_guard import REDACTED, contains_cpr, redact_cpr
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from imports.cells import ERROR_CELLS, digits
from imports.headers import Column, Header, header_key
from imports.problems import Problem, ProblemCode, problem

ValueT = TypeVar("ValueT")

_TEN_DIGITS = re.compile(r"[0-9]{10}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_P_NUMBER_HEADER = re.compile(r"(?:pnummer|pnr|produktionsnummer|produktionsenhedsnummer)$")
# How many systems write "no end".
_NO_END_FORMS = frozenset({"9999-12-31", "31-12-9999", "31.12.9999", "31/12/9999", "31/12 9999", "31/12-9999"})


class RowCells:
    """The cells of one row by the headers of the contract."""

    def __init__(self, number: int, cells: Sequence[str], header: Header) -> None:
        self.number = number
        self.problems: list[Problem] = []
        self._values = dict(zip(header.names, cells, strict=False))  # short rows have empty ends

    @property
    def is_rejected(self) -> bool:
        return any(found.severity == "error" for found in self.problems)

    def report(self, column: str | None, code: ProblemCode, value: str | None = None) -> None:
        self.problems.append(problem(self.number, column, code, value))

    def cell(self, header: str) -> str:
        return self._values.get(header, "")

    def read(
        self, header: str, parse: Callable[[str], ValueT], *, dropped_as: ProblemCode | None = None
    ) -> ValueT | None:
        """The value, none when the cell is empty or wrong; `dropped_as` makes a wrong one a mere warning."""
        text = self._values.get(header)
        if not text:
            return None
        try:
            return parse(text)
        except InvalidValueError as wrong:
            self.report(header, dropped_as or _code_of(text, wrong), text)
            return None

    def need(self, header: str, parse: Callable[[str], ValueT]) -> ValueT:
        """Like `read`, and an empty cell is a problem.

        A row is read to its end whatever is wrong with it, so that its report names everything. So what comes back
        after a problem is not a value at all: the row is rejected and nobody looks at it again.
        """
        if not self._values.get(header):
            self.report(header, ProblemCode.MISSING_VALUE)
        return cast("ValueT", self.read(header, parse))

    def text(self, header: str, limit: int) -> str | None:
        text = self._values.get(header) or None
        if text is not None and len(text) > limit:
            self.report(header, ProblemCode.TOO_LONG, text)
        if text in ERROR_CELLS:
            self.report(header, ProblemCode.CELL_ERROR, text)
        return text

    def need_text(self, header: str, limit: int) -> str:
        text = self.text(header, limit)
        if text is None:
            self.report(header, ProblemCode.MISSING_VALUE)
        return cast("str", text)

    def is_without_end(self, header: str) -> bool:
        cell = self.cell(header)
        return not cell or cell in _NO_END_FORMS

    def end_date(self, header: str) -> date | None:
        return None if self.is_without_end(header) else self.read(header, parse_date_cell)

    def check_order(self, start: date | None, end: date | None, header: str) -> None:
        if start is not None and end is not None and end < start:
            self.report(header, ProblemCode.DATE_ORDER, self.cell(header))


class Guard:
    """Refuses rows that hold a CPR number in any cell, of known and unknown columns alike."""

    def __init__(self, header: Header, contract: Sequence[Column]) -> None:
        by_header = {column.header: column for column in contract}
        self._headers: dict[int, str] = dict(enumerate(header.columns))
        self._p_numbers = {i for i, text in self._headers.items() if _P_NUMBER_HEADER.search(header_key(text))}
        self._free_texts: set[int] = set()
        self._ignored = () if header.problem_place is None else (header.problem_place,)
        for name, place in header.places.items():
            self._headers[place] = name
            if by_header[name].is_p_number:
                self._p_numbers.add(place)
            if by_header[name].is_free_text:
                self._free_texts.add(place)
        self._exempt = (*self._p_numbers, *self._ignored)

    def check(self, row: RowCells, cells: Sequence[str]) -> None:
        """Report extra cells and CPR numbers; one look at the whole row, a closer one only when it finds something."""
        if len(cells) > len(self._headers):
            row.report(None, ProblemCode.EXTRA_CELLS)
        for name in map(self._name, self._places_of_cpr(cells)):
            row.report(name, ProblemCode.CPR_NUMBER, REDACTED)

    def redacted(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells as they may be written to a file, the column of an earlier problem file emptied."""
        safe = list(cells)
        for place in self._places_of_cpr(cells):
            safe[place] = REDACTED if _lost_its_zero(safe[place]) else redact_cpr(safe[place])
        for place in self._ignored:
            safe[place : place + 1] = [""] if place < len(safe) else []
        return tuple(safe)

    def _places_of_cpr(self, cells: Sequence[str]) -> list[int]:
        looked_at = list(cells)
        for place in self._exempt:
            if place < len(cells) and (place in self._ignored or _is_p_number(cells[place])):
                looked_at[place] = ""
        without_zero = [i for i in self._free_texts if i < len(cells) and _lost_its_zero(cells[i])]
        if not without_zero and not contains_cpr("\n".join(looked_at)):
            return []
        return sorted({place for place, cell in enumerate(looked_at) if contains_cpr(cell)}.union(without_zero))

    def _name(self, place: int) -> str | None:
        name = self._headers.get(place)
        return redact_cpr(name) if name else None


def _code_of(text: str, wrong: InvalidValueError) -> ProblemCode:
    return ProblemCode.CELL_ERROR if text in ERROR_CELLS else ProblemCode(wrong.code)


def _is_p_number(cell: str) -> bool:
    return _TEN_DIGITS.fullmatch(digits(cell)) is not None


def _lost_its_zero(cell: str) -> bool:
    """Nine digits alone in a text: a spreadsheet has made a number of a CPR number that begins with 0."""
    return len(cell) == len("101901234") and _NINE_DIGITS.fullmatch(cell) is not None and contains_cpr("0" + cell)
