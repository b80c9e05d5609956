"""What the log form begins with, and the search for the company it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.models import ContactPerson, Interaction, InteractionTheme, LabourNeed, PersonPhone
from crm.contacts.names import name_key
from crm.contacts.words import ContactKind, Purpose
from crm.register.models import Company, Workplace

NUMBER_NOISE = re.compile(r"[\s.\-()]+")
PHONE_DIGITS = 8
P_NUMBER_DIGITS = 10


@dataclass(frozen=True, slots=True)
class LastUsed:
    """What a person's latest contact was: the next one often is alike."""

    kind: ContactKind = ContactKind.CALL
    purpose: Purpose = Purpose.OTHER
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A company to choose: where it is, and whom of its people the search found."""

    id: int
    name: str
    cvr: str
    place: str | None
    person: str | None = None


def last_used(on: Session, user_id: int) -> LastUsed:
    latest = select(Interaction.id, Interaction.kind, Interaction.purpose).where(
        col(Interaction.recorded_by_user_id) == user_id, col(Interaction.retired_at).is_(None)
    )
    # By the moment of the contact: an index holds it.
    found = on.exec(latest.order_by(col(Interaction.at).desc(), col(Interaction.id).desc()).limit(1)).first()
    if found is None:
        return LastUsed()
    themes = select(InteractionTheme.theme).where(col(InteractionTheme.interaction_id) == found[0])
    return LastUsed(ContactKind(found[1]), Purpose(found[2]), tuple(sorted(on.exec(themes))))


def usual_occupations(on: Session, limit: int = 100) -> list[str]:
    """Occupations that companies have named, the most frequent first."""
    query = (
        sa.select(sa.func.min(col(LabourNeed.occupation)))
        .group_by(col(LabourNeed.occupation_key))
        .order_by(sa.func.count().desc(), col(LabourNeed.occupation_key))
        .limit(limit)
    )
    return list(on.connection().execute(query).scalars())


def find_companies(on: Session, text: str, limit: int = 12) -> list[Found]:
    """By name, CVR number, P-number, phone, or a contact person's name or phone; the living first."""
    people = _people(on, text, limit)
    told = dict(people)
    by_company = _companies(on, _named(text), limit) if text else []
    more = [each for each in told if each not in {found.id for found in by_company}]
    found = [*by_company, *companies_in(on, more)][:limit]
    return [Found(each.id, each.name, each.cvr, each.place, told.get(each.id)) for each in found]


def company_line(on: Session, company_id: int) -> Found | None:
    return next(iter(companies_in(on, [company_id])), None)


def companies_in(on: Session, company_ids: Sequence[int]) -> list[Found]:
    return _companies(on, [col(Company.id).in_(company_ids)], len(company_ids)) if company_ids else []


def recent_companies(on: Session, user_id: int, limit: int = 6) -> list[Found]:
    """Those the person was in contact with last."""
    latest = sa.func.max(col(Interaction.at))
    query = (
        sa.select(col(Interaction.company_id))
        .where(col(Interaction.recorded_by_user_id) == user_id, col(Interaction.retired_at).is_(None))
        .group_by(col(Interaction.company_id))
        .order_by(latest.desc())
        .limit(limit)
    )
    ids = list(on.connection().execute(query).scalars())
    by_id = {each.id: each for each in companies_in(on, ids)}
    return [by_id[each] for each in ids if each in by_id]


def is_p_number(on: Session, p_number: str) -> bool:
    return on.exec(select(Workplace.id).where(col(Workplace.p_number) == p_number)).first() is not None


def _named(text: str) -> list[Any]:
    digits = NUMBER_NOISE.sub("", text).removeprefix("+45")
    if not (digits.isascii() and digits.isdecimal()):
        return [col(Company.search_text).contains(word, autoescape=True) for word in text.lower().split()]
    if len(digits) == P_NUMBER_DIGITS:
        at = sa.select(col(Workplace.company_id)).where(col(Workplace.p_number) == digits)
        return [col(Company.id).in_(at)]
    return [col(Company.search_text).contains(digits, autoescape=True)]


def _people(on: Session, text: str, limit: int) -> Sequence[tuple[int, str]]:
    digits = NUMBER_NOISE.sub("", text).removeprefix("+45")
    query = select(ContactPerson.company_id, ContactPerson.name).where(col(ContactPerson.left_on).is_(None))
    if digits.isascii() and digits.isdecimal():
        if len(digits) != PHONE_DIGITS:
            return []
        numbers = sa.select(col(PersonPhone.person_id)).where(col(PersonPhone.number) == f"+45{digits}")
        query = query.where(col(ContactPerson.id).in_(numbers))
    else:
        words = name_key(text).split()
        if not words:
            return []
        query = query.where(*(col(ContactPerson.name_key).contains(word, autoescape=True) for word in words))
    return on.exec(query.order_by(col(ContactPerson.name)).limit(limit)).all()


def _companies(on: Session, conditions: Sequence[Any], limit: int) -> list[Found]:
    place = (
        sa.select(col(Workplace.post_district))
        .where(col(Workplace.company_id) == col(Company.id))
        .order_by(col(Workplace.end_date).is_not(None), sa.func.coalesce(col(Workplace.headcount), -1).desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(col(Company.id), col(Company.name), col(Company.cvr), place)
        .where(*conditions)
        .order_by(col(Company.living_workplaces) == 0, col(Company.sort_name), col(Company.id))
        .limit(limit)
    )
    return [Found(*row) for row in on.connection().execute(query)]
