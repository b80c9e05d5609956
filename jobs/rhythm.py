"""When a job runs: once a local day, or every so many seconds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crm.values.clock import COPENHAGEN


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day in Copenhagen; never between 02:00 and 03:00, an hour some days lack and some have twice."""

    at: time

    def __post_init__(self) -> None:
        if self.at.hour == 2:
            raise ValueError("nothing daily between 02:00 and 03:00: the clock changes there")

    @property
    def text(self) -> str:
        return f"daily {self.at:%H:%M}"

    def trigger(self) -> CronTrigger:
        return CronTrigger(hour=self.at.hour, minute=self.at.minute, timezone=COPENHAGEN)

    def next_after(self, now: datetime) -> datetime:
        """The first moment after `now`."""
        found: datetime = self.trigger().get_next_fire_time(None, now + timedelta(microseconds=1))
        return found

    def due_on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, COPENHAGEN)


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again: for work that waits in a queue."""

    seconds: int

    @property
    def text(self) -> str:
        return f"every {self.seconds} s"

    def trigger(self) -> IntervalTrigger:
        return IntervalTrigger(seconds=self.seconds, timezone=COPENHAGEN)

    def next_after(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.seconds)
