"""Pure: how sure a figure of a sample is, as a 95 % confidence interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959964
# The two-sided 95 % points of Student's t for 1 to 30 degrees of freedom.
_T = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and between what it lies."""

    value: float
    low: float
    high: float


def share_interval(part: int, whole: int) -> Estimate | None:
    """Wilson's score interval: honest for few answers, and never outside 0 and 1. None when nobody answered."""
    return _wilson(part / whole, whole) if whole else None


def mean_interval(counts: Sequence[int]) -> Estimate | None:
    """Of answers from 1 up, given as how many gave each. None of fewer than two: one answer says nothing of others.

    Student's t, cut off at the ends of the scale. When all say the same, the spread that t goes by is nil and would
    feign certainty: then Wilson's interval of the mean's place on the scale, the widest there can be for that mean.
    """
    n = sum(counts)
    if n < 2:
        return None
    highest = len(counts)
    mean = sum(value * count for value, count in enumerate(counts, 1)) / n
    squares = sum(count * (value - mean) ** 2 for value, count in enumerate(counts, 1))
    if max(counts) == n:
        place = _wilson((mean - 1) / (highest - 1), n)
        return Estimate(mean, 1 + place.low * (highest - 1), 1 + place.high * (highest - 1))
    reach = student(n - 1) * sqrt(squares / (n - 1) / n)
    return Estimate(mean, max(1.0, mean - reach), min(float(highest), mean + reach))


def student(degrees: int) -> float:
    """The 95 % point of Student's t; beyond the table by the first terms of its expansion around the normal one."""
    if degrees <= len(_T):
        return _T[degrees - 1]
    return Z + (Z**3 + Z) / (4 * degrees) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * degrees**2)


def _wilson(share: float, n: int) -> Estimate:
    base = 1 + Z * Z / n
    middle = (share + Z * Z / (2 * n)) / base
    reach = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / base
    return Estimate(share, max(0.0, middle - reach), min(1.0, middle + reach))
