"""Reading what companies have asked for."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.models import CompanyOwner, ContactRefusal, OutreachPause, ProtectionBasis, Task

ASKED_BEFORE = timedelta(days=30)
"""So long before its end a refusal comes up: does the company still want no contact?"""


_COMPANY: Any = sa.bindparam("company", type_=sa.Integer)
_REFUSALS = (
    select(ContactRefusal).where(col(ContactRefusal.company_id) == _COMPANY).order_by(col(ContactRefusal.id).desc())
)
_OPEN_REFUSALS = _REFUSALS.where(col(ContactRefusal.lifted_at).is_(None))
_PAUSES = (
    select(OutreachPause)
    .where(
        col(OutreachPause.company_id) == _COMPANY,
        col(OutreachPause.lifted_at).is_(None),
        col(OutreachPause.until) >= sa.bindparam("today", type_=sa.Date),
    )
    .order_by(col(OutreachPause.until).desc())
)
_BASES = (
    select(ProtectionBasis)
    .where(col(ProtectionBasis.company_id) == _COMPANY, col(ProtectionBasis.withdrawn_at).is_(None))
    .order_by(col(ProtectionBasis.id).desc())
)
_OWNERS = sa.select(col(CompanyOwner.company_id), col(CompanyOwner.user_id)).where(
    col(CompanyOwner.company_id).in_(sa.bindparam("companies", expanding=True)), col(CompanyOwner.ended_at).is_(None)
)


def refusals_of(on: Session, company_id: int, *, every: bool = False) -> list[ContactRefusal]:
    """Those that nobody has lifted, also when they have run out; `every`: the history too. The latest first."""
    return list(on.exec(_REFUSALS if every else _OPEN_REFUSALS, params={"company": company_id}))


def refusal_by_id(on: Session, refusal_id: int) -> ContactRefusal | None:
    return on.get(ContactRefusal, refusal_id)


def pauses_of(on: Session, company_id: int, today: date) -> list[OutreachPause]:
    """Pauses that hold."""
    return list(on.exec(_PAUSES, params={"company": company_id, "today": today}))


def pause_by_id(on: Session, pause_id: int) -> OutreachPause | None:
    return on.get(OutreachPause, pause_id)


def bases_of(on: Session, company_id: int) -> list[ProtectionBasis]:
    """Consents and legal bases that were not withdrawn, the latest first."""
    return list(on.exec(_BASES, params={"company": company_id}))


def basis_by_id(on: Session, basis_id: int) -> ProtectionBasis | None:
    return on.get(ProtectionBasis, basis_id)


def refusals_to_ask_about(on: Session, today: date, company_ids: Any = None) -> list[ContactRefusal]:
    """Refusals that end within a month or have ended: somebody asks the company, and lifts or renews them.

    Not those that are somebody's task already.
    """
    query = select(ContactRefusal).where(
        col(ContactRefusal.lifted_at).is_(None),
        col(ContactRefusal.until) <= today + ASKED_BEFORE,
        ~sa.exists().where(col(Task.refusal_id) == col(ContactRefusal.id)),
    )
    if company_ids is not None:
        query = query.where(col(ContactRefusal.company_id).in_(company_ids))
    return list(on.exec(query.order_by(col(ContactRefusal.until), col(ContactRefusal.id))))


def owners_of(on: Session, company_ids: Collection[int]) -> dict[int, int]:
    """The fixed contact person's id, by company."""
    return {row[0]: row[1] for row in on.connection().execute(_OWNERS, {"companies": list(company_ids)})}
