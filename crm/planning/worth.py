"""What a visit is worth, in points, each with its reason. One point is worth six minutes on the road."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from crm.companies.models import Certainty, CompanyGroup
from crm.planning.words import Why

GROUP_POINTS = {CompanyGroup.LARGE: 30, CompanyGroup.GROWTH: 25, CompanyGroup.STARTUP: 20}
GROUP_WHY = {
    CompanyGroup.LARGE: Why.GROUP_LARGE,
    CompanyGroup.GROWTH: Why.GROUP_GROWTH,
    CompanyGroup.STARTUP: Why.GROUP_STARTUP,
}
ENDING_POINTS = 25
INTEREST_POINTS = 20
RATE_POINTS = 15
NEVER_POINTS = 15
SILENT_POINTS = ((timedelta(days=730), 15), (timedelta(days=365), 10), (timedelta(days=180), 5))
ENDING_WITHIN = timedelta(days=90)
INTEREST_COUNTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Reason:
    """`fact` is what the sentence names: a day, a type's code, a certainty."""

    why: Why
    points: int
    fact: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"why": self.why.value, "points": self.points, "fact": self.fact}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Reason":
        return cls(Why(kept["why"]), int(kept["points"]), str(kept["fact"]))


@dataclass(slots=True)
class Known:
    """What is known of a company on the plan's first day."""

    groups: Mapping[CompanyGroup, Certainty] = field(default_factory=dict)
    last_visit: date | None = None
    last_spoken: date | None = None
    ends_on: date | None = None  # the next arrangement to end
    interest: str | None = None  # the type it showed interest in last
    cooperates: bool = False


def reasons_of(known: Known, day: date, goals: Collection[CompanyGroup]) -> list[Reason]:
    """Everything that speaks for a visit, the weightiest first. `goals`: groups whose goal for the year is open."""
    found = []
    if known.last_visit is None or known.last_visit.year < day.year:
        for group, certainty in known.groups.items():
            if group in goals:
                points = GROUP_POINTS[group] // (1 if certainty is Certainty.CERTAIN else 2)
                found.append(Reason(GROUP_WHY[group], points, certainty.value))
    if known.ends_on is not None and known.ends_on <= day + ENDING_WITHIN:
        found.append(Reason(Why.ENDING, ENDING_POINTS, known.ends_on.isoformat()))
    if known.interest is not None:
        found.append(Reason(Why.INTEREST, INTEREST_POINTS, known.interest))
    if not known.cooperates:
        found.append(Reason(Why.RATE, RATE_POINTS))
    if known.last_spoken is None:
        found.append(Reason(Why.NEVER_SPOKEN, NEVER_POINTS))
    else:
        silent = day - known.last_spoken
        points = next((points for at_least, points in SILENT_POINTS if silent >= at_least), 0)
        if points:
            found.append(Reason(Why.LONG_SILENT, points, known.last_spoken.isoformat()))
    return sorted(found, key=lambda reason: -reason.points)


def value_of(reasons: Collection[Reason]) -> int:
    return sum(reason.points for reason in reasons)
