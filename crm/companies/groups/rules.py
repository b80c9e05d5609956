"""The rules of the company groups, in whole numbers: no rounding decides who is in.

Sources: "more than 50 staff" of the employment plan, where a band of 50–99 holds 50 itself; growth as the OECD's
average yearly growth of 20 % over three years from at least ten staff (1.2³ = 1.728).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from crm.companies.groups.headcounts import Headcounts
from crm.companies.models import Certainty

LARGE_OVER = 50
GROWTH_FROM = 10
GROWTH_YEARS = 3
STARTUP_YEARS = 3


class Reason(StrEnum):
    OVER_50 = "over_50"
    MAYBE_OVER_50 = "maybe_over_50"
    GROWN = "grown"
    MAYBE_GROWN = "maybe_grown"
    MARKED_GROWTH = "marked_growth"
    SELECTED_STARTUP = "selected_startup"


@dataclass(frozen=True, slots=True)
class Finding:
    """A company belongs to a group, how surely, and why."""

    certainty: Certainty
    reason: Reason
    facts: dict[str, Any]


def large(now: Headcounts | None) -> Finding | None:
    """More than 50 staff. From bands alone it is certain only when even the least they allow is more than 50."""
    if now is None or now.upper <= LARGE_OVER:
        return None
    facts = _bounds(now, "now")
    if now.lower > LARGE_OVER:
        return Finding(Certainty.CERTAIN, Reason.OVER_50, facts)
    return Finding(Certainty.POSSIBLE, Reason.MAYBE_OVER_50, facts)


def growth(then: Headcounts | None, now: Headcounts | None) -> Finding | None:
    """At least 20 % a year on average over three years, from at least ten staff.

    Certain between two exact headcounts. Otherwise possible, when the bounds allow it and the least they say has
    risen: a band that stayed the same says nothing of growth.
    """
    if then is None or now is None:
        return None
    facts = _bounds(then, "then") | _bounds(now, "now")
    if then.exact and now.exact:
        grown = then.lower >= GROWTH_FROM and grew(then.lower, now.lower)
        return Finding(Certainty.CERTAIN, Reason.GROWN, facts) if grown else None
    allowed = then.upper >= GROWTH_FROM and grew(max(then.lower, GROWTH_FROM), now.upper)
    if allowed and now.lower > then.lower:
        return Finding(Certainty.POSSIBLE, Reason.MAYBE_GROWN, facts)
    return None


def grew(then: int, now: int) -> bool:
    return now * 1000 >= then * 1728


def marked_growth(source: str) -> Finding:
    """A person knows of the growth from elsewhere."""
    return Finding(Certainty.CERTAIN, Reason.MARKED_GROWTH, {"source": source})


def startup(first_day: date | None, source: str, today: date) -> Finding | None:
    """Selected by a person, and the first workplace is younger than three years."""
    if first_day is None or first_day <= years_before(today, STARTUP_YEARS):
        return None
    facts = {"first_day": first_day.isoformat(), "source": source}
    return Finding(Certainty.CERTAIN, Reason.SELECTED_STARTUP, facts)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _bounds(headcounts: Headcounts, when: str) -> dict[str, Any]:
    return {when: headcounts.lower, f"{when}_upper": headcounts.upper, f"{when}_exact": headcounts.exact}
