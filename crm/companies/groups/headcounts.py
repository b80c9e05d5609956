"""How many worked for each company on a day, as exactly as the register says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.register.models import WorkplaceLife, WorkplaceState
from crm.values.bands import HeadcountBand

NO_BOUND = 10**9
"""The upper bound of the open-ended band: more than any company has."""


@dataclass(frozen=True, slots=True)
class Headcounts:
    """At least and at most, over the workplaces whose headcount is known; exact when none is a band or unknown."""

    lower: int
    upper: int
    exact: bool


def headcounts_on(on: Session, day: date, company_ids: Sequence[int] | None = None) -> dict[int, Headcounts]:
    """By company, from the states that hold on the day at workplaces alive then. One query.

    A company none of whose workplaces has a known headcount is left out: unknown is not zero.
    """
    holding = _states_holding_on(day, company_ids)
    upper = sa.case(
        (col(WorkplaceState.headcount_exact), col(WorkplaceState.headcount)),
        *(
            (col(WorkplaceState.headcount_band) == band, band.at_most)
            for band in HeadcountBand
            if band.at_most is not None
        ),
        else_=NO_BOUND,
    )
    known = col(WorkplaceState.headcount).is_not(None)
    inexact = sa.case((sa.and_(known, col(WorkplaceState.headcount_exact)), 0), else_=1)
    query = (
        sa.select(
            col(WorkplaceState.company_id),
            sa.func.sum(col(WorkplaceState.headcount)),
            sa.func.sum(sa.case((known, upper), else_=0)),
            sa.func.sum(inexact),
        )
        .join(
            holding,
            sa.and_(
                holding.c.workplace_id == col(WorkplaceState.workplace_id),
                holding.c.valid_from == col(WorkplaceState.valid_from),
            ),
        )
        .join(WorkplaceLife, col(WorkplaceLife.workplace_id) == col(WorkplaceState.workplace_id))
        .where(
            col(WorkplaceState.retired_at).is_(None),
            col(WorkplaceLife.retired_at).is_(None),
            col(WorkplaceLife.start_date) <= day,
            sa.or_(col(WorkplaceLife.end_date).is_(None), col(WorkplaceLife.end_date) >= day),
        )
        .group_by(col(WorkplaceState.company_id))
    )
    rows = on.connection().execute(query)
    return {
        company_id: Headcounts(int(lower), int(upper), not inexact_count)
        for company_id, lower, upper, inexact_count in rows
        if lower is not None
    }


def _states_holding_on(day: date, company_ids: Sequence[int] | None) -> Any:
    """Each workplace's state of the day: the latest that has begun, else the earliest, which holds backwards."""
    begun = sa.case((col(WorkplaceState.valid_from) <= day, col(WorkplaceState.valid_from)))
    query = (
        sa.select(
            col(WorkplaceState.workplace_id),
            sa.func.coalesce(sa.func.max(begun), sa.func.min(col(WorkplaceState.valid_from))).label("valid_from"),
        )
        .where(col(WorkplaceState.retired_at).is_(None))
        .group_by(col(WorkplaceState.workplace_id))
    )
    if company_ids is not None:
        theirs = sa.select(col(WorkplaceState.workplace_id)).where(col(WorkplaceState.company_id).in_(company_ids))
        query = query.where(col(WorkplaceState.workplace_id).in_(theirs))
    return query.subquery()
