"""Periods of days, both ends included, and the calendar pieces that figures come in."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.values.errors import InvalidValueError

_MONTHS = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a day to a day, both included.

    Raises InvalidValueError with code `period_order` when the end is before the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidValueError("period_order", "A period does not end before it starts.")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    first = (day.month - 1) // 3 * 3 + 1
    return Period(date(day.year, first, 1), month_of(date(day.year, first + 2, 1)).end)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def months(period: Period) -> list[Period]:
    """The calendar months of the period, the first and last clipped to it."""
    return _pieces(period, month_of)


def quarters(period: Period) -> list[Period]:
    """The calendar quarters of the period, the first and last clipped to it."""
    return _pieces(period, quarter_of)


def years(period: Period) -> list[Period]:
    """The calendar years of the period, the first and last clipped to it."""
    return _pieces(period, year_of)


def rolling12(period: Period) -> list[Period]:
    """For every month that the period touches: the twelve whole months that end with that month."""
    ends = [month_of(piece.start) for piece in months(period)]
    return [Period(_months_back(month.start, _MONTHS - 1), month.end) for month in ends]


def last_12_months(today: date) -> Period:
    """The twelve whole months that end with the month before today's."""
    first = today.replace(day=1)
    return Period(_months_back(first, _MONTHS), first - timedelta(days=1))


def last_24_months(today: date) -> list[Period]:
    """The 24 whole months before today's month, oldest first: the trend."""
    first = today.replace(day=1)
    return months(Period(_months_back(first, 2 * _MONTHS), first - timedelta(days=1)))


def months_before(day: date, count: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    index = day.year * _MONTHS + day.month - 1 - count
    year, month = index // _MONTHS, index % _MONTHS + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _pieces(period: Period, piece_of: Callable[[date], Period]) -> list[Period]:
    found = []
    day = period.start
    while True:
        end = min(piece_of(day).end, period.end)
        found.append(Period(day, end))
        if end == period.end:
            return found
        day = end + timedelta(days=1)


def _months_back(first_of_month: date, count: int) -> date:
    index = first_of_month.year * _MONTHS + first_of_month.month - 1 - count
    return date(index // _MONTHS, index % _MONTHS + 1, 1)
