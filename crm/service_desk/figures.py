"""Pure: the figures of Virksomhedsservice, from one line for each request."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.employer_requests.words import Channel, GoalKind
from crm.surveys.intervals import Estimate, share_interval

KEPT, MISSED, UNDECIDED, NOTHING = "k", "m", "u", "-"
"""How a goal came out: in time, late, not decided yet (or not needed any more), nothing promised."""
STEPS = tuple(GoalKind)
BANDS = (0, 60, 120, 240, 480, 960, 1440)
"""A first answer within so many working minutes; what took longer comes after the last."""
LATER, NOT_YET = len(BANDS), len(BANDS) + 1
MOST_TIMES = 3  # handed over so often, or more often
FEW = 50
"""Of fewer, a share is shown with between what it lies."""


class Asked(NamedTuple):
    """A request as the figures see it. `results` has a letter for each step, in their order."""

    id: int
    category_id: int
    unit_id: int
    channel: Channel
    month: str  # "2026-11"
    weekday: int
    hour: int
    results: str
    answered_in: int | None  # working minutes to the first answer; None: there is none
    unanswered: bool = False  # the first answer is still to be given
    withdrawn: bool = False
    handed_over: int = 0
    reopened: int = 0

    @property
    def band(self) -> int | None:
        """Of its first answer; None when nothing was promised, or nothing is owed any more."""
        if self.answered_in is None:
            return NOT_YET if self.unanswered else None
        return next((place for place, most in enumerate(BANDS) if self.answered_in <= most), LATER)


@dataclass(slots=True)
class Kept:
    """One goal of some requests."""

    kept: int = 0
    missed: int = 0
    undecided: int = 0

    @property
    def due(self) -> int:
        return self.kept + self.missed

    @property
    def interval(self) -> Estimate | None:
        """Between what the share lies, when there are few."""
        return share_interval(self.kept, self.due) if 0 < self.due < FEW else None


@dataclass(slots=True)
class Line:
    """The requests of a category, a unit or a month; or all of them."""

    key: Any
    asked: int = 0
    goals: Mapping[GoalKind, Kept] = field(default_factory=lambda: {kind: Kept() for kind in STEPS})

    def add(self, results: str, count: int) -> None:
        self.asked += count
        for kind, result in zip(STEPS, results, strict=True):
            kept = self.goals[kind]
            if result == KEPT:
                kept.kept += count
            elif result == MISSED:
                kept.missed += count
            elif result == UNDECIDED:
                kept.undecided += count


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Of the requests that came in during a period."""

    total: Line
    categories: Mapping[int, Line]
    units: Mapping[int, Line]
    months: Mapping[str, Line]
    hours: Mapping[int, int]
    weekdays: Mapping[int, int]
    channels: Mapping[Channel, int]
    bands: Sequence[int]  # first answers: as BANDS, later ones, and not yet
    handed_over: Sequence[int]  # never, once, … , MOST_TIMES or more
    reopened: int
    withdrawn: int


def figures(asked: Sequence[Asked]) -> DeskFigures:
    bands = Counter(each.band for each in asked)
    handed_over = Counter(min(each.handed_over, MOST_TIMES) for each in asked)
    return DeskFigures(
        total=_lines((None, each.results) for each in asked).get(None) or Line(None),
        categories=_lines((each.category_id, each.results) for each in asked),
        units=_lines((each.unit_id, each.results) for each in asked),
        months=dict(sorted(_lines((each.month, each.results) for each in asked).items())),
        hours=_in_order(each.hour for each in asked),
        weekdays=_in_order(each.weekday for each in asked),
        channels=dict(Counter(each.channel for each in asked).most_common()),
        bands=[bands[place] for place in range(NOT_YET + 1)],
        handed_over=[handed_over[times] for times in range(MOST_TIMES + 1)],
        reopened=sum(1 for each in asked if each.reopened),
        withdrawn=sum(1 for each in asked if each.withdrawn),
    )


def _lines(pairs: Iterable[tuple[Any, str]]) -> dict[Any, Line]:
    """From what each request belongs to, and its results."""
    found: dict[Any, Line] = {}
    for (key, results), count in Counter(pairs).items():
        if key not in found:
            found[key] = Line(key)
        found[key].add(results, count)
    return found


def _in_order(numbers: Iterable[int]) -> dict[int, int]:
    """How many of each, without a gap between the first and the last."""
    counts = Counter(numbers)
    return {number: counts[number] for number in range(min(counts), max(counts) + 1)} if counts else {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests a number stands for."""

    goal: GoalKind | None = None
    result: str = ""  # KEPT, MISSED or UNDECIDED, with a goal
    category: int | None = None
    month: str = ""
    hour: int | None = None
    weekday: int | None = None
    channel: str = ""
    band: int | None = None
    handed_over: int | None = None
    reopened: bool = False
    withdrawn: bool = False

    def fits(self, each: Asked) -> bool:
        if self.goal is not None and not self._came_out(each.results[STEPS.index(self.goal)]):
            return False
        return all(
            value == wanted
            for value, wanted in (
                (each.category_id, self.category),
                (each.month, self.month or None),
                (each.hour, self.hour),
                (each.weekday, self.weekday),
                (each.channel, self.channel or None),
                (bool(each.reopened), self.reopened or None),
                (each.withdrawn, self.withdrawn or None),
                (min(each.handed_over, MOST_TIMES), self.handed_over),
                (each.band if self.band is not None else None, self.band),
            )
            if wanted is not None
        )

    def _came_out(self, letter: str) -> bool:
        return letter == self.result if self.result else letter in (KEPT, MISSED)
