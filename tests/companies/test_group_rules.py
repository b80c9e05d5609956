from datetime import date

import pytest

from crm.companies.groups import rules
from crm.companies.groups.headcounts import NO_BOUND, Headcounts
from crm.companies.groups.rules import Reason
from crm.companies.models import Certainty


def exactly(count: int) -> Headcounts:
    return Headcounts(count, count, exact=True)


def between(lower: int, upper: int) -> Headcounts:
    return Headcounts(lower, upper, exact=False)


@pytest.mark.parametrize(
    ("now", "certainty"),
    [
        (exactly(50), None),
        (exactly(51), Certainty.CERTAIN),
        (between(50, 99), Certainty.POSSIBLE),  # the register's band holds 50 itself
        (between(100, 199), Certainty.CERTAIN),
        (between(20, 49), None),
        (between(40, 98), Certainty.POSSIBLE),  # two workplaces of 20–49
        (between(1000, NO_BOUND), Certainty.CERTAIN),
        (None, None),
    ],
)
def test_large_is_more_than_fifty(now: Headcounts | None, certainty: Certainty | None) -> None:
    found = rules.large(now)
    assert (found.certainty if found else None) == certainty


@pytest.mark.parametrize(
    ("then", "now", "reason"),
    [
        (exactly(10), exactly(18), Reason.GROWN),
        (exactly(10), exactly(17), None),  # 1.2³ × 10 = 17.28
        (exactly(125), exactly(216), Reason.GROWN),  # exactly 20 % a year
        (exactly(9), exactly(90), None),  # fewer than ten to begin with
        (between(10, 19), between(50, 99), Reason.MAYBE_GROWN),
        (between(10, 19), between(10, 19), None),  # a band that stayed says nothing
        (between(5, 9), between(50, 99), None),
        (between(5, 12), exactly(30), Reason.MAYBE_GROWN),
        (between(20, 49), exactly(30), None),  # 20 × 1.728 = 34.56
        (exactly(40), exactly(12), None),
        (None, exactly(40), None),
        (exactly(40), None, None),
    ],
)
def test_growth_is_twenty_percent_a_year_from_ten(
    then: Headcounts | None, now: Headcounts | None, reason: Reason | None
) -> None:
    found = rules.growth(then, now)
    assert (found.reason if found else None) == reason
    if found:
        assert (found.certainty == Certainty.CERTAIN) == (reason == Reason.GROWN)


@pytest.mark.parametrize(
    ("first_day", "belongs"),
    [
        (date(2023, 11, 21), False),  # three years old today
        (date(2023, 11, 22), True),
        (date(2026, 11, 1), True),
        (None, False),
    ],
)
def test_a_startup_is_younger_than_three_years(first_day: date | None, belongs: bool) -> None:  # noqa: FBT001
    found = rules.startup(first_day, "udvalgt", date(2026, 11, 21))
    assert (found is not None) == belongs


def test_three_years_before_a_leap_day() -> None:
    assert rules.years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)
