"""The kinds of statement: a statement is built once for a kind, a question only fills in its values.

Building and compiling would otherwise cost as much as the database's work for a municipality's figure.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.db import Moment
from crm.rate.figure import Step
from crm.rate.models import RateUnit, UnknownHeadcount, WantedSector
from crm.rate.question import Question
from crm.rate.sql import day_before, greatest, join_in_order, least, month_number
from crm.values.cooperation_status import CooperationStatus

Key = tuple[int, str, int]  # number of the piece, municipality, id of the company

MUNICIPALITY = sa.bindparam("municipality", type_=sa.String())
KNOWN_AT: Any = sa.bindparam("known_at", type_=Moment())
REACH_START = sa.bindparam("reach_start", type_=sa.Date())
REACH_END = sa.bindparam("reach_end", type_=sa.Date())
LAST_START = sa.bindparam("last_start", type_=sa.Date())
KNOWN_DAY = sa.bindparam("known_day", type_=sa.Date())
MIN_HEADCOUNT = sa.bindparam("min_headcount", type_=sa.Integer())
TYPES = sa.bindparam("types", type_=sa.String(), expanding=True)
BELOW: Any = sa.bindparam("below", expanding=True)
FIRST_UNIT = sa.bindparam("first_unit", type_=sa.Integer())
ZERO: sa.ColumnElement[int] = sa.literal_column("0", sa.Integer)
ONE: sa.ColumnElement[int] = sa.literal_column("1", sa.Integer)
COUNTING_STATUSES = (CooperationStatus.ACTIVE, CooperationStatus.ENDED)

MONTHS_IN_UNIT = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12, Step.ROLLING12: 1}
UNITS_IN_PIECE = {Step.MONTH: 1, Step.QUARTER: 1, Step.YEAR: 1, Step.ROLLING12: 12}


@dataclass(frozen=True, slots=True)
class Kind:
    """What changes the text of a statement."""

    unit: RateUnit
    unknown_headcount: UnknownHeadcount
    sector: WantedSector
    one_municipality: bool
    in_the_past: bool  # known at a moment, not now
    step: Step | None
    pieces: int
    details: bool = False  # which state and which industry a workplace is in
    settles: bool = False  # some companies' sums are settled: see crm.rate.settling

    @property
    def facts(self) -> tuple[str, ...]:
        """What is carried along of the state on the last living day: no more than is asked for."""
        return (
            "municipality",
            *(["wanted"] if self.sector is not WantedSector.ALL else []),
            *(["company_id"] if self.unit is RateUnit.COMPANY else []),
            *(["state_id", "section"] if self.details else []),
        )

    def wanted(self, standing: Any) -> sa.ColumnElement[bool]:
        """The sector on the last living day is one that the definition counts."""
        found: sa.ColumnElement[bool] = sa.true() if self.sector is WantedSector.ALL else standing.c.wanted == 1
        return found

    @property
    def moment(self) -> Any:
        """For `crm.db.known_at`."""
        return KNOWN_AT if self.in_the_past else None


def kind_of(question: Question, below: Collection[Key] = (), *, details: bool = False) -> Kind:
    return Kind(
        unit=question.definition.unit,
        unknown_headcount=question.definition.unknown_headcount,
        sector=question.definition.sector,
        one_municipality=question.municipality is not None,
        in_the_past=question.known_at is not None,
        step=question.step,
        pieces=len(question.pieces),
        details=details,
        settles=bool(below),
    )


def values_of(question: Question, below: Collection[Key] = ()) -> dict[str, Any]:
    """The values of all parameters of all statements of the question."""
    pieces = question.pieces
    reach_start, reach_end = pieces[0].start, pieces[-1].end
    values: dict[str, Any] = {
        "municipality": question.municipality,
        "known_at": question.known_at,
        "reach_start": reach_start,
        "reach_end": reach_end,
        # A cooperation that starts after the known-at day can't count yet.
        "last_start": min(question.known_day, reach_end),
        "known_day": question.known_day,
        "min_headcount": question.definition.min_headcount,
        "types": list(question.definition.types),
        "below": list(below),
    }
    if question.step is not None:
        values["first_unit"] = month_index(pieces[0].end) // MONTHS_IN_UNIT[question.step]
    for number, piece in enumerate(pieces):
        values |= {f"first_{number}": piece.start.toordinal(), f"until_{number}": piece.end.toordinal() + 1}
    return values


def month_index(day: date) -> int:
    """The same as `crm.rate.sql.month_number`."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of time: number, first day and the day after the last, as day numbers.

    `table` holds one row for each; None for a single one, whose columns are then plain parameters.
    """

    table: sa.CTE | None
    number: sa.ColumnElement[int]
    first_day: sa.ColumnElement[int]
    until_day: sa.ColumnElement[int]

    @property
    def days(self) -> sa.ColumnElement[int]:
        return self.until_day - self.first_day

    def joined_to(self, other: sa.FromClause, condition: sa.ColumnElement[bool]) -> sa.FromClause:
        """`other` with each piece for which the condition holds; with the single one as it is."""
        return other if self.table is None else join_in_order(other, self.table, condition)


def pieces_of(kind: Kind) -> Pieces:
    rows = [
        (
            sa.literal_column(str(number), sa.Integer).label("number"),
            sa.bindparam(f"first_{number}", type_=sa.Integer()).label("first_day"),
            sa.bindparam(f"until_{number}", type_=sa.Integer()).label("until_day"),
        )
        for number in range(kind.pieces)
    ]
    if kind.step is None:
        return Pieces(None, *(column.element for column in rows[0]))
    table = sa.union_all(*(sa.select(*row) for row in rows)).cte("piece")
    return Pieces(table, table.c.number, table.c.first_day, table.c.until_day)


def unit_number(kind: Kind, day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """The number of the unit of time (month, quarter, year) that the day is in, 0 for the one piece 0 ends with."""
    if kind.step is None:
        raise ValueError("one period has no units")
    return month_number(day) // MONTHS_IN_UNIT[kind.step] - FIRST_UNIT


def touched_run(
    kind: Kind, first: sa.ColumnElement[date], last: sa.ColumnElement[date | None]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """First and last piece that share a day with `first`–`last` (NULL = no end), which touches the reach."""
    if kind.step is None:
        return ZERO, ZERO
    more = UNITS_IN_PIECE[kind.step] - 1
    newest = sa.literal_column(str(kind.pieces - 1), sa.Integer)
    end = sa.func.coalesce(unit_number(kind, last) + more, newest)
    return greatest(ZERO, unit_number(kind, first)), least(newest, end)


def covered_run(
    kind: Kind, first: sa.ColumnElement[date], until: sa.ColumnElement[date]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """First and last piece that lie wholly from `first` to the day before `until`; first > last for none."""
    starts, ends = first <= REACH_START, until > REACH_END
    if kind.step is None:
        return sa.case((starts, ZERO), else_=ONE), sa.case((ends, ZERO), else_=-ONE)
    more = UNITS_IN_PIECE[kind.step] - 1
    return (
        sa.case((starts, ZERO), else_=unit_number(kind, day_before(first)) + 1 + more),
        sa.case((ends, kind.pieces - 1), else_=unit_number(kind, until) - 1),
    )


def flag(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """1 or 0: what both databases can sum and compare."""
    return sa.case((condition, ONE), else_=ZERO)
