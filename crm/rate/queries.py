"""The cooperation rate: one figure, a series, a breakdown, all municipalities; each read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from crm.rate.definitions import definition
from crm.rate.figure import Breakdown, BreakdownItem, Counts, Figure, FigureRequest, Step
from crm.rate.kind import kind_of, values_of
from crm.rate.labels import bucket_names
from crm.rate.models import DEFAULT_DEFINITION
from crm.rate.question import Question, resolve
from crm.rate.settling import companies_below
from crm.rate.tallies import OF_MEMBERS, UNKNOWN, tallies
from crm.values.periods import Period


def figure(on: Session, request: FigureRequest, *, now: datetime) -> Figure:
    """The cooperation rate of one municipality in one period. Raises Refusal for an unknown code."""
    question = resolve(on, request, now=now)
    return _figures(on, question)[str(question.municipality)][0]


def series(on: Session, request: FigureRequest, step: Step, *, now: datetime) -> list[Figure]:
    """A figure for each piece of the period, in order: the same as asked for one by one.

    `rolling12` gives, for every month that the period touches, the twelve months that end with it.
    """
    question = resolve(on, request, now=now, step=step)
    return _figures(on, question)[str(question.municipality)]


def figures_of_all(
    on: Session,
    period: Period,
    definition_code: str = DEFAULT_DEFINITION,
    known_at: datetime | None = None,
    *,
    now: datetime,
) -> dict[str, Figure]:
    """The figure of every municipality that has a living workplace, by code."""
    question = Question(definition(on, definition_code), None, period, None, known_at, known_at or now)
    return {code: found[0] for code, found in sorted(_figures(on, question).items())}


def breakdown(on: Session, request: FigureRequest, by: Breakdown, *, now: datetime) -> list[BreakdownItem]:
    """The figure split by industry, size, type or target group; parts with nobody in them are left out.

    By industry and size the parts add up to the figure. By type and target group the population of each part is the
    whole population, and one that cooperates in two ways counts in both.
    """
    question = resolve(on, request, now=now)
    below = companies_below(on, question)
    statement = tallies(kind_of(question, below, details=by is Breakdown.INDUSTRY), by)
    whole = _Sums()
    parts: dict[str, _Sums] = {}
    for row in on.connection().execute(statement, values_of(question, below)):
        if row.municipality is None:  # the unplaced
            continue
        whole.add(row)
        if by in OF_MEMBERS or row.all:
            parts.setdefault(row.bucket or UNKNOWN, _Sums()).add(row)
    names = bucket_names(on, by)
    order = {key: place for place, key in enumerate(names)}
    return [
        BreakdownItem(
            key=key,
            label=names.get(key, key),
            population=sums.population if by in OF_MEMBERS else whole.population,
            cooperating=sums.cooperating,
        )
        for key, sums in sorted(parts.items(), key=lambda part: order.get(part[0], len(order)))
        if sums.population or sums.all
    ]


@dataclass(slots=True)
class _Sums:
    """Running sums of one piece."""

    population: int = 0
    own: int = 0
    other: int = 0
    all: int = 0
    unknown: int = 0
    inexact: int = 0

    def add(self, row: Any) -> None:
        self.population += row.population
        self.own += row.own
        self.other += row.other
        self.all += row.all
        self.unknown += row.unknown
        self.inexact += row.inexact

    @property
    def cooperating(self) -> Counts:
        return Counts(self.own, self.other, self.all)


def _rows(on: Session, question: Question) -> Sequence[Any]:
    below = companies_below(on, question)
    statement = tallies(kind_of(question, below))
    return on.connection().execute(statement, values_of(question, below)).all()


def _figures(on: Session, question: Question) -> dict[str, list[Figure]]:
    """The figures of all pieces, by municipality."""
    pieces = question.pieces
    count = len(pieces)
    sums: dict[str, list[_Sums]] = {}
    if question.municipality is not None:
        sums[question.municipality] = [_Sums() for _ in range(count)]
    unplaced = [0] * count
    for row in _rows(on, question):
        run = range(row.first_piece, row.last_piece + 1)
        if row.municipality is None:
            for number in run:
                unplaced[number] += row.unplaced
            continue
        of_pieces = sums.setdefault(row.municipality, [_Sums() for _ in range(count)])
        for number in run:
            of_pieces[number].add(row)
    return {
        code: [_figure(question, code, *each) for each in zip(pieces, of_pieces, unplaced, strict=True)]
        for code, of_pieces in sums.items()
    }


def _figure(question: Question, code: str, period: Period, sums: _Sums, unplaced: int) -> Figure:
    return Figure(
        definition_code=question.definition.code,
        unit=question.definition.unit,
        municipality=code,
        period=period,
        known_at=question.moment,
        population=sums.population,
        cooperating=sums.cooperating,
        unknown_headcount=sums.unknown,
        inexact_headcount=sums.inexact,
        unplaced=unplaced,
    )
