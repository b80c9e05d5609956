"""People's time: working days and hours, what is taken, when a visit can begin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import holidays
import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.db import Moment
from crm.values.clock import COPENHAGEN, local_date
from crm.visits.models import Absence, Visit, VisitColleague, VisitPlace, VisitSetting, VisitSettingName, WorkingHours
from crm.visits.queries.visits import TAKES_TIME, local_days
from crm.working_time.queries import opening_calendar

USUAL_HOURS = (time(8), time(16))
USUAL_LENGTH = timedelta(minutes=60)
STEP = timedelta(minutes=30)
SATURDAY = 5
DEFAULTS = {VisitSettingName.TRAVEL_BUFFER_MINUTES: 15, VisitSettingName.REPORT_WORKING_DAYS: 2}


_PEOPLE: Any = sa.bindparam("people", expanding=True)
_BEGINS: Any = sa.bindparam("begins", type_=Moment)
_ENDS: Any = sa.bindparam("ends", type_=Moment)
_SETTING = sa.select(col(VisitSetting.value)).where(col(VisitSetting.name) == sa.bindparam("name"))
_ABSENCES = (
    select(Absence)
    .where(
        col(Absence.user_id).in_(_PEOPLE),
        col(Absence.withdrawn_at).is_(None),
        col(Absence.starts_at) < _ENDS,
        col(Absence.ends_at) > _BEGINS,
    )
    .order_by(col(Absence.starts_at), col(Absence.id))
)
_HOURS = select(WorkingHours).where(col(WorkingHours.user_id).in_(_PEOPLE))
_who = sa.union_all(
    sa.select(col(Visit.lead_user_id).label("user_id"), col(Visit.id).label("visit_id")).where(
        col(Visit.lead_user_id).in_(_PEOPLE)
    ),
    sa.select(col(VisitColleague.user_id), col(VisitColleague.visit_id)).where(
        col(VisitColleague.user_id).in_(_PEOPLE)
    ),
).subquery()
_TAKEN = (
    sa.select(_who.c.user_id, col(Visit.starts_at), col(Visit.ends_at), col(Visit.place))
    .join(_who, _who.c.visit_id == col(Visit.id))
    .where(TAKES_TIME, col(Visit.starts_at) < _ENDS, col(Visit.ends_at) > _BEGINS)
)


def settings(on: Session) -> dict[VisitSettingName, int]:
    """What an administrator has set, else what is usual."""
    return DEFAULTS | {row.name: row.value for row in on.exec(select(VisitSetting))}


def setting(on: Session, name: VisitSettingName) -> int:
    """One of them."""
    found: int | None = on.connection().execute(_SETTING, {"name": name}).scalar()
    return DEFAULTS[name] if found is None else found


def closed_days(on: Session) -> Collection[date]:
    """Days on which the job centre is closed all day: the public holidays, and what the opening calendar adds.

    A weekday on which the office is never open is none of them: people go out on it all the same. Two queries.
    """
    return frozenset(day for day, special in opening_calendar(on).special_days.items() if special.closed)


def is_working_day(day: date, closed: Collection[date] | None = None) -> bool:
    """Monday to Friday but for the days closed; without them, but for the public holidays."""
    return day.weekday() < SATURDAY and day not in (_days_off(day.year) if closed is None else closed)


def add_working_days(day: date, count: int, closed: Collection[date] | None = None) -> date:
    """So many working days later."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` up to `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and self.ends_at > starts_at


def absences(on: Session, user_ids: Collection[int], starts_at: datetime, ends_at: datetime) -> list[Absence]:
    """Absences of these people that share time with the span, in their order."""
    return list(on.exec(_ABSENCES, params={"people": list(user_ids), "begins": starts_at, "ends": ends_at}))


def taken(on: Session, user_ids: Collection[int], first: date, last: date) -> dict[int, list[Span]]:
    """What takes up the people's time on these local days: visits with the way to them, and absences. Three queries."""
    way = timedelta(minutes=setting(on, VisitSettingName.TRAVEL_BUFFER_MINUTES))
    begins, ends = local_days(first, last)
    spans: dict[int, list[Span]] = {user_id: [] for user_id in user_ids}
    within = {"people": list(user_ids), "begins": begins, "ends": ends}
    for user_id, starts_at, ends_at, place in on.connection().execute(_TAKEN, within):
        around = way if place is VisitPlace.WORKPLACE else timedelta()
        spans[user_id].append(Span(starts_at - around, ends_at + around))
    for absence in absences(on, user_ids, begins, ends):
        spans[absence.user_id].append(Span(absence.starts_at, absence.ends_at))
    return spans


def working_hours(on: Session, user_ids: Collection[int]) -> dict[int, dict[int, tuple[time, time]]]:
    """By person and weekday, Monday is 0. Who has said nothing works as everybody does; else only as they said."""
    said: dict[int, dict[int, tuple[time, time]]] = {}
    for row in on.exec(_HOURS, params={"people": list(user_ids)}):
        said.setdefault(row.user_id, {})[row.weekday] = (row.begins, row.ends)
    usual = dict.fromkeys(range(SATURDAY), USUAL_HOURS)
    return {user_id: said.get(user_id, usual) for user_id in user_ids}


def free_times(
    on: Session, user_id: int, day: date, *, now: datetime, length: timedelta = USUAL_LENGTH
) -> list[datetime]:
    """When the person can begin a visit on the day: half hours of their working day that nothing takes up."""
    return free_times_on(on, user_id, [day], now=now, length=length)[day]


def free_times_on(
    on: Session,
    user_id: int,
    days: Sequence[date],
    *,
    now: datetime,
    length: timedelta = USUAL_LENGTH,
    closed: Collection[date] | None = None,
) -> dict[date, list[datetime]]:
    """The same for several days, in six queries; in four for who knows the days closed already."""
    closed = closed_days(on) if closed is None else closed
    days_open = [day for day in days if is_working_day(day, closed)]
    busy = taken(on, [user_id], min(days), max(days))[user_id]
    hours = working_hours(on, [user_id])[user_id]
    within = {day: hours.get(day.weekday()) if day in days_open else None for day in days}
    return {day: free_starts(day, within[day], busy, now=now, length=length) for day in days}


def free_starts(
    day: date, hours: tuple[time, time] | None, busy: Sequence[Span], *, now: datetime, length: timedelta
) -> list[datetime]:
    """Pure: the half hours of the day's hours (none: nobody works) at which so long a visit finds room."""
    if hours is None:
        return []
    begins, ends = (datetime.combine(day, each, COPENHAGEN) for each in hours)
    starts = [begins + STEP * number for number in range(int((ends - begins) / STEP))]
    return [
        start
        for start in starts
        if start > now and start + length <= ends and not any(span.meets(start, start + length) for span in busy)
    ]


def report_is_due(on: Session, visit: Visit, *, now: datetime) -> bool:
    """Whether the visit is so long over that its report is missing."""
    days = setting(on, VisitSettingName.REPORT_WORKING_DAYS)
    return local_date(now) > opening_calendar(on).add_working_days(local_date(visit.ends_at), days)
