"""Secret links at which companies say themselves that they want no contact."""

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.contacts.models import ContactLink

HOLDS = timedelta(days=365)
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Ten digits in an address might look like a CPR number, which pages refuse to repeat."""


def token_for(once_key: str) -> str:
    """The token of the link that this form makes: sent twice, the form shows the same link twice.

    As unguessable as the installation's own secret and the form's random key together.
    """
    key = str(current_app.secret_key).encode()
    made = hmac.new(key, f"contact link:{once_key}".encode(), hashlib.sha256).hexdigest()
    return made[:48].translate(LETTERS)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_link(on: Session, company_id: int, token: str, *, user_id: int, now: datetime) -> ContactLink:
    """A link for the company, good for a year; those it has already stay good."""
    link = ContactLink(
        company_id=company_id,
        token_hash=hashed(token),
        created_at=now,
        created_by_user_id=user_id,
        expires_at=now + HOLDS,
    )
    on.add(link)
    on.flush()
    record(on, "contact_link.create", link, details={"company_id": company_id}, now=now)
    return link


def revoke_link(on: Session, link: ContactLink, *, user_id: int, now: datetime) -> bool:
    """It opens nothing any more; False when somebody already saw to it."""
    statement = (
        sa.update(ContactLink)
        .where(col(ContactLink.id) == link.id, col(ContactLink.revoked_at).is_(None))
        .values(revoked_at=now, revoked_by_user_id=user_id)
        .execution_options(synchronize_session=False)
    )
    changed = on.connection().execute(statement).rowcount == 1
    on.refresh(link)
    if changed:
        record(on, "contact_link.revoke", link, details={"company_id": link.company_id}, now=now)
    return changed
