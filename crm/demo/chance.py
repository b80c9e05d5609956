"""Repeatable chance: every stage of the demo draws from a stream of its own."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """Draws that depend on the seed and the stage's name only, so that a change in one stage leaves the others."""

    def __init__(self, seed: int, stage: str) -> None:
        self._random = Random(f"{seed}/{stage}")  # noqa: S311 - repeatable is the point
        # Running sums of weights; the tuple is kept beside them, so that its id stays its own.
        self._sums: dict[int, tuple[object, list[float]]] = {}

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self._random.randint(low, high)

    def normal(self, middle: float, spread: float) -> float:
        return self._random.gauss(middle, spread)

    def one_of(self, things: Sequence[Thing]) -> Thing:
        return self._random.choice(things)

    def weighted(self, things: tuple[tuple[Thing, float], ...]) -> Thing:
        """One of the things, each as likely as its weight says. The tuple is remembered: give the same one again."""
        kept = self._sums.get(id(things))
        if kept is None:
            kept = self._sums[id(things)] = (things, list(accumulate(weight for _thing, weight in things)))
        place = bisect_right(kept[1], self._random.random() * kept[1][-1])
        return things[min(place, len(things) - 1)][0]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        return self._random.sample(things, len(things))

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both included."""
        return first + timedelta(days=self._random.randint(0, max(0, (last - first).days)))

    def count(self, mean: float) -> int:
        """How often something happens that happens `mean` times on average (Poisson)."""
        limit, product, found = math.exp(-mean), self._random.random(), 0
        while product > limit:
            product *= self._random.random()
            found += 1
        return found
