"""Something that has changed over time: what it was at a moment."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Versions(Generic[Thing]):
    """What is built from facts that were recorded and retired at `changes`: one thing for each stretch between.

    `build(moment)` makes the thing as it was known at the moment; it is called once for each stretch that is asked
    for, however many moments are.
    """

    def __init__(self, changes: Iterable[datetime], build: Callable[[datetime], Thing]) -> None:
        self._changes = sorted(set(changes))
        self._build = build
        self._built: dict[int, Thing] = {}

    def at(self, moment: datetime) -> Thing:
        """As it was known at the moment, a change of this very moment included."""
        place = bisect_right(self._changes, moment)
        if place not in self._built:
            self._built[place] = self._build(moment)
        return self._built[place]
