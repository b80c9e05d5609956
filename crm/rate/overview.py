"""Everything the rate page shows, from figures kept as long as no fact changes."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from flask import current_app
from sqlmodel import Session

from crm.rate.choice import Choice
from crm.rate.definitions import Definition
from crm.rate.explain import explain, verdict_counts
from crm.rate.figure import Breakdown, BreakdownItem, Explanation, Figure, Step, Verdict
from crm.rate.memo import Memo, facts_stamp
from crm.rate.queries import breakdown, figure, series
from crm.values.clock import local_date
from crm.values.periods import Period

Result = TypeVar("Result")
TREND_MONTHS = 24
USUAL = (Fraction(5, 100), Fraction(50, 100))  # published rates lie between: see docs on the figure's sources


@dataclass(frozen=True, slots=True)
class Overview:
    """One figure with its surroundings. `goal` is a share of 1."""

    figure: Figure
    definition: Definition
    goal: Fraction
    trend: list[Figure]
    by: Breakdown
    items: list[BreakdownItem]
    verdicts: Counter[Verdict]

    @property
    def needed(self) -> int:
        return self.figure.needed(self.goal)

    @property
    def alive(self) -> int:
        return self.verdicts.total()

    @property
    def unusual(self) -> bool:
        """Outside what Danish municipalities have published: more likely a gap in the data than in the work."""
        whole = self.figure.population
        return bool(whole) and not USUAL[0] <= Fraction(self.figure.cooperating.all, whole) <= USUAL[1]

    @property
    def goal_share(self) -> float:
        """How much of the way to the goal, in percent, at most 100."""
        whole = self.figure.population
        return min(100.0, float(Fraction(self.figure.cooperating.all, whole) / self.goal * 100)) if whole else 0.0

    @property
    def scale(self) -> Fraction:
        """The share at the right end of the small bars."""
        shares = [Fraction(item.cooperating.all, item.population) for item in self.items if item.population]
        return max([self.goal * Fraction(5, 4), *shares])

    def bar(self, item: BreakdownItem) -> float:
        return float(Fraction(item.cooperating.all, item.population) / self.scale * 100) if item.population else 0.0

    @property
    def goal_at(self) -> float:
        return float(self.goal / self.scale * 100)


def overview(on: Session, choice: Choice, definition: Definition, by: Breakdown, *, now: datetime) -> Overview:
    """The page's content for a choice."""
    request = choice.request()
    trend_request = replace(request, period=trend_period(choice.period.end))
    goal = Fraction(current_app.extensions["crm_settings"].goal_percent, 100)

    def compute() -> Overview:
        return Overview(
            figure=figure(on, request, now=now),
            definition=definition,
            goal=goal,
            trend=series(on, trend_request, Step.ROLLING12, now=now),
            by=by,
            items=breakdown(on, request, by, now=now),
            verdicts=verdict_counts(on, request, now=now),
        )

    return _recall("crm_figures", on, (request, by), compute, now)


def explanation(on: Session, choice: Choice, *, now: datetime) -> Explanation:
    """Every workplace, by name, and every cooperation left out, newest first: for the lists behind the numbers."""
    request = choice.request()

    def compute() -> Explanation:
        told = explain(on, request, now=now)
        return Explanation(
            workplaces=sorted(told.workplaces, key=lambda one: (one.name.casefold(), one.p_number)),
            not_counted=sorted(told.not_counted, key=lambda one: (one.start_date, one.id), reverse=True),
        )

    return _recall("crm_explanations", on, request, compute, now)


def trend_period(end: date) -> Period:
    """The months of the trend: 24 of them, the last one the month of `end`."""
    month = end.year * 12 + end.month - 1 - (TREND_MONTHS - 1)
    return Period(date(month // 12, month % 12 + 1, 1), end)


def _recall(name: str, on: Session, key: Hashable, compute: Callable[[], Result], now: datetime) -> Result:
    """By stamp and local day: what is known now changes with the facts, and with the day as arrangements begin."""
    memo: Memo = current_app.extensions[name]
    return memo.recall((facts_stamp(on), local_date(now), key), compute)
