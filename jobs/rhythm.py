"""When a job runs: once a local day, or every so many seconds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crm.values.clock import COPENHAGEN, local_date


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

    def trigger(self) -> BaseTrigger:
        return _DailyTrigger(self)

    def next_after(self, now: datetime) -> datetime:
        """The first moment after `now`."""
        day = local_date(now)
        due = self.due_on(day)
        return due if due.astimezone(UTC) > now.astimezone(UTC) else self.due_on(day + timedelta(days=1))

    def due_on(self, day: date) -> datetime:
        return datetime.combine(day, self.at, COPENHAGEN)


class _DailyTrigger(BaseTrigger):  # type: ignore[misc]
    """APScheduler's own cron trigger leaves out the day after the spring change for times before one o'clock."""

    def __init__(self, rhythm: Daily) -> None:
        self.rhythm = rhythm

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return self.rhythm.next_after(previous_fire_time or now)


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
