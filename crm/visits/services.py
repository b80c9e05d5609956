"""Booking visits and saying what became of them. Contacts ask the guard first: `crm.contacts.services.visits`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.models import User
from crm.audit.trail import record
from crm.db import claim_version
from crm.refusal import Refusal
from crm.register.models import Workplace
from crm.visits.models import PLANNED, Visit, VisitStatus
from crm.visits.queries import overlapping

USUAL_LENGTH = timedelta(minutes=60)
LEAD_LOCK = 7_312  # any fixed number: bookings for one person queue up on it (PostgreSQL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    company_id: int
    lead_user_id: int
    starts_at: datetime
    purpose: str
    length: timedelta = USUAL_LENGTH
    workplace_id: int | None = None
    status: VisitStatus = VisitStatus.CONFIRMED
    campaign_target_id: int | None = None


def book_visit(on: Session, booking: Booking, *, user_id: int, now: datetime) -> Visit:
    """Put it in the lead's calendar. Refuses what overlaps another visit of theirs, and what has passed."""
    lead = on.get(User, booking.lead_user_id)
    if lead is None or not lead.active:
        raise Refusal(_("This colleague no longer has an open account. Choose another."))
    if booking.starts_at <= now:
        raise Refusal(_("Choose a time that is still to come."))
    if booking.workplace_id is not None:
        workplace = on.get(Workplace, booking.workplace_id)
        if workplace is None or workplace.company_id != booking.company_id:
            raise Refusal(_("The workplace belongs to another company."))
    ends_at = booking.starts_at + booking.length
    _queue_up(on, booking.lead_user_id)
    if overlapping(on, booking.lead_user_id, booking.starts_at, ends_at):
        raise Refusal(_("%(name)s has another visit at that time. Choose another time.", name=lead.name))
    visit = Visit(
        company_id=booking.company_id,
        workplace_id=booking.workplace_id,
        lead_user_id=booking.lead_user_id,
        unit_id=lead.unit_id,
        starts_at=booking.starts_at,
        ends_at=ends_at,
        status=booking.status,
        purpose=booking.purpose,
        campaign_target_id=booking.campaign_target_id,
        created_at=now,
        created_by_user_id=user_id,
    )
    on.add(visit)
    on.flush()
    record(on, "visit.book", visit, details={"company_id": visit.company_id}, now=now)
    return visit


def set_status(on: Session, visit: Visit, status: VisitStatus, *, version: int, now: datetime) -> Visit:
    """Confirm it, cancel it, or say what became of it. Raises StaleEditError when somebody was first."""
    claim_version(on, visit, version)
    if visit.status not in PLANNED and status in PLANNED:
        raise Refusal(_("What is over can't be planned again. Book a new visit."))
    visit.status = status
    on.add(visit)
    record(on, "visit.set_status", visit, details={"status": status.value}, now=now)
    return visit


def _queue_up(on: Session, lead_user_id: int) -> None:
    """Of two bookings for one person at the same moment the second sees the first."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(LEAD_LOCK, lead_user_id)))
