"""The time the demo spans: four years of the register, two and a half of arrangements, up to today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm.values.clock import COPENHAGEN
from crm.values.periods import Period, last_12_months

REGISTER_YEARS = 4
ARRANGEMENT_DAYS = 913


@dataclass(frozen=True, slots=True)
class Window:
    """All days of the demo hang on the day it is made."""

    now: datetime
    today: date

    @property
    def start(self) -> date:
        """The day of the first register extract."""
        return date(self.today.year - REGISTER_YEARS, self.today.month, 1)

    @property
    def arrangements(self) -> Period:
        return Period(self.today - timedelta(days=ARRANGEMENT_DAYS), self.today)

    @property
    def last_year(self) -> Period:
        return last_12_months(self.today)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment of the day in Copenhagen."""
        return datetime.combine(day, time(hour, minute), COPENHAGEN)

    def extract_after(self, day: date) -> datetime:
        """When the monthly register extract (early on the 2nd) brought what holds from the day; at the latest now."""
        if day <= self.start:
            return self.at(self.start, 5)
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=2)
        return min(self.at(following, 5), self.now)
