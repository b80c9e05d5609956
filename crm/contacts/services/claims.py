"""Claims: one person is about to speak with a company, over all campaigns and workplaces. Nobody's after the lease."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from crm.contacts.models import ContactClaim

LEASE = timedelta(minutes=15)
_COLUMNS = {column.name: column for column in sa.inspect(ContactClaim).columns if not column.primary_key}
_MINE = sa.delete(ContactClaim).where(col(ContactClaim.user_id) == sa.bindparam("me", type_=sa.Integer))
_THIS = _MINE.where(col(ContactClaim.token) == sa.bindparam("claim", type_=sa.String))


def claim_company(
    on: Session,
    company_id: int,
    *,
    user_id: int,
    now: datetime,
    campaign_target_id: int | None = None,
    lease: timedelta = LEASE,
) -> ContactClaim | None:
    """Take the company, if it is free or one's own; None when a colleague has it. One conditional statement."""
    claim = ContactClaim(
        company_id=company_id,
        user_id=user_id,
        campaign_target_id=campaign_target_id,
        token=uuid4().hex,
        claimed_at=now,
        expires_at=now + lease,
    )
    values = {name: getattr(claim, name) for name in _COLUMNS}
    claim.id = on.connection().execute(_take(on.get_bind().dialect.name), values).scalar()
    return claim if claim.id is not None else None


@cache
def _take(dialect: str) -> Any:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values = {name: sa.bindparam(name, type_=column.type) for name, column in _COLUMNS.items()}
    free = sa.or_(col(ContactClaim.expires_at) <= values["claimed_at"], col(ContactClaim.user_id) == values["user_id"])
    return (
        insert(ContactClaim)
        .values(values)
        .on_conflict_do_update(index_elements=["company_id"], set_=values, where=free)
        .returning(col(ContactClaim.id))
    )


def heartbeat(on: Session, token: str, *, user_id: int, now: datetime, lease: timedelta = LEASE) -> bool:
    """Keep the claim; False when it is lost. One that expired unnoticed and that nobody took comes back."""
    statement = (
        sa.update(ContactClaim)
        .where(col(ContactClaim.token) == token, col(ContactClaim.user_id) == user_id)
        .values(expires_at=now + lease)
        .execution_options(synchronize_session=False)
    )
    return on.connection().execute(statement).rowcount == 1


def release(on: Session, token: str, *, user_id: int) -> bool:
    """Give this very claim back; False when it is gone already."""
    return on.connection().execute(_THIS, {"me": user_id, "claim": token}).rowcount == 1


def release_all(on: Session, user_id: int) -> int:
    """Everything the person has claimed: at sign-out, or when they leave the desk."""
    return on.connection().execute(_MINE, {"me": user_id}).rowcount


def forget_expired(on: Session, moment: datetime) -> int:
    """Delete claims whose lease had ended by the moment; how many there were."""
    return on.connection().execute(sa.delete(ContactClaim).where(col(ContactClaim.expires_at) < moment)).rowcount
