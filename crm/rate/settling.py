"""Sums of averages that a float can't decide, decided exactly.

A company's headcount is a sum of fractions with different divisors where some workplaces have unknown days. Almost
every sum is far from a whole number and a float tells its whole part. The few that are near one are added here as
fractions.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.rate.kind import Key, Kind, kind_of, pieces_of, values_of
from crm.rate.members import company_key, divisors_of, is_near, places, total_of
from crm.rate.models import RateUnit
from crm.rate.question import Question
from crm.rate.standing import standings


def companies_below(on: Session, question: Question) -> frozenset[Key]:
    """Companies whose sum lies just below the whole number that the float is near to."""
    if question.definition.unit is not RateUnit.COMPANY:
        return frozenset()
    sums: dict[Key, Fraction] = {}
    rows: Any = on.connection().execute(_averages_near(kind_of(question)), values_of(question))
    for number, municipality, company_id, amount, divisor in rows:
        key = (number, municipality, company_id)
        sums[key] = sums.get(key, Fraction()) + Fraction(int(amount), int(divisor))
    return frozenset(key for key, total in sums.items() if total < round(total))


@lru_cache(maxsize=64)
def _averages_near(kind: Kind) -> sa.Select[Any]:
    piece = pieces_of(kind)
    place = places(kind, piece, standings(kind, piece))
    least_divisor, greatest_divisor = divisors_of(place)
    near = (
        sa.select(*company_key(place))
        .group_by(*company_key(place))
        .having(least_divisor != greatest_divisor, is_near(total_of(place)))
        .subquery("near")
    )
    same = sa.and_(*(left == right for left, right in zip(company_key(place), company_key(near), strict=True)))
    return (
        sa.select(*company_key(place), place.c.amount, place.c.divisor)
        .join_from(near, place, same)
        .where(place.c.amount.is_not(None))
    )
