"""Shares exactly: no float decides a decimal or a workplace."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.percent import needed, percent_text, rate


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (8, 25, "32.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (1, 800, "0.1"),
    ],
)
def test_percent_is_rounded_half_up(part: int, whole: int, text: str) -> None:
    assert percent_text(part, whole) == text


def test_nothing_of_nothing_is_no_rate() -> None:
    assert rate(0, 0) is None
    assert percent_text(0, 0) is None
    assert rate(1, 4) == 0.25


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percent_equals_exact_decimal_rounding(part: int, whole: int) -> None:
    exact = Decimal(part * 100) / Decimal(whole)
    assert percent_text(part, whole) == str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("goal", "population", "cooperating", "more"),
    [
        (Fraction(40, 100), 8976, 2872, 719),
        (400, 8976, 2872, 719),
        (400, 10, 4, 0),
        (400, 10, 9, 0),
        (400, 11, 4, 1),
        (400, 0, 0, 0),
        (Fraction(1, 3), 9, 3, 0),
    ],
)
def test_needed(goal: Fraction | int, population: int, cooperating: int, more: int) -> None:
    assert needed(goal, population, cooperating) == more
