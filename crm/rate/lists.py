"""The lists behind the numbers: workplaces by verdict, and cooperations that did not count."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.rate.figure import Explanation, JudgedWorkplace, LeftOut, NotCounted, Verdict
from crm.rate.tables import workplace
from crm.rate.tallies import SIZE_LIMITS, UNKNOWN, size_keys
from crm.web.paging import PAGE_SIZE, Page

POPULATION = frozenset({Verdict.COOPERATING, Verdict.NOT_COOPERATING})


class Show(StrEnum):
    """Which workplaces a list shows: those of one number on the page."""

    EVERY = "every"
    POPULATION = "population"
    ALL = "all"
    OWN = "own"
    OTHER = "other"
    INEXACT = "inexact"
    COOPERATING = "cooperating"
    NOT_COOPERATING = "not_cooperating"
    NO_HEADCOUNT = "no_headcount"
    UNKNOWN_HEADCOUNT = "unknown_headcount"
    MOVED_AWAY = "moved_away"
    WRONG_SECTOR = "wrong_sector"


_TESTS: dict[Show, Callable[[JudgedWorkplace], bool]] = {
    Show.EVERY: lambda _one: True,
    Show.POPULATION: lambda one: one.verdict in POPULATION,
    Show.ALL: lambda one: one.verdict is Verdict.COOPERATING,
    Show.OWN: lambda one: one.verdict is Verdict.COOPERATING and one.own,
    Show.OTHER: lambda one: one.verdict is Verdict.COOPERATING and one.other,
    Show.INEXACT: lambda one: one.verdict in POPULATION and one.inexact,
}


def workplaces_of(told: Explanation, show: Show, *, section: str = "", size: str = "") -> list[JudgedWorkplace]:
    """In the explanation's order; a section of "unknown" means none stated."""
    test = _TESTS.get(show)
    verdict = None if test else Verdict(show.value)
    found = [one for one in told.workplaces if (test(one) if test else one.verdict is verdict)]
    if section:
        found = [one for one in found if (one.section or UNKNOWN) == section]
    if size:
        found = [one for one in found if size_key(one) == size]
    return found


def size_key(one: JudgedWorkplace) -> str:
    """The key of the workplace's size band: as `crm.rate.tallies.size_band` says it in the database."""
    if one.average is None:
        return UNKNOWN
    bands = zip(SIZE_LIMITS, size_keys(), strict=True)
    return next((key for limit, key in bands if one.average >= limit), "0")


def left_out_of(told: Explanation, reason: NotCounted | None) -> list[LeftOut]:
    return [one for one in told.not_counted if reason is None or one.reason is reason]


def page_of(rows: Sequence[Any], number: int) -> Page:
    number = min(number, max(1, ceil(len(rows) / PAGE_SIZE)))
    return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(rows), number)


def company_ids(on: Session, workplace_ids: Sequence[int]) -> Mapping[int, int]:
    """Where each workplace's page is: with its company of today."""
    wanted = sa.select(workplace.c.id, workplace.c.company_id).where(workplace.c.id.in_(workplace_ids))
    return {row.id: row.company_id for row in on.connection().execute(wanted)}


def places_of(on: Session, rows: Sequence[LeftOut]) -> Mapping[int, Any]:
    """Name, P-number and company of the workplaces of some cooperations, by id."""
    ids = [row.workplace_id for row in rows if row.workplace_id is not None]
    wanted = sa.select(workplace.c.id, workplace.c.company_id, workplace.c.name, workplace.c.p_number)
    return {row.id: row for row in on.connection().execute(wanted.where(workplace.c.id.in_(ids)))}
