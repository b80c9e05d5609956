"""Reading claims: whose a company is now, and what somebody has begun."""

from datetime import datetime

from sqlmodel import Session, col, select

from crm.contacts.models import ContactClaim

AS_IT_IS = {"populate_existing": True}  # claims are written past the session: what it remembers may be over


def claim_of(on: Session, user_id: int, *, now: datetime) -> ContactClaim | None:
    """The person's own unfinished claim, the latest."""
    query = select(ContactClaim).where(col(ContactClaim.user_id) == user_id, col(ContactClaim.expires_at) > now)
    return on.exec(query.order_by(col(ContactClaim.claimed_at).desc()).limit(1), execution_options=AS_IT_IS).first()


def claim_on(on: Session, company_id: int, *, now: datetime) -> ContactClaim | None:
    """Who has the company now."""
    query = select(ContactClaim).where(col(ContactClaim.company_id) == company_id, col(ContactClaim.expires_at) > now)
    return on.exec(query, execution_options=AS_IT_IS).first()
