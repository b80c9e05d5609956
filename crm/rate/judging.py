"""Every workplace alive in the municipality with its one verdict, as a statement to be filtered and listed."""

from typing import Any

import sqlalchemy as sa

from crm.rate.counting import Base, counting
from crm.rate.figure import Verdict
from crm.rate.kind import MIN_HEADCOUNT, MUNICIPALITY, ZERO, Kind
from crm.rate.members import in_scope
from crm.rate.models import RateUnit, UnknownHeadcount

IN_POPULATION = (Verdict.COOPERATING.value, Verdict.NOT_COOPERATING.value)


def judged(base: Base) -> sa.CTE:
    """One row per workplace; `state_id` says its state on the last living day. For one period of one municipality.

    Under unit = company the verdict, `own` and `other` are the company's.
    """
    kind, standing, member, cooperating = base.kind, base.standing, base.member, _cooperating(base)
    member_id = standing.c.workplace_id if kind.unit is RateUnit.WORKPLACE else standing.c.company_id
    own = sa.func.coalesce(cooperating.c.own, ZERO)
    other = sa.func.coalesce(cooperating.c.other, ZERO)
    belongs = sa.and_(member.c.member_id == member_id, *in_scope(kind, standing), kind.wanted(standing))
    return (
        sa.select(
            standing.c.workplace_id,
            standing.c.state_id,
            standing.c.municipality,
            standing.c.section,
            standing.c.amount,
            standing.c.divisor,
            standing.c.inexact,
            sa.case((belongs, own), else_=ZERO).label("own"),
            sa.case((belongs, other), else_=ZERO).label("other"),
            _verdict(kind, standing, member.c.size, own + other > 0).label("verdict"),
        )
        .outerjoin_from(standing, member, belongs)
        .outerjoin(cooperating, cooperating.c.member_id == member.c.member_id)
        .cte("judged")
        .prefix_with("MATERIALIZED")
    )


def _cooperating(base: Base) -> sa.CTE:
    found = counting(base).subquery("counting")
    columns = (found.c.member_id, sa.func.max(found.c.own).label("own"), sa.func.max(1 - found.c.own).label("other"))
    return sa.select(*columns).group_by(found.c.member_id).cte("cooperating").prefix_with("MATERIALIZED")


def _verdict(
    kind: Kind, standing: sa.CTE, size: sa.ColumnElement[int], cooperates: sa.ColumnElement[bool]
) -> sa.Case[Any]:
    """The first that applies."""
    excluded = [(size.is_(None), Verdict.UNKNOWN_HEADCOUNT.value)]
    return sa.case(
        (standing.c.municipality != MUNICIPALITY, Verdict.MOVED_AWAY.value),
        (sa.not_(kind.wanted(standing)), Verdict.WRONG_SECTOR.value),
        *(excluded if kind.unknown_headcount is UnknownHeadcount.EXCLUDE else []),
        (size < MIN_HEADCOUNT, Verdict.NO_HEADCOUNT.value),
        (cooperates, Verdict.COOPERATING.value),
        else_=Verdict.NOT_COOPERATING.value,
    )
