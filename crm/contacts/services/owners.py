"""The company's fixed contact person at the job centre."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.contacts.models import CompanyOwner


class OwnerTakenError(Exception):
    """A colleague was first; nothing was changed."""


def set_owner(
    on: Session, company_id: int, user_id: int, *, by_user_id: int, now: datetime, seen: int | None = None
) -> CompanyOwner:
    """In place of the one before, who stays in the history. `seen`: who that must be (0: nobody; None: anybody).

    Raises OwnerTakenError when it is another, or when somebody else sets one at the same moment: that one stands.
    """
    current = _current(on, company_id)
    if seen is not None and seen != (current.user_id if current else 0):
        raise OwnerTakenError
    if current is not None:
        _end(on, current, by_user_id=by_user_id, now=now)
    # Not an ORM insert: on PostgreSQL this one waits for a colleague's, and then finds the place taken.
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"company_id": company_id, "user_id": user_id, "since": now, "set_by_user_id": by_user_id}
    statement = insert(CompanyOwner).values(row).on_conflict_do_nothing().returning(col(CompanyOwner.id))
    made = on.connection().execute(statement).scalar()
    if made is None:
        raise OwnerTakenError
    owner = on.get_one(CompanyOwner, made)
    record(on, "owner.set", owner, details={"company_id": company_id, "user_id": user_id}, now=now)
    return owner


def end_owner(on: Session, company_id: int, *, by_user_id: int, now: datetime) -> bool:
    """The company has none from now on; False when it had none."""
    current = _current(on, company_id)
    return current is not None and _end(on, current, by_user_id=by_user_id, now=now)


def _current(on: Session, company_id: int) -> CompanyOwner | None:
    query = select(CompanyOwner).where(col(CompanyOwner.company_id) == company_id, col(CompanyOwner.ended_at).is_(None))
    return on.exec(query).first()


def _end(on: Session, owner: CompanyOwner, *, by_user_id: int, now: datetime) -> bool:
    """False when somebody else was first."""
    statement = (
        sa.update(CompanyOwner)
        .where(col(CompanyOwner.id) == owner.id, col(CompanyOwner.ended_at).is_(None))
        .values(ended_at=now, ended_by_user_id=by_user_id)
        .execution_options(synchronize_session=False)
    )
    ended = on.connection().execute(statement).rowcount == 1
    on.refresh(owner)
    if ended:
        record(on, "owner.end", owner, details={"company_id": owner.company_id}, now=now)
    return ended
