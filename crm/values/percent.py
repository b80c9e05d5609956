"""Shares in whole numbers: no float decides a decimal."""

from fractions import Fraction
from math import ceil


def rate(part: int, whole: int) -> float | None:
    """The share as a fraction of 1, none when there is no whole."""
    return part / whole if whole else None


def percent_text(part: int, whole: int) -> str | None:
    """'32.0': percent with one decimal, rounded half up from the exact fraction; none when there is no whole."""
    if not whole:
        return None
    tenths = (2 * 1000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def needed(goal: Fraction | int, population: int, cooperating: int) -> int:
    """How many more must cooperate to reach the goal: ceil(goal × population) − cooperating, never below 0.

    The goal is a Fraction of 1, or a whole number of thousandths (400 = 40 %).
    """
    share = Fraction(goal, 1000) if isinstance(goal, int) else goal
    return max(0, ceil(share * population) - cooperating)
