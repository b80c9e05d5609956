"""Reading claims: whose a company is now, and what somebody has begun."""

from datetime import datetime

from sqlmodel import Session, col, select

from crm.contacts.models import ContactClaim


def claim_of(on: Session, user_id: int, *, now: datetime) -> ContactClaim | None:
    """The person's own unfinished claim, the latest."""
    query = select(ContactClaim).where(col(ContactClaim.user_id) == user_id, col(ContactClaim.expires_at) > now)
    return on.exec(query.order_by(col(ContactClaim.claimed_at).desc()).limit(1)).first()


def claim_on(on: Session, company_id: int, *, now: datetime) -> ContactClaim | None:
    """Who has the company now."""
    query = select(ContactClaim).where(col(ContactClaim.company_id) == company_id, col(ContactClaim.expires_at) > now)
    return on.exec(query).first()
