"""When a company may be tried, and how often: the attempts rule of a campaign. No database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from crm.contacts.words import Outcome
from crm.values.clock import COPENHAGEN

WEEK = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptsRule:
    """`weekdays` count from Monday as 0; calls begin from `opens` up to `closes`, Copenhagen time."""

    max_attempts: int = 3
    no_answer_hours: int = 24
    busy_hours: int = 2
    opens: time = time(8, 30)
    closes: time = time(16, 0)
    weekdays: tuple[int, ...] = WEEK

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "AttemptsRule":
        """What is missing is as usual."""
        given: dict[str, Any] = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("opens", "closes"):
            if name in given:
                given[name] = time.fromisoformat(given[name])
        if "weekdays" in given:
            given["weekdays"] = tuple(given["weekdays"])
        return cls(**given)

    def to_json(self) -> dict[str, Any]:
        return {
            "max_attempts": self.max_attempts,
            "no_answer_hours": self.no_answer_hours,
            "busy_hours": self.busy_hours,
            "opens": self.opens.isoformat("minutes"),
            "closes": self.closes.isoformat("minutes"),
            "weekdays": list(self.weekdays),
        }

    def may_call(self, now: datetime) -> bool:
        local = now.astimezone(COPENHAGEN)
        return local.weekday() in self.weekdays and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment at which calls begin; None when there is no such day."""
        local = now.astimezone(COPENHAGEN)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            begins = datetime.combine(day, self.opens, COPENHAGEN)
            if day.weekday() in self.weekdays and begins > now:
                return begins
        return None

    def gap(self, outcome: Outcome) -> timedelta:
        """How long after this outcome the company may be tried again."""
        return timedelta(hours=self.busy_hours if outcome is Outcome.BUSY else self.no_answer_hours)
