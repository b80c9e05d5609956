"""Booking from the booking page: one visit, or a row of them that is booked whole or not at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from crm.accounts.queries import user_names
from crm.contacts.guard.ask import Caller
from crm.contacts.inputs import Override
from crm.contacts.services.visits import book_guarded_visits
from crm.refusal import Refusal
from crm.values.clock import local_date
from crm.visiting.queries.nearby import visits_near
from crm.visiting.repetition import Repetition, starts_of
from crm.visits.models import Visit, VisitStatus
from crm.visits.queries.time import absences, closed_days, is_working_day
from crm.visits.queries.visits import colleagues_along, overlapping
from crm.visits.services.booking import Booking, OverlapRefusal
from crm.web.formatting import appointment


class AnotherVisitRefusal(Refusal):
    """The company is to be visited anyway around that day. It can be booked all the same when the person says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insistence:
    """What the person has seen and wants all the same."""

    override: Override | None = None
    another_visit: bool = False


def book(
    on: Session,
    booking: Booking,
    repetition: Repetition | None = None,
    *,
    caller: Caller,
    now: datetime,
    insistence: Insistence = Insistence(),
) -> list[Visit]:
    """Inside `contact_transaction`. The visits in their order.

    Raises ContactPreventedError, OverlapRefusal for a taken time, AnotherVisitRefusal when there is a visit to join.
    A visit that is only proposed has not been agreed with the company: it waits as any contact from us.
    """
    visits = book_guarded_visits(
        on,
        _bookings(booking, repetition),
        caller=caller,
        now=now,
        agreed=booking.status is VisitStatus.CONFIRMED,
        override=insistence.override,
    )
    if repetition is not None and not booking.overlap_accepted:
        _check_series(on, visits)
    if insistence.override is None and not insistence.another_visit:
        _check_nearby(on, visits)
    return visits


def _bookings(booking: Booking, repetition: Repetition | None) -> list[Booking]:
    """Times of a series are checked together, afterwards: the sentence names every one that is taken."""
    if repetition is None:
        return [booking]
    series = uuid4().hex
    return [
        replace(booking, starts_at=starts_at, series=series, overlap_accepted=True)
        for starts_at in starts_of(booking.starts_at, repetition)
    ]


def _check_series(on: Session, visits: Sequence[Visit]) -> None:
    """The calendars are locked by now: nobody takes a time between this look and the end of the transaction."""
    people = {visits[0].lead_user_id, *colleagues_along(on, visits[0].id or 0)}
    names = user_names(on, people)
    series = {visit.id for visit in visits}
    bad = [
        f"{appointment(visit.starts_at)} ({why})"
        for visit in visits
        if (why := _hindrance(on, visit, people, names, series))
    ]
    if bad:
        sentence = ngettext(
            "%(num)d of %(total)d visits does not fit, and none is booked: %(which)s.",
            "%(num)d of %(total)d visits do not fit, and none is booked: %(which)s.",
            len(bad),
            total=len(visits),
            which="; ".join(bad),
        )
        raise OverlapRefusal(sentence)


def _hindrance(
    on: Session, visit: Visit, people: Collection[int], names: dict[int, str], series: Collection[int | None]
) -> str:
    """Why the time does not fit, in a few words; "" when it does."""
    for other in overlapping(on, people, visit.starts_at, visit.ends_at, but=visit.id):
        if other.id not in series:
            ids = {other.lead_user_id, *colleagues_along(on, other.id or 0)} & set(people)
            return str(_("%(name)s has another visit", name=names[min(ids)]))
    for absence in absences(on, people, visit.starts_at, visit.ends_at):
        return str(_("%(name)s is away", name=names[absence.user_id]))
    return (
        "" if is_working_day(local_date(visit.starts_at), closed_days(on)) else str(_("a weekend or a public holiday"))
    )


def _check_nearby(on: Session, visits: Sequence[Visit]) -> None:
    ours = [visit.id or 0 for visit in visits]
    for visit in visits:
        for other in visits_near(on, visit.company_id, visit.starts_at, but=ours):
            lead = user_names(on, {other.lead_user_id}).get(other.lead_user_id, "")
            sentence = _("%(name)s visits this company %(when)s.", name=lead, when=appointment(other.starts_at))
            raise AnotherVisitRefusal(sentence)
