"""Putting visits into calendars. Contacts ask the guard first: `crm.contacts.services.visits`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.refusal import Refusal
from crm.register.models import Workplace
from crm.visits.models import (
    Visit,
    VisitChange,
    VisitChangeKind,
    VisitColleague,
    VisitPerson,
    VisitPlace,
    VisitStatus,
    VisitTheme,
)
from crm.visits.queries.time import USUAL_LENGTH, absences
from crm.visits.queries.visits import overlapping

CALENDAR_LOCK = 7_312  # any fixed number: bookings for one person queue up on it (PostgreSQL)


class OverlapRefusal(Refusal):
    """The time is taken. It can be booked all the same when the person says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`overlap_accepted`: the person has seen that the time is taken and wants it all the same."""

    company_id: int
    lead_user_id: int
    starts_at: datetime
    purpose: str
    length: timedelta = USUAL_LENGTH
    workplace_id: int | None = None
    status: VisitStatus = VisitStatus.CONFIRMED
    place: VisitPlace = VisitPlace.WORKPLACE
    place_note: str = ""
    agenda: str = ""
    themes: Collection[str] = ()
    colleague_ids: Collection[int] = ()
    person_ids: Collection[int] = ()
    series: str | None = None
    campaign_target_id: int | None = None
    overlap_accepted: bool = False


def book_visit(on: Session, booking: Booking, *, user_id: int, now: datetime) -> Visit:
    """Put it in the calendars of the lead and those who come along. Refuses a taken time, and one that has passed."""
    lead = on.get(User, booking.lead_user_id)
    colleague_ids = set(booking.colleague_ids) - {booking.lead_user_id}
    if lead is None or not all_active(on, {booking.lead_user_id, *colleague_ids}):
        raise Refusal(_("This colleague no longer has an open account. Choose another."))
    if booking.starts_at <= now:
        raise Refusal(_("Choose a time that is still to come."))
    check_workplace(on, booking.workplace_id, booking.company_id)
    ends_at = booking.starts_at + booking.length
    claim_time(
        on, {booking.lead_user_id, *colleague_ids}, booking.starts_at, ends_at, accepted=booking.overlap_accepted
    )
    visit = Visit(
        company_id=booking.company_id,
        workplace_id=booking.workplace_id,
        lead_user_id=booking.lead_user_id,
        unit_id=lead.unit_id,
        starts_at=booking.starts_at,
        ends_at=ends_at,
        status=booking.status,
        place=booking.place,
        place_note=booking.place_note,
        purpose=booking.purpose,
        agenda=booking.agenda,
        series=booking.series,
        campaign_target_id=booking.campaign_target_id,
        created_at=now,
        created_by_user_id=user_id,
    )
    on.add(visit)
    on.flush()
    number = visit.id or 0
    on.add_all(VisitTheme(visit_id=number, theme=theme) for theme in sorted(set(booking.themes)))
    on.add_all(VisitColleague(visit_id=number, user_id=each) for each in sorted(colleague_ids))
    on.add_all(VisitPerson(visit_id=number, person_id=each) for each in sorted(set(booking.person_ids)))
    on.add(VisitChange(visit_id=number, kind=VisitChangeKind.BOOKED, at=now, by_user_id=user_id))
    record(on, "visit.book", visit, details={"company_id": visit.company_id}, now=now)
    return visit


def all_active(on: Session, user_ids: Collection[int]) -> bool:
    """Whether all of them have open accounts."""
    query = sa.select(sa.func.count()).where(col(User.id).in_(user_ids), col(User.active))
    return on.connection().execute(query).scalar_one() == len(user_ids)


def check_workplace(on: Session, workplace_id: int | None, company_id: int) -> None:
    """Refuses a workplace of another company."""
    if workplace_id is None:
        return
    workplace = on.get(Workplace, workplace_id)
    if workplace is None or workplace.company_id != company_id:
        raise Refusal(_("The workplace belongs to another company."))


def claim_time(
    on: Session,
    user_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    accepted: bool = False,
    but: int | None = None,
) -> None:
    """Of two bookings for one person at the same moment the second sees the first. OverlapRefusal for a taken time."""
    _queue_up(on, user_ids)
    if accepted:
        return
    for visit in overlapping(on, user_ids, starts_at, ends_at, but=but):
        ids = {visit.lead_user_id, *on.exec(select(VisitColleague.user_id).where(VisitColleague.visit_id == visit.id))}
        name = _name(on, next(each for each in sorted(ids) if each in user_ids))
        raise OverlapRefusal(_("%(name)s has another visit at that time. Choose another time.", name=name))
    for absence in absences(on, user_ids, starts_at, ends_at):
        name = _name(on, absence.user_id)
        raise OverlapRefusal(_("%(name)s is away at that time. Choose another time.", name=name))


def _name(on: Session, user_id: int) -> str:
    user = on.get(User, user_id)
    return user.name if user else ""


def _queue_up(on: Session, user_ids: Collection[int]) -> None:
    """In one order, so that two bookings never wait for each other. SQLite has one writer anyway."""
    if on.get_bind().dialect.name == "postgresql":
        for user_id in sorted(user_ids):
            on.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(CALENDAR_LOCK, user_id)))
