"""How far a year's visits have come, and where they lead at this pace. Pure numbers; the words are in the labels."""

from dataclasses import dataclass
from datetime import date

from crm.values.periods import Period, year_of

FORECAST_FROM = 28
"""Before so many days of the year have passed, a pace says nothing."""
AROUND = 10
"""Within a tenth of what is expected by today counts as on time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`visited` companies of `quota` in `year` as `day` ends; `most` could be visited at all."""

    year: int
    quota: int
    visited: int
    most: int
    day: date

    @property
    def days(self) -> Period:
        return year_of(date(self.year, 1, 1))

    @property
    def passed(self) -> int:
        """Days of the year that have begun."""
        return max(0, min((self.day - self.days.start).days + 1, self.days.days))

    @property
    def is_over(self) -> bool:
        return self.day > self.days.end or self.passed == self.days.days

    @property
    def still_open(self) -> int:
        return max(0, self.quota - self.visited)

    @property
    def expected(self) -> int:
        """So many would have been visited by now, were they spread evenly over the year."""
        return _rounded(self.quota * self.passed, self.days.days)

    @property
    def forecast(self) -> int | None:
        """So many by the last day of the year, if it goes on like this; None when it is too early to say."""
        if self.passed < FORECAST_FROM or self.is_over:
            return None
        return max(self.visited, min(self.most, _rounded(self.visited * self.days.days, self.passed)))

    @property
    def behind(self) -> int:
        """So many fewer than expected; 0 when it is about right, or better."""
        missing = self.expected - self.visited
        return missing if missing * AROUND > self.expected else 0

    @property
    def ahead(self) -> int:
        more = self.visited - self.expected
        return more if self.expected and more * AROUND > self.expected else 0


def needed_by_week(still_open: int, weeks_left: int, booked: list[int], proposed_most: int) -> list[int]:
    """How many to propose in each of the next weeks, so that what is open is spread evenly over the weeks left.

    `booked`: visits that stand in the calendar, by week; they count, also for later weeks.
    """
    found: list[int] = []
    for number in range(len(booked)):
        share = min(number + 1, weeks_left)
        wanted = -(-still_open * share // weeks_left)  # rounded up: what is due this week is not put off
        missing = wanted - sum(booked[: number + 1]) - sum(found)
        found.append(max(0, min(missing, proposed_most)))
    return found


def _rounded(part: int, whole: int) -> int:
    """The whole number next to part / whole; a half goes up."""
    return (2 * part + whole) // (2 * whole)
