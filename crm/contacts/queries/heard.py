"""What a company has said it needs and is interested in."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from crm.contacts.models import Interaction, InterestMark, LabourNeed

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """A need, or the code of a cooperation type, with the contact in which it was said."""

    said: LabourNeed | str
    at: datetime
    entry: str


def needs_heard(on: Session, company_id: int, limit: int = MOST_SHOWN) -> list[Heard]:
    """The latest first."""
    query = (
        select(LabourNeed, Interaction.at, Interaction.entry)
        .join(Interaction, col(Interaction.id) == col(LabourNeed.interaction_id))
        .where(col(Interaction.company_id) == company_id, col(Interaction.retired_at).is_(None))
        .order_by(col(Interaction.at).desc(), col(LabourNeed.id))
        .limit(limit)
    )
    return [Heard(*row) for row in on.exec(query)]


def interests_shown(on: Session, company_id: int, limit: int = 50) -> list[Heard]:
    """Each type once, by the last time the company showed interest in it."""
    query = (
        select(InterestMark.type_code, Interaction.at, Interaction.entry)
        .join(Interaction, col(Interaction.id) == col(InterestMark.interaction_id))
        .where(col(Interaction.company_id) == company_id, col(Interaction.retired_at).is_(None))
        .order_by(col(Interaction.at).desc(), col(Interaction.id).desc())
        .limit(limit)
    )
    latest: dict[str, Heard] = {}
    for code, at, entry in on.exec(query):
        latest.setdefault(code, Heard(code, at, entry))
    return list(latest.values())
