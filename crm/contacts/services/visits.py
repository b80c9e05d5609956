"""Booking a visit past the guard."""

from datetime import datetime

from sqlmodel import Session

from crm.contacts.guard.ask import Ask, Caller
from crm.contacts.guard.enforce import allow, write_override
from crm.contacts.inputs import Override
from crm.contacts.words import ContactKind, Purpose
from crm.visits.models import Visit
from crm.visits.services import Booking, book_visit


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
    ask = Ask(caller, ContactKind.VISIT, now, purpose=purpose, agreed=agreed)
    event = allow(on, booking.company_id, ask, override)
    visit = book_visit(on, booking, user_id=caller.user_id, now=now)
    if event is not None:
        write_override(on, event, None, now=now)
    return visit
