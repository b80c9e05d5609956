"""What a consultant's own calendar program reads: when they are out, and at which company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.db import Moment
from crm.register.models import Company, Workplace
from crm.visits.models import CalendarFeed, Visit, VisitChange, VisitPlace, VisitStatus
from crm.visits.queries.visits import goes_along

BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Busy:
    """A visit without anybody's name and without anything that somebody wrote."""

    uid: str
    sequence: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    place: VisitPlace
    company_name: str
    address: str
    changed_at: datetime


def feed_by_hash(on: Session, token_hash: str) -> tuple[CalendarFeed, User] | None:
    """The feed if it was not revoked, and whose it is while the account is open."""
    query = (
        select(CalendarFeed, User)
        .join(User, col(User.id) == col(CalendarFeed.user_id))
        .where(CalendarFeed.token_hash == token_hash, col(CalendarFeed.revoked_at).is_(None), col(User.active))
    )
    return on.exec(query).first()


def feed_of(on: Session, user_id: int) -> CalendarFeed | None:
    """The address the person has now."""
    query = select(CalendarFeed).where(CalendarFeed.user_id == user_id, col(CalendarFeed.revoked_at).is_(None))
    return on.exec(query.order_by(col(CalendarFeed.id).desc())).first()


def busy_times(on: Session, user_id: int, *, now: datetime) -> Sequence[Busy]:
    """From thirty days ago on, in their order; what was cancelled is gone. One query."""
    changed_at = (
        sa.select(sa.func.max(col(VisitChange.at)))
        .where(col(VisitChange.visit_id) == col(Visit.id))
        .correlate(Visit)
        .scalar_subquery()
    )
    query = (
        sa.select(
            col(Visit.uid),
            col(Visit.sequence),
            col(Visit.status),
            col(Visit.starts_at),
            col(Visit.ends_at),
            col(Visit.place),
            col(Company.name),
            col(Workplace.address),
            col(Workplace.postcode),
            col(Workplace.post_district),
            sa.type_coerce(sa.func.coalesce(changed_at, col(Visit.created_at)), Moment()),
        )
        .join(Company, col(Company.id) == col(Visit.company_id))
        .join(Workplace, col(Workplace.id) == col(Visit.workplace_id), isouter=True)
        .where(goes_along([user_id]), col(Visit.starts_at) >= now - BACK, col(Visit.status) != VisitStatus.CANCELLED)
        .order_by(col(Visit.starts_at), col(Visit.id))
    )
    return [
        Busy(*row[:7], address=address_text(*row[7:10]), changed_at=row[10]) for row in on.connection().execute(query)
    ]


def address_text(address: str | None, postcode: str | None, district: str | None) -> str:
    """'Vejen 1, 9000 Aalborg'."""
    return ", ".join(filter(None, (address, " ".join(filter(None, (postcode, district))))))
