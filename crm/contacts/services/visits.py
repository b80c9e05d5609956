"""Booking a visit past the guard."""

from collections.abc import Collection
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
    check_people(on, booking.person_ids, booking.company_id)
    ask = Ask(caller, ContactKind.VISIT, now, purpose=purpose, agreed=agreed)
    event = allow(on, booking.company_id, ask, override)
    visit = book_visit(on, booking, user_id=caller.user_id, now=now)
    if event is not None:
        write_override(on, event, None, now=now)
    return visit


def check_people(on: Session, person_ids: Collection[int], company_id: int) -> None:
    """Refuses contact persons of another company, and those who have left this one."""
    query = sa.select(sa.func.count()).where(
        col(ContactPerson.id).in_(person_ids),
        col(ContactPerson.company_id) == company_id,
        col(ContactPerson.left_on).is_(None),
    )
    if person_ids and on.connection().execute(query).scalar_one() != len(set(person_ids)):
        raise Refusal(_("One of the contact persons is no longer with this company. Choose again."))
