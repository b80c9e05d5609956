"""Sums of averages with different divisors, decided exactly where a float can't."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from rate_worlds import NOW
from register_rows import add_company, add_workplace
from sqlmodel import Session, select

from crm.db import transaction
from crm.rate.definitions import Definition, add_definition
from crm.rate.explain import explain
from crm.rate.figure import Breakdown, FigureRequest, Verdict
from crm.rate.models import RateUnit
from crm.rate.queries import breakdown, figure
from crm.register.models import Company
from crm.values.bands import HeadcountBand
from crm.values.periods import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
REQUEST = FigureRequest("0851", YEAR, "firms")
EVERY_DAY = 365


@pytest.fixture
def firms(session: Session) -> Session:
    with transaction(session) as on:
        add_definition(on, Definition("firms", "Firms", ("mentor",), unit=RateUnit.COMPANY), now=NOW)
    return session


def add_average(on: Session, number: int, *, days_with_one: int, unknown_days: int) -> None:
    """A workplace of the one company with average days_with_one ÷ (365 − unknown_days), alive all the year."""
    unknown_until = YEAR.start + timedelta(days=unknown_days)
    headcounts: dict[date, int | HeadcountBand | None] = {YEAR.start: None} if unknown_days else {}
    headcounts[unknown_until] = 1
    headcounts[unknown_until + timedelta(days=days_with_one)] = 0
    company = on.exec(select(Company)).first() or add_company(on, "Firm")
    add_workplace(on, company, f"100000000{number}", headcounts=headcounts, start=YEAR.start)


@pytest.mark.parametrize(
    ("averages", "belongs"),
    [
        # Not equal to 1 by less than a hundred-thousandth.
        ([(1, 0), (363, 1)], False),
        ([(2, 0), (363, 1)], True),
        # Exactly 1, from three divisors: 1/2 + 1/3 + 1/6.
        ([(1, 363), (1, 362), (1, 359)], True),
        ([(1, 363), (1, 362), (1, 0)], False),
        # Exactly 1 with all divisors alike.
        ([(182, 0), (183, 0)], True),
        ([(182, 0), (182, 0)], False),
    ],
)
def test_a_company_belongs_by_the_exact_sum(firms: Session, averages: list[tuple[int, int]], belongs: bool) -> None:  # noqa: FBT001
    for number, (days_with_one, unknown_days) in enumerate(averages, start=1):
        add_average(firms, number, days_with_one=days_with_one, unknown_days=unknown_days)
    exact = sum((Fraction(days, EVERY_DAY - unknown) for days, unknown in averages), Fraction())
    assert (exact >= 1) is belongs
    assert figure(firms, REQUEST, now=NOW).population == int(belongs)
    told = explain(firms, REQUEST, now=NOW).workplaces
    assert sum((one.average or Fraction() for one in told), Fraction()) == exact
    expected = Verdict.NOT_COOPERATING if belongs else Verdict.NO_HEADCOUNT
    assert {one.verdict for one in told} == {expected}
    sizes = breakdown(firms, REQUEST, Breakdown.SIZE, now=NOW)
    assert [item.key for item in sizes] == (["1"] if belongs else [])
