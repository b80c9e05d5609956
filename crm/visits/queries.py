"""Reading visits: a person's time, a company's visits."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from sqlmodel import Session, col, select

from crm.values.clock import COPENHAGEN, local_date
from crm.visits.models import PLANNED, Visit

DAY_BEGINS, DAY_ENDS = time(8), time(16)
STEP = timedelta(minutes=30)
SATURDAY = 5
_TAKES_TIME = col(Visit.status).in_(PLANNED)


def visit_by_id(on: Session, visit_id: int) -> Visit | None:
    return on.get(Visit, visit_id)


def overlapping(on: Session, user_id: int, starts_at: datetime, ends_at: datetime) -> list[Visit]:
    """The person's planned visits that share time with this span."""
    query = select(Visit).where(
        col(Visit.lead_user_id) == user_id,
        _TAKES_TIME,
        col(Visit.starts_at) < ends_at,
        col(Visit.ends_at) > starts_at,
    )
    return list(on.exec(query.order_by(col(Visit.starts_at))))


def visits_of(on: Session, user_id: int, first: date, last: date) -> list[Visit]:
    """The person's planned visits on these local days, in their order."""
    begins = datetime.combine(first, time.min, COPENHAGEN)
    ends = datetime.combine(last + timedelta(days=1), time.min, COPENHAGEN)
    return overlapping(on, user_id, begins, ends)


def planned_at(on: Session, company_id: int, *, now: datetime) -> list[Visit]:
    """The company's planned visits from today on."""
    begins = datetime.combine(local_date(now), time.min, COPENHAGEN)
    query = select(Visit).where(col(Visit.company_id) == company_id, _TAKES_TIME, col(Visit.starts_at) >= begins)
    return list(on.exec(query.order_by(col(Visit.starts_at))))


def visits_led_by(on: Session, user_ids: Collection[int], first: date, last: date) -> list[Visit]:
    """The planned visits of several people on these local days, in their order."""
    begins = datetime.combine(first, time.min, COPENHAGEN)
    ends = datetime.combine(last + timedelta(days=1), time.min, COPENHAGEN)
    query = select(Visit).where(
        col(Visit.lead_user_id).in_(user_ids), _TAKES_TIME, col(Visit.starts_at) < ends, col(Visit.ends_at) > begins
    )
    return list(on.exec(query.order_by(col(Visit.starts_at), col(Visit.id))))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def free_times(
    on: Session, user_id: int, day: date, *, now: datetime, length: timedelta = timedelta(minutes=60)
) -> list[datetime]:
    """When the person can begin a visit on the day: half hours of the working day that no booked visit takes."""
    return free_times_on(on, user_id, [day], now=now, length=length)[day]


def free_times_on(
    on: Session, user_id: int, days: Sequence[date], *, now: datetime, length: timedelta = timedelta(minutes=60)
) -> dict[date, list[datetime]]:
    """The same for several days, in one query."""
    booked = visits_of(on, user_id, min(days), max(days))
    return {day: _free_on(day, booked, now, length) for day in days}


def _free_on(day: date, booked: Sequence[Visit], now: datetime, length: timedelta) -> list[datetime]:
    if not is_working_day(day):
        return []
    begins = datetime.combine(day, DAY_BEGINS, COPENHAGEN)
    ends = datetime.combine(day, DAY_ENDS, COPENHAGEN)
    starts = [begins + STEP * number for number in range(int((ends - begins) / STEP))]
    return [
        start
        for start in starts
        if start > now
        and start + length <= ends
        and not any(visit.starts_at < start + length and visit.ends_at > start for visit in booked)
    ]
