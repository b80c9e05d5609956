"""The figures of a campaign: what was counted, and what follows from it. No database.

Calls are counted as calls, everything of the funnel as companies. A call counts as its contact says now; one that was
taken back counts nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from crm.campaigns.words import HoldReason, QuestionKind, TargetState
from crm.contacts.words import NOT_REACHED, Outcome
from crm.values.clock import COPENHAGEN

INTEREST = (Outcome.INTERESTED, Outcome.VISIT_BOOKED, Outcome.NEED_NOTED)
"""Outcomes that show interest."""
WITHIN_DAYS = (30, 90, 180, 365)
USUAL_DAYS = 90
"""A cooperation counts as begun after the campaign when it starts within so many days after the first call."""


class Stage(StrEnum):
    """How far companies have come; each but the last is part of the one before."""

    LISTED = "listed"  # to be called, or called already
    CALLED = "called"
    REACHED = "reached"
    INTERESTED = "interested"
    BOOKED = "booked"
    HELD = "held"
    COOPERATION = "cooperation"


class CallGroup(StrEnum):
    """Calls that are counted together."""

    ALL = "all"
    REACHED = "reached"
    INTERESTED = "interested"
    VISITS = "visits"


def outcomes_of(group: CallGroup) -> tuple[Outcome, ...]:
    """The outcomes that belong to the group."""
    return {
        CallGroup.ALL: tuple(Outcome),
        CallGroup.REACHED: tuple(outcome for outcome in Outcome if outcome not in NOT_REACHED),
        CallGroup.INTERESTED: INTEREST,
        CallGroup.VISITS: (Outcome.VISIT_BOOKED,),
    }[group]


@dataclass(frozen=True, slots=True)
class CallerFigures:
    user_id: int
    name: str
    calls: int = 0
    reached: int = 0
    interested: int = 0
    visits: int = 0
    seconds: int = 0

    def count(self, group: CallGroup) -> int:
        counts = (self.calls, self.reached, self.interested, self.visits)
        return dict(zip(CallGroup, counts, strict=True))[group]


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """Calls that began in an hour of the day, or on a weekday (Monday is 0)."""

    at: int
    calls: int = 0
    reached: int = 0


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """What was answered to a question; `counts` by answer, for a text question only `total`."""

    question_id: int
    text: str
    kind: QuestionKind
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def sum(self) -> int:
        """Of the numbers that were answered."""
        return sum(int(value) * count for value, count in self.counts.items())


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at; `wanted` None when nothing was."""

    group: CallGroup
    done: int
    wanted: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the statistics show. `outcomes` are calls, `funnel` and `states` are companies."""

    outcomes: dict[Outcome, int]
    callers: tuple[CallerFigures, ...]
    hours: tuple[TimeFigures, ...]
    weekdays: tuple[TimeFigures, ...]
    funnel: dict[Stage, int]
    states: dict[TargetState, int]
    left_out: dict[HoldReason, int]
    answers: tuple[AnswerFigures, ...]
    days: int

    def calls(self, group: CallGroup = CallGroup.ALL) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes_of(group))

    @property
    def seconds(self) -> int:
        return sum(caller.seconds for caller in self.callers)

    def steps(self) -> list[tuple[Stage, int, int]]:
        """Each stage with its companies, and those of the stage it is measured against.

        A cooperation needs no visit: it is measured against those who were called.
        """
        found, before = [], self.funnel[Stage.LISTED]
        for stage in Stage:
            base = self.funnel[Stage.CALLED] if stage is Stage.COOPERATION else before
            found.append((stage, self.funnel[stage], base))
            before = self.funnel[stage]
        return found

    def goals(self, wanted: Mapping[CallGroup, int | None]) -> list[Goal]:
        """Calls are calls; the other goals are companies."""
        done = {
            CallGroup.ALL: self.calls(),
            CallGroup.REACHED: self.funnel[Stage.REACHED],
            CallGroup.INTERESTED: self.funnel[Stage.INTERESTED],
            CallGroup.VISITS: self.funnel[Stage.BOOKED],
        }
        return [Goal(group, done[group], wanted[group]) for group in CallGroup]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Figures":
        return cls(
            outcomes={Outcome(key): count for key, count in stored["outcomes"].items()},
            callers=tuple(CallerFigures(**each) for each in stored["callers"]),
            hours=tuple(TimeFigures(**each) for each in stored["hours"]),
            weekdays=tuple(TimeFigures(**each) for each in stored["weekdays"]),
            funnel={stage: stored["funnel"].get(stage.value, 0) for stage in Stage},
            states={TargetState(key): count for key, count in stored["states"].items()},
            left_out={HoldReason(key): count for key, count in stored["left_out"].items()},
            answers=tuple(AnswerFigures(**(each | {"kind": QuestionKind(each["kind"])})) for each in stored["answers"]),
            days=stored["days"],
        )


def by_local_time(utc_hours: Iterable[tuple[int, int, int]]) -> tuple[list[TimeFigures], list[TimeFigures]]:
    """Hours of the day and weekdays in Copenhagen, from (hour counted from 1970, calls, reached).

    The clock is a whole number of hours ahead of UTC, in summer and winter, so that an hour stays an hour. The two
    hours from 2 to 3 of an autumn night are one hour of the day, and there is none in spring.
    """
    hours: dict[int, list[int]] = {}
    weekdays: dict[int, list[int]] = {}
    for number, calls, reached in utc_hours:
        local = local_hour(number)
        for into, key in ((hours, local.hour), (weekdays, local.weekday())):
            counts = into.setdefault(key, [0, 0])
            counts[0] += calls
            counts[1] += reached
    return _in_order(hours), _in_order(weekdays)


@lru_cache(maxsize=50_000)  # the same hours come again with every look at a campaign
def local_hour(utc_hour: int) -> datetime:
    """The moment in Copenhagen at which an hour begins; hours are counted from 1970 in UTC."""
    return datetime.fromtimestamp(utc_hour * 3600, COPENHAGEN)


def _in_order(counts: Mapping[int, list[int]]) -> list[TimeFigures]:
    return [TimeFigures(key, *counts[key]) for key in sorted(counts)]
