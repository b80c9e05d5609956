"""Reading single contacts with all their parts, their earlier versions, and what people choose from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.contacts.guard.details import occupation_key
from crm.contacts.models import (
    ContactPerson,
    Interaction,
    InteractionParticipant,
    InteractionPerson,
    InteractionTheme,
    InterestMark,
    LabourNeed,
    Task,
)


@dataclass(slots=True)
class ContactParts:
    """What belongs to one contact: codes of themes and interests, people by id and name, needs."""

    themes: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    participants: list[tuple[int, str]] = field(default_factory=list)
    needs: list[LabourNeed] = field(default_factory=list)


def contact_by_id(on: Session, interaction_id: int) -> Interaction | None:
    return on.get(Interaction, interaction_id)


def current_contact(on: Session, entry: str) -> Interaction | None:
    """The version that holds now; None when it was taken back."""
    query = select(Interaction).where(col(Interaction.entry) == entry, col(Interaction.retired_at).is_(None))
    return on.exec(query).first()


def contact_versions(on: Session, entry: str) -> list[Interaction]:
    """Every version, the newest first."""
    return list(
        on.exec(select(Interaction).where(col(Interaction.entry) == entry).order_by(col(Interaction.id).desc()))
    )


def last_own_contact(on: Session, user_id: int) -> Interaction | None:
    """The person's latest: the form begins with its purpose and themes."""
    query = select(Interaction).where(
        col(Interaction.recorded_by_user_id) == user_id, col(Interaction.retired_at).is_(None)
    )
    return on.exec(query.order_by(col(Interaction.recorded_at).desc(), col(Interaction.id).desc()).limit(1)).first()


_IDS: Any = sa.bindparam("ids", expanding=True)
_THEMES = sa.select(col(InteractionTheme.interaction_id), col(InteractionTheme.theme)).where(
    col(InteractionTheme.interaction_id).in_(_IDS)
)
_INTERESTS = sa.select(col(InterestMark.interaction_id), col(InterestMark.type_code)).where(
    col(InterestMark.interaction_id).in_(_IDS)
)
_PEOPLE = (
    sa.select(col(InteractionPerson.interaction_id), col(InteractionPerson.person_id), col(ContactPerson.name))
    .join(ContactPerson, col(ContactPerson.id) == col(InteractionPerson.person_id))
    .where(col(InteractionPerson.interaction_id).in_(_IDS))
    .order_by(col(ContactPerson.name))
)
_OURS = (
    sa.select(col(InteractionParticipant.interaction_id), col(InteractionParticipant.user_id), col(User.name))
    .join(User, col(User.id) == col(InteractionParticipant.user_id))
    .where(col(InteractionParticipant.interaction_id).in_(_IDS))
    .order_by(col(User.name))
)
_NEEDS = select(LabourNeed).where(col(LabourNeed.interaction_id).in_(_IDS)).order_by(col(LabourNeed.id))


def parts_of(on: Session, interaction_ids: Sequence[int]) -> dict[int, ContactParts]:
    """The parts of many contacts in five queries."""
    found: defaultdict[int, ContactParts] = defaultdict(ContactParts)
    run, ids = on.connection().execute, {"ids": list(interaction_ids)}
    for contact_id, code in run(_THEMES, ids):
        found[contact_id].themes.append(code)
    for contact_id, code in run(_INTERESTS, ids):
        found[contact_id].interests.append(code)
    for contact_id, person_id, name in run(_PEOPLE, ids):
        found[contact_id].people.append((person_id, name))
    for contact_id, user_id, name in run(_OURS, ids):
        found[contact_id].participants.append((user_id, name))
    for need in on.exec(_NEEDS, params=ids):
        found[need.interaction_id].needs.append(need)
    return {contact_id: found[contact_id] for contact_id in interaction_ids}


def tasks_from(on: Session, entry: str) -> list[Task]:
    """Next steps that came out of the contact."""
    query = select(Task).where(col(Task.interaction_entry) == entry)
    return list(on.exec(query.order_by(col(Task.due_at), col(Task.id))))


def suggest_occupations(on: Session, text: str, limit: int = 8) -> list[str]:
    """Occupations that were written before and begin with, or hold, the text; the most frequent first."""
    key = occupation_key(text)
    if not key:
        return []
    column = col(LabourNeed.occupation_key)
    begins = sa.case((column.startswith(key, autoescape=True), 0), else_=1)
    query = (
        sa.select(sa.func.min(col(LabourNeed.occupation)))
        .where(column.contains(key, autoescape=True))
        .group_by(column)
        .order_by(begins, sa.func.count().desc(), column)
        .limit(limit)
    )
    return list(on.connection().execute(query).scalars())
