"""Who goes where and when: the visits and absences of some people on some days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.db import Moment
from crm.register.models import Company, Workplace
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from crm.visits.models import PLANNED, Absence, Visit, VisitColleague, VisitStatus
from crm.visits.queries.time import absences
from crm.visits.queries.visits import goes_along, local_days

MOST = 500  # more than any unit has in a month; a list that is cut says so
SHOWN = (*PLANNED, VisitStatus.HELD)


class View(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """The local days a view shows, and the days its neighbours begin with."""

    view: View
    first: date
    last: date
    before: date
    after: date

    @classmethod
    def of(cls, view: View, day: date) -> "Days":
        first, last = _bounds(view, day)
        return cls(view, first, last, _bounds(view, first - timedelta(days=1))[0], last + timedelta(days=1))


def _bounds(view: View, day: date) -> tuple[date, date]:
    if view is View.DAY:
        return day, day
    if view is View.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def wanted_days(args: Mapping[str, str], today: date) -> Days:
    """`?view=week&date=2026-03-02`; what makes no sense is this week."""
    view = View(args["view"]) if args.get("view") in set(View) else View.WEEK
    try:
        day = parse_date_cell(args.get("date", "").strip()) or today
    except InvalidValueError:
        day = today
    return Days.of(view, min(max(day, date(2000, 1, 1)), date(2099, 12, 31)))


@dataclass(frozen=True, slots=True)
class CalendarLine:
    visit: Visit
    company: str
    place: str  # the workplace's name and town, when it has one
    along_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Agenda:
    lines: Sequence[CalendarLine]
    absences: Sequence[Absence]
    cut: bool


_AGENDA: Any = (
    select(Visit, Company.name, Workplace.name, Workplace.post_district)
    .join(Company, col(Company.id) == col(Visit.company_id))
    .outerjoin(Workplace, col(Workplace.id) == col(Visit.workplace_id))
    .where(
        goes_along(sa.bindparam("people", expanding=True)),
        col(Visit.starts_at) < sa.bindparam("ends", type_=Moment),
        col(Visit.ends_at) > sa.bindparam("begins", type_=Moment),
    )
    .order_by(col(Visit.starts_at), col(Visit.id))
    .limit(MOST + 1)
)
_AGENDA_SHOWN = _AGENDA.where(col(Visit.status).in_(SHOWN))
_ALONG = sa.select(col(VisitColleague.visit_id), col(VisitColleague.user_id)).where(
    col(VisitColleague.visit_id).in_(sa.bindparam("visits", expanding=True))
)


def agenda(on: Session, user_ids: Collection[int], days: Days, *, all_statuses: bool = False) -> Agenda:
    """What these people have on these days, by time. Three queries."""
    begins, ends = local_days(days.first, days.last)
    query = _AGENDA if all_statuses else _AGENDA_SHOWN
    rows = list(on.exec(query, params={"people": list(user_ids), "begins": begins, "ends": ends}))
    along = _along(on, [visit.id or 0 for visit, *_place in rows])
    lines = [
        CalendarLine(visit, company, _place(company, name, district), along.get(visit.id or 0, []))
        for visit, company, name, district in rows[:MOST]
    ]
    return Agenda(lines, absences(on, user_ids, begins, ends), cut=len(rows) > MOST)


def _along(on: Session, visit_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for visit_id, user_id in on.connection().execute(_ALONG, {"visits": list(visit_ids)}):
        found.setdefault(visit_id, []).append(user_id)
    return found


def _place(company: str, name: str | None, district: str | None) -> str:
    return ", ".join(part for part in (name if name != company else None, district) if part)
