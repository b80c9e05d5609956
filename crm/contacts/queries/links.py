"""Reading the links with which companies refuse contact."""

from datetime import datetime

from sqlmodel import Session, col, select

from crm.contacts.models import ContactLink


def link_by_hash(on: Session, token_hash: str, *, now: datetime) -> ContactLink | None:
    """The link, if it still holds."""
    found = on.exec(select(ContactLink).where(col(ContactLink.token_hash) == token_hash)).first()
    return found if found is not None and found.revoked_at is None and found.expires_at > now else None


def link_by_id(on: Session, link_id: int) -> ContactLink | None:
    return on.get(ContactLink, link_id)


def links_of(on: Session, company_id: int, *, now: datetime) -> list[ContactLink]:
    """Links that hold, the latest first."""
    query = select(ContactLink).where(
        col(ContactLink.company_id) == company_id,
        col(ContactLink.revoked_at).is_(None),
        col(ContactLink.expires_at) > now,
    )
    return list(on.exec(query.order_by(col(ContactLink.id).desc())))
