"""Moving visits and saying what became of them. Every change is kept: who, when, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.db import claim_version
from crm.refusal import Refusal
from crm.visits.models import PLANNED, Visit, VisitChange, VisitChangeKind, VisitColleague, VisitStatus
from crm.visits.services.booking import all_active, claim_time

_KINDS = {
    VisitStatus.CONFIRMED: VisitChangeKind.CONFIRMED,
    VisitStatus.HELD: VisitChangeKind.HELD,
    VisitStatus.CANCELLED: VisitChangeKind.CANCELLED,
    VisitStatus.NO_SHOW: VisitChangeKind.NO_SHOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a visit goes: another time, another lead (None: the same), or both."""

    starts_at: datetime
    ends_at: datetime
    lead_user_id: int | None = None
    reason: str = ""
    overlap_accepted: bool = False


def move_visit(on: Session, visit: Visit, move: Move, *, version: int, user_id: int | None, now: datetime) -> Visit:
    """`user_id` None: the company moved it. What stays the same writes nothing.

    Raises StaleEditError, OverlapRefusal when the time is taken, Refusal when the visit is over or the time has passed.
    """
    lead_id = move.lead_user_id or visit.lead_user_id
    moved = (move.starts_at, move.ends_at) != (visit.starts_at, visit.ends_at)
    if not moved and lead_id == visit.lead_user_id:
        return visit
    claim_version(on, visit, version)
    if visit.status not in PLANNED:
        raise Refusal(_("What is over can't be planned again. Book a new visit."))
    if move.starts_at <= now:
        raise Refusal(_("Choose a time that is still to come."))
    if not all_active(on, {lead_id}):
        raise Refusal(_("This colleague no longer has an open account. Choose another."))
    along = on.exec(select(VisitColleague).where(VisitColleague.visit_id == visit.id)).all()
    people = {lead_id, *(each.user_id for each in along)}
    claim_time(on, people, move.starts_at, move.ends_at, accepted=move.overlap_accepted, but=visit.id)
    kind = VisitChangeKind.MOVED if moved else VisitChangeKind.HANDED_OVER
    on.add(_change(visit, kind, user_id, move.reason, now, with_time=True))
    if lead_id != visit.lead_user_id:
        _hand_over(on, visit, lead_id, along)
    visit.starts_at, visit.ends_at, visit.sequence = move.starts_at, move.ends_at, visit.sequence + 1
    on.add(visit)
    record(on, "visit.move", visit, details={"kind": kind.value}, now=now)
    return visit


def set_status(
    on: Session,
    visit: Visit,
    status: VisitStatus,
    *,
    version: int,
    now: datetime,
    user_id: int | None,
    reason: str = "",
) -> Visit:
    """Confirm it, cancel it, or say what became of it. Raises StaleEditError when somebody was first."""
    claim_version(on, visit, version)
    if visit.status not in PLANNED and status in PLANNED:
        raise Refusal(_("What is over can't be planned again. Book a new visit."))
    if status in {VisitStatus.HELD, VisitStatus.NO_SHOW} and visit.starts_at > now:
        raise Refusal(_("The visit has not begun yet. Move it or cancel it."))
    if status is visit.status:
        return visit
    visit.status = status
    visit.sequence += status is VisitStatus.CANCELLED
    on.add(visit)
    on.add(_change(visit, _KINDS[status], user_id, reason, now))
    record(on, "visit.set_status", visit, details={"status": status.value}, now=now)
    return visit


def _hand_over(on: Session, visit: Visit, lead_id: int, along: Sequence[VisitColleague]) -> None:
    """The visit goes to the new lead's unit; who came along and now leads no longer comes along."""
    lead = on.exec(select(User).where(col(User.id) == lead_id)).one()
    visit.lead_user_id, visit.unit_id = lead_id, lead.unit_id
    for each in along:
        if each.user_id == lead_id:
            on.delete(each)


def _change(
    visit: Visit, kind: VisitChangeKind, user_id: int | None, reason: str, now: datetime, *, with_time: bool = False
) -> VisitChange:
    return VisitChange(
        visit_id=visit.id or 0,
        kind=kind,
        at=now,
        by_user_id=user_id,
        reason=reason,
        old_starts_at=visit.starts_at if with_time else None,
        old_ends_at=visit.ends_at if with_time else None,
        old_lead_user_id=visit.lead_user_id if with_time else None,
    )
