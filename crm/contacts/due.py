"""When a task is due: at a time of day, or at any time of a day. Days and times are those of Copenhagen."""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from crm.values.clock import COPENHAGEN, local_date
from crm.visits.queries.time import is_working_day

ALL_DAY = time(23, 59)
"""The time of a task for which any time of the day will do: overdue only when the day is over."""


class PutOff(StrEnum):
    """The usual ways to put a task off."""

    TOMORROW = "tomorrow"
    WEEK = "week"
    MONTH = "month"


def due_moment(day: date, at: time | None = None) -> datetime:
    """A time that the night of the spring change leaves out becomes the one an hour later."""
    return datetime.combine(day, at or ALL_DAY, COPENHAGEN).astimezone(UTC)


def due_time(due_at: datetime) -> time | None:
    """The time of day; None when any will do."""
    at = due_at.astimezone(COPENHAGEN).time()
    return None if at == ALL_DAY else at


def put_off(due_at: datetime, by: PutOff, today: date) -> datetime:
    """The same time of day on a later working day, counted from today however long the task is overdue."""
    return due_moment(put_off_day(by, today), due_time(due_at))


def put_off_day(by: PutOff, today: date) -> date:
    if by is PutOff.MONTH:
        year, month = today.year + today.month // 12, today.month % 12 + 1
        return working_day_from(date(year, month, min(today.day, monthrange(year, month)[1])))
    return working_day_from(today + timedelta(days=1 if by is PutOff.TOMORROW else 7))


def working_day_from(day: date, closed: Collection[date] | None = None) -> date:
    """The day itself, or the next one on which people are at work; `closed`: when the opening calendar is at hand."""
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day


def end_of_day(now: datetime) -> datetime:
    """The first moment of tomorrow."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, COPENHAGEN).astimezone(UTC)
