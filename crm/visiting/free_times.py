"""When one of ours can visit, as a form offers it."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from crm.contacts.due import working_day_from
from crm.values.clock import COPENHAGEN, local_date
from crm.visits.queries.time import USUAL_LENGTH, closed_days, free_times_on
from crm.web.formatting import clock_time, day_of_week

DAYS_OFFERED = 5
Times = dict[str, list[tuple[str, str]]]


def offered_times(
    on: Session, user_id: int, *, now: datetime, since: date | None = None, length: timedelta = USUAL_LENGTH
) -> Times:
    """(value, text) pairs by day: five working days, from tomorrow or from the day."""
    first = max(since or date.min, local_date(now) + timedelta(days=0 if since else 1))
    closed = closed_days(on)
    days = [working_day_from(first, closed)]
    while len(days) < DAYS_OFFERED:
        days.append(working_day_from(days[-1] + timedelta(days=1), closed))
    free = free_times_on(on, user_id, days, now=now, length=length, closed=closed)
    return {day_of_week(day): [(time_value(start), clock_time(start)) for start in free[day]] for day in days}


def time_value(moment: datetime) -> str:
    """How a form names a moment."""
    return moment.astimezone(COPENHAGEN).isoformat(timespec="minutes")


def time_of(text: str | None) -> datetime | None:
    """The moment that a form or the calendar names, a clock time without a zone being Copenhagen's; None: none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)).astimezone(UTC)
