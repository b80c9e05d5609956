"""Visits that repeat: at the same time of day, whatever the clocks do. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from crm.values.clock import COPENHAGEN

MOST_VISITS = 12
MOST_BETWEEN = 26
DAYS_IN_WEEK = 7


class Every(StrEnum):
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Repetition:
    """`count` visits in all, one `every` so many weeks or months."""

    unit: Every
    every: int
    count: int


def starts_of(first: datetime, repetition: Repetition) -> list[datetime]:
    """When the visits begin, the first among them. Months keep the weekday: the second Tuesday of each month."""
    local = first.astimezone(COPENHAGEN)
    steps = range(0, repetition.every * repetition.count, repetition.every)
    later: dict[Every, Callable[[date, int], date]] = {
        Every.WEEKS: lambda day, weeks: day + timedelta(weeks=weeks),
        Every.MONTHS: same_weekday,
    }
    days = [later[repetition.unit](local.date(), step) for step in steps]
    return [datetime.combine(day, local.time(), COPENHAGEN).astimezone(UTC) for day in days]


def same_weekday(day: date, months: int) -> date:
    """The weekday at the same place of a later month; the fifth of a month is the last of another."""
    place = (day.day - 1) // DAYS_IN_WEEK
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(years, month + 1, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % DAYS_IN_WEEK, weeks=place)
    return found if found.month == first.month else found - timedelta(weeks=1)
