"""Claims: one person is about to speak with a company, over all campaigns and workplaces. Nobody's after the lease."""

from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.contacts.models import ContactClaim

LEASE = timedelta(minutes=15)


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
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {
        "company_id": company_id,
        "user_id": user_id,
        "campaign_target_id": campaign_target_id,
        "token": uuid4().hex,
        "claimed_at": now,
        "expires_at": now + lease,
    }
    statement = insert(ContactClaim).values(row)
    taken = statement.on_conflict_do_update(
        index_elements=["company_id"],
        set_={name: value for name, value in row.items() if name != "company_id"},
        where=sa.or_(col(ContactClaim.expires_at) <= now, col(ContactClaim.user_id) == user_id),
    ).returning(col(ContactClaim.id))
    if on.connection().execute(taken).first() is None:
        return None
    query = select(ContactClaim).where(col(ContactClaim.company_id) == company_id)
    return on.exec(query.execution_options(populate_existing=True)).one()


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
    gone = sa.delete(ContactClaim).where(col(ContactClaim.token) == token, col(ContactClaim.user_id) == user_id)
    return on.connection().execute(gone).rowcount == 1


def release_all(on: Session, user_id: int) -> int:
    """Everything the person has claimed: at sign-out, or when they leave the desk."""
    return on.connection().execute(sa.delete(ContactClaim).where(col(ContactClaim.user_id) == user_id)).rowcount


def forget_expired(on: Session, moment: datetime) -> int:
    """Delete claims whose lease had ended by the moment; how many there were."""
    return on.connection().execute(sa.delete(ContactClaim).where(col(ContactClaim.expires_at) < moment)).rowcount
