"""What a company has said it needs and is interested in."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.models import Interaction, InterestMark, LabourNeed

MOST_SHOWN = 8
MARKS_READ = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """A need, or the code of a cooperation type, with the contact in which it was said."""

    said: LabourNeed | str
    at: datetime
    entry: str


_OF_COMPANY = (
    col(Interaction.company_id) == sa.bindparam("company", type_=sa.Integer),
    col(Interaction.retired_at).is_(None),
)
_NEEDS = (
    select(LabourNeed, Interaction.at, Interaction.entry)
    .join(Interaction, col(Interaction.id) == col(LabourNeed.interaction_id))
    .where(*_OF_COMPANY)
    .order_by(col(Interaction.at).desc(), col(LabourNeed.id))
    .limit(MOST_SHOWN)
)
_INTERESTS = (
    sa.select(col(InterestMark.type_code), col(Interaction.at), col(Interaction.entry))
    .join(Interaction, col(Interaction.id) == col(InterestMark.interaction_id))
    .where(*_OF_COMPANY)
    .order_by(col(Interaction.at).desc(), col(Interaction.id).desc())
    .limit(MARKS_READ)
)


def needs_heard(on: Session, company_id: int) -> list[Heard]:
    """The latest first."""
    return [Heard(*row) for row in on.exec(_NEEDS, params={"company": company_id})]


def interests_shown(on: Session, company_id: int) -> list[Heard]:
    """Each type once, by the last time the company showed interest in it."""
    latest: dict[str, Heard] = {}
    for code, at, entry in on.connection().execute(_INTERESTS, {"company": company_id}):
        latest.setdefault(code, Heard(code, at, entry))
    return list(latest.values())
