"""Booking a visit past the guard."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.contacts.guard.ask import Ask, Caller
from crm.contacts.guard.enforce import allow, write_override
from crm.contacts.inputs import Override
from crm.contacts.models import ContactPerson
from crm.contacts.words import ContactKind, Purpose
from crm.refusal import Refusal
from crm.visits.models import Visit
from crm.visits.services.booking import Booking, book_visit


def book_guarded_visit(
    on: Session,
    booking: Booking,
    *,
    caller: Caller,
    now: datetime,
    purpose: Purpose = Purpose.OTHER,
    agreed: bool = True,
    override: Override | None = None,
) -> Visit:
    """Book it. Raises ContactPreventedError when the guard says no; refuses a visit that overlaps another.

    `agreed`: the company has said yes, so that the call in which it did so does not hold the visit back.
    """
    return book_guarded_visits(
        on, [booking], caller=caller, now=now, purpose=purpose, agreed=agreed, override=override
    )[0]


def book_guarded_visits(
    on: Session,
    bookings: Sequence[Booking],
    *,
    caller: Caller,
    now: datetime,
    purpose: Purpose = Purpose.OTHER,
    agreed: bool = True,
    override: Override | None = None,
) -> list[Visit]:
    """Several visits to one company: the guard is asked once."""
    first = bookings[0]
    check_people(on, first.person_ids, first.company_id)
    ask = Ask(caller, ContactKind.VISIT, now, purpose=purpose, agreed=agreed)
    event = allow(on, first.company_id, ask, override)
    visits = [book_visit(on, booking, user_id=caller.user_id, now=now) for booking in bookings]
    if event is not None:
        write_override(on, event, None, now=now)
    return visits


def check_people(on: Session, person_ids: Collection[int], company_id: int) -> None:
    """Refuses contact persons of another company, and those who have left this one."""
    query = sa.select(sa.func.count()).where(
        col(ContactPerson.id).in_(person_ids),
        col(ContactPerson.company_id) == company_id,
        col(ContactPerson.left_on).is_(None),
    )
    if person_ids and on.connection().execute(query).scalar_one() != len(set(person_ids)):
        raise Refusal(_("One of the contact persons is no longer with this company. Choose again."))
