"""Contact persons of companies."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.contacts.inputs import PersonInput
from crm.contacts.models import ContactPerson, PersonEmail, PersonPhone
from crm.contacts.names import name_key
from crm.contacts.titles import is_special_category
from crm.db import claim_version
from crm.refusal import Refusal
from crm.register.models import Workplace

_FIELDS = ("workplace_id", "title", "role", "preferred_channel", "preferred_time", "informed_on")


def add_person(on: Session, given: PersonInput, *, user_id: int, now: datetime, today: date) -> ContactPerson:
    """A new contact person. Refuses a title that tells of a union role, and a person who was not informed."""
    _check(on, given, today)
    person = ContactPerson(
        company_id=given.company_id,
        name=_clean(given.name),
        name_key=name_key(given.name),
        **{name: getattr(given, name) for name in _FIELDS},
        informed_by_user_id=user_id,
        created_at=now,
        created_by_user_id=user_id,
    )
    on.add(person)
    on.flush()
    _set_numbers(on, person, given)
    record(on, "person.create", person, details={"company_id": person.company_id}, now=now)
    return person


def edit_person(
    on: Session, person: ContactPerson, given: PersonInput, *, version: int, user_id: int, now: datetime, today: date
) -> ContactPerson:
    """Change what is known; the company stays. Raises StaleEditError when somebody was first."""
    _check(on, given, today)
    claim_version(on, person, version)
    if given.informed_on != person.informed_on:
        person.informed_by_user_id = user_id
    person.name, person.name_key = _clean(given.name), name_key(given.name)
    for name in _FIELDS:
        setattr(person, name, getattr(given, name))
    on.add(person)
    _set_numbers(on, person, given)
    record(on, "person.update", person, details={}, now=now)
    return person


def set_left(on: Session, person: ContactPerson, left_on: date | None, *, version: int, now: datetime) -> ContactPerson:
    """The person has left the company on the day; None: is there after all."""
    claim_version(on, person, version)
    person.left_on = left_on
    on.add(person)
    record(on, "person.left", person, details={"left": left_on is not None}, now=now)
    return person


def note_export(on: Session, person: ContactPerson, *, now: datetime) -> None:
    """Somebody took the person's name and numbers along."""
    record(on, "person.export", person, details={}, now=now)


def _check(on: Session, given: PersonInput, today: date) -> None:
    if not _clean(given.name):
        raise Refusal(_("A contact person needs a name."))
    if is_special_category(given.title):
        raise Refusal(
            _("A role in a trade union must not be registered. Leave the title empty, or write the person's work.")
        )
    if given.informed_on > today:
        raise Refusal(_("The day on which the person was informed can't be in the future."))
    if given.workplace_id is not None:
        workplace = on.get(Workplace, given.workplace_id)
        if workplace is None or workplace.company_id != given.company_id:
            raise Refusal(_("The workplace belongs to another company."))


def _clean(name: str) -> str:
    return " ".join(name.split())


def _set_numbers(on: Session, person: ContactPerson, given: PersonInput) -> None:
    person_id = person.id or 0
    for table in (PersonPhone, PersonEmail):
        on.connection().execute(sa.delete(table).where(col(table.person_id) == person_id))
    on.add_all(PersonPhone(person_id=person_id, number=number) for number in dict.fromkeys(given.phones))
    addresses = dict.fromkeys(address.lower() for address in given.emails)
    on.add_all(PersonEmail(person_id=person_id, address=address) for address in addresses)
    on.flush()
