"""Planned visits to a company that one could join instead of booking another."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.models import CooldownDays
from crm.contacts.words import ContactKind
from crm.db import Moment
from crm.values.clock import local_date
from crm.visits.models import Visit
from crm.visits.queries.visits import TAKES_TIME, local_days

MOST_SHOWN = 5


def visits_near(on: Session, company_id: int, starts_at: datetime, *, but: Collection[int] = ()) -> list[Visit]:
    """The company's planned visits within the cool-down of visits, before and after this moment."""
    rest = timedelta(days=_cooldown_days(on))
    day = local_date(starts_at)
    begins, ends = local_days(day - rest, day + rest)
    query = select(Visit).where(
        col(Visit.company_id) == company_id,
        TAKES_TIME,
        col(Visit.starts_at).between(begins, ends),
        col(Visit.id).not_in(but),
    )
    return list(on.exec(query.order_by(col(Visit.starts_at))))


_COMING = (
    select(Visit)
    .where(
        col(Visit.company_id) == sa.bindparam("company", type_=sa.Integer),
        TAKES_TIME,
        col(Visit.ends_at) > sa.bindparam("now", type_=Moment),
    )
    .order_by(col(Visit.starts_at))
    .limit(MOST_SHOWN)
)


def planned_visits(on: Session, company_id: int, *, now: datetime) -> list[Visit]:
    """The next planned visits to the company."""
    return list(on.exec(_COMING, params={"company": company_id, "now": now}))


def _cooldown_days(on: Session) -> int:
    query = select(CooldownDays.days).where(CooldownDays.kind == ContactKind.VISIT, col(CooldownDays.reached))
    return on.exec(query).first() or 0
