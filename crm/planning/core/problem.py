"""What the planner is given and what it answers. Times are minutes after midnight in Copenhagen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

STEP = 15
"""Visits begin on the quarter of an hour: nobody agrees on 9.37."""


def up(minutes: int) -> int:
    """The quarter at or after."""
    return -(-minutes // STEP) * STEP


def down(minutes: int) -> int:
    """The quarter at or before."""
    return minutes // STEP * STEP


@dataclass(frozen=True, slots=True)
class Point:
    """`spot` tells places apart that have one postcode; nothing is on the way from a spot to itself."""

    latitude: float
    longitude: float
    spot: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A whole visit lies inside."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Due:
    """A company that could be visited once, on the days it has windows for."""

    id: int
    point: Point
    value: int
    minutes: int
    windows: Mapping[date, tuple[Window, ...]]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What stands already: a booked visit, a pinned one, an absence in the middle of the day."""

    id: int
    begins: int
    ends: int
    point: Point
    counts: bool = True  # towards the visits of the day


@dataclass(frozen=True, slots=True)
class Shift:
    """One consultant's day: from `start` and back to it, with at most `most` visits."""

    user_id: int
    day: date
    begins: int
    ends: int
    start: Point
    most: int
    fixed: tuple[Fixed, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    due: Sequence[Due]
    shifts: Sequence[Shift]


@dataclass(frozen=True, slots=True)
class Stop:
    """One of `due_id` and `fixed_id` is given."""

    begins: int
    ends: int
    due_id: int | None = None
    fixed_id: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    user_id: int
    day: date
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    routes: tuple[Route, ...]

    def visited(self) -> Iterator[int]:
        """The companies it goes to."""
        return (stop.due_id for route in self.routes for stop in route.stops if stop.due_id is not None)

    def value(self, problem: Problem) -> int:
        worth = {each.id: each.value for each in problem.due}
        return sum(worth[due_id] for due_id in self.visited())
