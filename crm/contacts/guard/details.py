"""The parts of a contact: whether they fit together, and their rows."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.contacts.inputs import ContactInput
from crm.contacts.models import (
    ContactPerson,
    Interaction,
    InteractionParticipant,
    InteractionPerson,
    InteractionTheme,
    InterestMark,
    LabourNeed,
)
from crm.contacts.words import Theme
from crm.cooperation.models import CooperationType
from crm.refusal import Refusal
from crm.register.models import Company, Workplace

CLOCKS_DIFFER = timedelta(minutes=5)
"""A browser's clock may be so much ahead of ours."""


def _count(column: Any, *conditions: Any) -> sa.Select[int]:
    """How many of those wanted there are."""
    return sa.select(sa.func.count()).where(column.in_(sa.bindparam("wanted", expanding=True)), *conditions)


_COMPANY: Any = sa.bindparam("company", type_=sa.Integer)
_COMPANIES, _USERS, _TYPES = _count(col(Company.id)), _count(col(User.id)), _count(col(CooperationType.code))
_WORKPLACES = _count(col(Workplace.id), col(Workplace.company_id) == _COMPANY)
_PEOPLE = _count(col(ContactPerson.id), col(ContactPerson.company_id) == _COMPANY)


def check(on: Session, given: ContactInput, *, now: datetime) -> ContactInput:
    """The contact without repetitions. Refuses what does not belong to the company, and what is yet to come."""
    if given.at > now + CLOCKS_DIFFER:
        raise Refusal(_("This moment is still to come. Make a task of it, or book a visit."))
    _all_there(on, _COMPANIES, {given.company_id})
    if given.workplace_id is not None:
        _all_there(on, _WORKPLACES, {given.workplace_id}, company=given.company_id)
    _all_there(on, _PEOPLE, set(given.person_ids), company=given.company_id)
    _all_there(on, _USERS, set(given.participant_ids))
    _all_there(on, _TYPES, set(given.interests) | (set(given.themes) - set(Theme)))
    return replace(
        given,
        at=min(given.at, now),
        note=given.note.strip(),
        themes=tuple(dict.fromkeys(given.themes)),
        interests=tuple(dict.fromkeys(given.interests)),
        person_ids=tuple(dict.fromkeys(given.person_ids)),
        participant_ids=tuple(dict.fromkeys(given.participant_ids)),
        needs=tuple(need for need in given.needs if occupation_key(need.occupation)),
    )


def occupation_key(occupation: str) -> str:
    """The form in which occupations are compared."""
    return " ".join(occupation.casefold().split())


def _all_there(on: Session, count: Any, wanted: set[Any], **of: int) -> None:
    if wanted and on.connection().execute(count, {"wanted": list(wanted), **of}).scalar_one() != len(wanted):
        raise Refusal(_("Something on the form is no longer there, or belongs to another company. Open it again."))


def add_details(on: Session, contact: Interaction, given: ContactInput) -> None:
    """The rows that belong to a contact that has just been written."""
    contact_id = contact.id or 0
    ours = dict.fromkeys((contact.recorded_by_user_id, *given.participant_ids))
    on.add_all(InteractionTheme(interaction_id=contact_id, theme=str(theme)) for theme in given.themes)
    on.add_all(InteractionPerson(interaction_id=contact_id, person_id=each) for each in given.person_ids)
    on.add_all(InteractionParticipant(interaction_id=contact_id, user_id=user_id) for user_id in ours)
    on.add_all(InterestMark(interaction_id=contact_id, type_code=code) for code in given.interests)
    on.add_all(
        LabourNeed(
            interaction_id=contact_id,
            occupation=" ".join(need.occupation.split()),
            occupation_key=occupation_key(need.occupation),
            number=need.number,
            from_date=need.from_date,
            skills=need.skills.strip(),
            hours_per_week=need.hours_per_week,
        )
        for need in given.needs
    )
    on.flush()
