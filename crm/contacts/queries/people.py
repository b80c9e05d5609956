"""Reading contact persons, and who may be the same person twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.inputs import PersonInput
from crm.contacts.models import ContactPerson, PersonEmail, PersonPhone
from crm.contacts.names import name_key, similar
from crm.register.models import Company


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: ContactPerson
    phones: tuple[str, ...]
    emails: tuple[str, ...]


class Likeness(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who may be the same person, and why."""

    person: ContactPerson
    company_name: str
    likeness: tuple[Likeness, ...]


def person_by_id(on: Session, person_id: int) -> PersonLine | None:
    person = on.get(ContactPerson, person_id)
    return _lines(on, [person])[0] if person else None


_AT_COMPANY = (
    select(ContactPerson)
    .where(col(ContactPerson.company_id) == sa.bindparam("company", type_=sa.Integer))
    .order_by(col(ContactPerson.left_on).is_not(None), col(ContactPerson.name), col(ContactPerson.id))
)
_STILL_THERE = _AT_COMPANY.where(col(ContactPerson.left_on).is_(None))


def people_of(on: Session, company_id: int, *, left_too: bool = False) -> list[PersonLine]:
    """The company's contact persons by name; those who have left last, when they are asked for."""
    return _lines(on, on.exec(_AT_COMPANY if left_too else _STILL_THERE, params={"company": company_id}).all())


def find_people(on: Session, text: str, limit: int = 20) -> list[tuple[PersonLine, str]]:
    """By a part of the name; each with the company's name. For the search that covers everything."""
    words = name_key(text).split()
    if not words:
        return []
    query = (
        select(ContactPerson, Company.name)
        .join(Company, col(Company.id) == col(ContactPerson.company_id))
        .where(
            col(ContactPerson.left_on).is_(None),
            *(col(ContactPerson.name_key).contains(word, autoescape=True) for word in words),
        )
        .order_by(col(ContactPerson.name), col(ContactPerson.id))
        .limit(limit)
    )
    rows = on.exec(query).all()
    return list(zip(_lines(on, [row[0] for row in rows]), [row[1] for row in rows], strict=True))


def companies_by_number(on: Session, phone: str) -> list[int]:
    """Companies with a contact person of this number (E.164), to see who is calling."""
    query = (
        select(ContactPerson.company_id)
        .join(PersonPhone, col(PersonPhone.person_id) == col(ContactPerson.id))
        .where(col(PersonPhone.number) == phone)
    )
    return list(on.exec(query.distinct()))


def duplicates(on: Session, given: PersonInput, *, but_not: int | None = None) -> list[Duplicate]:
    """People with the same phone or e-mail anywhere, or a similar name at the same company."""
    alike: defaultdict[int | None, list[Likeness]] = defaultdict(list)
    addresses = [address.lower() for address in given.emails]
    by_phone = select(PersonPhone.person_id).where(col(PersonPhone.number).in_(given.phones))
    by_email = select(PersonEmail.person_id).where(col(PersonEmail.address).in_(addresses))
    for kind, query in ((Likeness.PHONE, by_phone), (Likeness.EMAIL, by_email)):
        for found in on.exec(query.distinct()):
            alike[found].append(kind)
    key = name_key(given.name)
    at_company = select(ContactPerson.id, ContactPerson.name_key).where(
        col(ContactPerson.company_id) == given.company_id
    )
    for person_id, other in on.exec(at_company):
        if similar(key, other):
            alike[person_id].append(Likeness.NAME)
    alike.pop(but_not, None)
    people = (
        select(ContactPerson, Company.name)
        .join(Company, col(Company.id) == col(ContactPerson.company_id))
        .where(col(ContactPerson.id).in_(alike))
    )
    rows = on.exec(people.order_by(col(ContactPerson.name), col(ContactPerson.id))).all()
    return [Duplicate(person, company, tuple(alike[person.id])) for person, company in rows]


_IDS: Any = sa.bindparam("people", expanding=True)
_PHONES = (
    sa.select(col(PersonPhone.person_id), col(PersonPhone.number))
    .where(col(PersonPhone.person_id).in_(_IDS))
    .order_by(col(PersonPhone.id))
)
_EMAILS = (
    sa.select(col(PersonEmail.person_id), col(PersonEmail.address))
    .where(col(PersonEmail.person_id).in_(_IDS))
    .order_by(col(PersonEmail.id))
)


def _lines(on: Session, people: Sequence[ContactPerson]) -> list[PersonLine]:
    ids = [person.id for person in people if person.id is not None]
    if not ids:
        return []
    phones, emails = _values(on, _PHONES, ids), _values(on, _EMAILS, ids)
    return [PersonLine(each, tuple(phones[each.id or 0]), tuple(emails[each.id or 0])) for each in people]


def _values(on: Session, query: sa.Select[int, str], ids: list[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, value in on.connection().execute(query, {"people": ids}):
        found[person_id].append(value)
    return found
