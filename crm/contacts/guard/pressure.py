"""How often companies are contacted, and where the guard was needed: the manager's view."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.audit.trail import record
from crm.contacts.models import GuardEvent, GuardEventKind, Interaction
from crm.contacts.words import Direction
from crm.db import Moment
from crm.register.models import Company
from crm.values.clock import COPENHAGEN, local_date
from crm.values.periods import Period


@dataclass(frozen=True, slots=True)
class MonthPressure:
    month: date  # its first day
    outgoing: int
    incoming: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """One prevented or overridden contact with the names a list shows."""

    event: GuardEvent
    company_name: str
    user_name: str
    unit_name: str | None


_SINCE = sa.select(col(Interaction.at), col(Interaction.direction)).where(
    col(Interaction.company_id) == sa.bindparam("company", type_=sa.Integer),
    col(Interaction.retired_at).is_(None),
    col(Interaction.at) >= sa.bindparam("since", type_=Moment),
)


def pressure_by_month(on: Session, company_id: int, *, today: date, months: int = 12) -> list[MonthPressure]:
    """Contacts with one company in each of the last months, the oldest first; months without any included."""
    firsts = [_months_before(today, back) for back in range(months - 1, -1, -1)]
    wanted = {"company": company_id, "since": datetime.combine(firsts[0], time.min, COPENHAGEN)}
    rows = on.connection().execute(_SINCE, wanted)
    counts = Counter((local_date(at).replace(day=1), direction) for at, direction in rows)
    return [
        MonthPressure(first, counts[first, Direction.OUTGOING], counts[first, Direction.INCOMING]) for first in firsts
    ]


def outgoing_since(on: Session, company_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """Outgoing contacts by company since a moment: the figure beside each row of a list. One query."""
    query = (
        sa.select(col(Interaction.company_id), sa.func.count())
        .where(col(Interaction.company_id).in_(company_ids), *_outgoing(), col(Interaction.at) >= since)
        .group_by(col(Interaction.company_id))
    )
    return {row[0]: row[1] for row in on.connection().execute(query)}


def most_contacted(period: Period) -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int]]:
    """Companies by outgoing contacts in the period, the most first, and their number, for `paged`.

    Rows of (id, name, cvr, contacts, units, people): how many contacts, from how many units and people.
    """
    first, after = _moments(period)
    within = (*_outgoing(), col(Interaction.at) >= first, col(Interaction.at) < after)
    contacts = sa.func.count()
    rows: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Company.id),
            col(Company.name),
            col(Company.cvr),
            contacts.label("contacts"),
            sa.func.count(sa.distinct(col(Interaction.unit_id))).label("units"),
            sa.func.count(sa.distinct(col(Interaction.recorded_by_user_id))).label("people"),
        )
        .join(Interaction, col(Interaction.company_id) == col(Company.id))
        .where(*within)
        .group_by(col(Company.id), col(Company.name), col(Company.cvr))
        .order_by(contacts.desc(), col(Company.name), col(Company.id))
    )
    return rows, sa.select(sa.func.count(sa.distinct(col(Interaction.company_id)))).where(*within)


def guard_events(
    on: Session, kind: GuardEventKind, period: Period, *, unit_id: int | None = None, limit: int = 500
) -> list[EventLine]:
    """Contacts that the guard prevented, or that were had in spite of it; the latest first."""
    first, after = _moments(period)
    query = (
        select(GuardEvent, Company.name, User.name, Unit.name)
        .join(Company, col(Company.id) == col(GuardEvent.company_id))
        .join(User, col(User.id) == col(GuardEvent.user_id))
        .join(Unit, col(Unit.id) == col(GuardEvent.unit_id), isouter=True)
        .where(col(GuardEvent.kind) == kind, col(GuardEvent.at) >= first, col(GuardEvent.at) < after)
        .order_by(col(GuardEvent.at).desc(), col(GuardEvent.id).desc())
    )
    if unit_id is not None:
        query = query.where(col(GuardEvent.unit_id) == unit_id)
    return [EventLine(*row) for row in on.exec(query.limit(limit))]


def count_events(on: Session, period: Period) -> dict[GuardEventKind, int]:
    first, after = _moments(period)
    query = (
        sa.select(col(GuardEvent.kind), sa.func.count())
        .where(col(GuardEvent.at) >= first, col(GuardEvent.at) < after)
        .group_by(col(GuardEvent.kind))
    )
    found = {row[0]: row[1] for row in on.connection().execute(query)}
    return {kind: found.get(kind, 0) for kind in GuardEventKind}


def note_export(on: Session, period: Period, *, user_id: int, now: datetime) -> None:
    """This person took the lists, with colleagues' names, along as a spreadsheet."""
    details = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    record(on, "pressure.export", on.get(User, user_id), details=details, now=now)


def _outgoing() -> tuple[Any, Any]:
    return col(Interaction.retired_at).is_(None), col(Interaction.direction) == Direction.OUTGOING


def _moments(period: Period) -> tuple[datetime, datetime]:
    """The first moment of the period and the first after it."""
    return (
        datetime.combine(period.start, time.min, COPENHAGEN),
        datetime.combine(period.end + timedelta(days=1), time.min, COPENHAGEN),
    )


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
