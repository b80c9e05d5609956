"""What a company has asked for: no contact, a pause, or, under advertising protection, contact all the same."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.contacts.inputs import BasisInput, RefusalInput
from crm.contacts.models import (
    ContactRefusal,
    OutreachPause,
    ProtectionBasis,
    RefusalScope,
)
from crm.contacts.services.asking_again import settle_asking
from crm.refusal import Refusal


def a_year_after(day: date) -> date:
    """How long a refusal holds unless something else is said."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def set_refusal(
    on: Session, company_id: int, given: RefusalInput, *, user_id: int | None, now: datetime, today: date
) -> ContactRefusal:
    """The company wants no contact. `user_id` None: it said so itself, on the public page."""
    until = given.until or a_year_after(today)
    _refuse_past(until, today)
    if (given.scope is RefusalScope.UNIT) != (given.unit_id is not None):
        raise Refusal(_("Choose the unit that the company wants no contact from."))
    refusal = ContactRefusal(
        company_id=company_id,
        scope=given.scope,
        unit_id=given.unit_id,
        reason=given.reason,
        said_by=given.said_by,
        until=until,
        recorded_at=now,
        recorded_by_user_id=user_id,
    )
    on.add(refusal)
    on.flush()
    details = {"scope": given.scope.value, "until": until.isoformat()}
    record(on, "refusal.set", refusal, details=details, actor=_who(user_id), now=now)
    return refusal


def lift_refusal(on: Session, refusal: ContactRefusal, reason: str, *, user_id: int | None, now: datetime) -> bool:
    """The company may be contacted again; False when somebody already lifted it. `user_id` None: it said so itself."""
    values = {"lifted_at": now, "lifted_by_user_id": user_id, "lift_reason": reason}
    lifted = _end(on, refusal, col(ContactRefusal.lifted_at), values, "refusal.lift", now, actor=_who(user_id))
    if lifted:
        settle_asking(on, refusal, user_id=user_id, now=now)
    return lifted


def renew_refusal(
    on: Session, refusal: ContactRefusal, said_by: str, *, until: date | None, user_id: int, now: datetime, today: date
) -> ContactRefusal | None:
    """It was asked and still wants none: the old line ends, a new one begins. None when the old was lifted already."""
    if not lift_refusal(on, refusal, "", user_id=user_id, now=now):
        return None
    again = RefusalInput(
        said_by=said_by, reason=refusal.reason, scope=refusal.scope, until=until, unit_id=refusal.unit_id
    )
    return set_refusal(on, refusal.company_id, again, user_id=user_id, now=now, today=today)


def set_pause(
    on: Session, company_id: int, until: date, reason: str, *, user_id: int, now: datetime, today: date
) -> OutreachPause:
    """Quiet is agreed until and including a day."""
    _refuse_past(until, today)
    pause = OutreachPause(
        company_id=company_id, reason=reason, until=until, recorded_at=now, recorded_by_user_id=user_id
    )
    on.add(pause)
    on.flush()
    record(on, "pause.set", pause, details={"until": until.isoformat()}, now=now)
    return pause


def lift_pause(on: Session, pause: OutreachPause, *, user_id: int, now: datetime) -> bool:
    """End it early; False when somebody already did."""
    values = {"lifted_at": now, "lifted_by_user_id": user_id}
    return _end(on, pause, col(OutreachPause.lifted_at), values, "pause.lift", now)


def add_basis(
    on: Session, company_id: int, given: BasisInput, *, user_id: int, now: datetime, today: date
) -> ProtectionBasis:
    """The company may be contacted in spite of its advertising protection."""
    if given.until is not None:
        _refuse_past(given.until, today)
    if not given.basis.strip():
        raise Refusal(_("The company is protected against advertising. Name the legal basis for contacting it."))
    row = ProtectionBasis(
        company_id=company_id,
        kind=given.kind,
        basis=given.basis.strip(),
        until=given.until,
        recorded_at=now,
        recorded_by_user_id=user_id,
    )
    on.add(row)
    on.flush()
    record(on, "protection_basis.add", row, details={"kind": given.kind.value}, now=now)
    return row


def withdraw_basis(on: Session, basis: ProtectionBasis, *, user_id: int, now: datetime) -> bool:
    """It holds no longer; False when somebody already said so."""
    values = {"withdrawn_at": now, "withdrawn_by_user_id": user_id}
    return _end(on, basis, col(ProtectionBasis.withdrawn_at), values, "protection_basis.withdraw", now)


def _refuse_past(until: date, today: date) -> None:
    if until < today:
        raise Refusal(_("The last day has passed already."))


def _who(user_id: int | None) -> str | None:
    """For the trail, when nobody of ours did it."""
    return "the company itself" if user_id is None else None


def _end(
    on: Session, row: Any, ended: Any, values: dict[str, Any], verb: str, now: datetime, actor: str | None = None
) -> bool:
    """One conditional statement decides who was first."""
    table = type(row)
    statement = (
        sa.update(table)
        .where(col(table.id) == row.id, ended.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    changed = on.connection().execute(statement).rowcount == 1
    on.refresh(row)
    if changed:
        record(on, verb, row, details={}, actor=actor, now=now)
    return changed
