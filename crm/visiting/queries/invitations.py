"""Who is to hear of a visit, who has heard, and what an invitation tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.contacts.models import ContactPerson, PersonEmail
from crm.register.models import Company, JobCentre, Workplace
from crm.visits.models import Visit, VisitChange, VisitChangeKind, VisitColleague, VisitInvitation, VisitPerson


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to hear of the visit: a contact person, or one of ours (who has a language)."""

    name: str
    email: str
    person_id: int | None = None
    user_id: int | None = None
    language: str | None = None

    @property
    def key(self) -> str:
        return f"person:{self.person_id}" if self.person_id is not None else f"user:{self.user_id}"


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What an invitation tells, apart from the visit itself."""

    company_name: str
    job_centre: str
    address: str
    lead: Guest
    guests: Sequence[Guest]  # the lead first, our colleagues, the company's people


def visit_facts(on: Session, visit: Visit) -> VisitFacts:
    """Six short queries."""
    lead = on.exec(select(User).where(User.id == visit.lead_user_id)).one()
    led_by = _one_of_ours(lead)
    ours = [each for each in _colleagues(on, visit) if each.user_id != lead.id]
    return VisitFacts(
        company_name=on.exec(select(Company.name).where(Company.id == visit.company_id)).one(),
        job_centre=on.exec(select(JobCentre.name).where(col(JobCentre.own))).first() or "",
        address=_address(on, visit),
        lead=led_by,
        guests=[*([led_by] if lead.active else []), *ours, *_people(on, visit)],
    )


def invitations_of(on: Session, visit: Visit) -> list[VisitInvitation]:
    query = select(VisitInvitation).where(VisitInvitation.visit_id == visit.id).order_by(col(VisitInvitation.id))
    return list(on.exec(query))


def guest_of(on: Session, row: VisitInvitation) -> Guest:
    """Who was invited, at the address to which the mail went, whether they still take part or not."""
    if row.user_id is not None:
        user = on.exec(select(User).where(User.id == row.user_id)).one()
        return Guest(user.name, row.email, user_id=user.id, language=user.language)
    name = on.exec(select(ContactPerson.name).where(ContactPerson.id == row.person_id)).first()
    return Guest(name or "", row.email, person_id=row.person_id)


def invitation_by_hash(on: Session, token_hash: str) -> VisitInvitation | None:
    return on.exec(select(VisitInvitation).where(VisitInvitation.token_hash == token_hash)).first()


def last_change_at(on: Session, visit: Visit, kind: VisitChangeKind) -> datetime | None:
    """When it was last moved, agreed, ..."""
    query = sa.select(sa.func.max(col(VisitChange.at))).where(
        col(VisitChange.visit_id) == visit.id, col(VisitChange.kind) == kind
    )
    changed_at: datetime | None = on.connection().execute(query).scalar()
    return changed_at


def _one_of_ours(user: User) -> Guest:
    return Guest(user.name, user.email, user_id=user.id, language=user.language)


def _colleagues(on: Session, visit: Visit) -> list[Guest]:
    query = (
        select(User)
        .join(VisitColleague, col(VisitColleague.user_id) == col(User.id))
        .where(VisitColleague.visit_id == visit.id, col(User.active))
        .order_by(col(User.name), col(User.id))
    )
    return [_one_of_ours(user) for user in on.exec(query)]


def _people(on: Session, visit: Visit) -> list[Guest]:
    """Contact persons with an address, each by the first one written down."""
    first = (
        sa.select(col(PersonEmail.person_id), sa.func.min(col(PersonEmail.id)).label("id"))
        .group_by(col(PersonEmail.person_id))
        .subquery()
    )
    query = (
        sa.select(col(ContactPerson.id), col(ContactPerson.name), col(PersonEmail.address))
        .join(VisitPerson, col(VisitPerson.person_id) == col(ContactPerson.id))
        .join(first, first.c.person_id == col(ContactPerson.id))
        .join(PersonEmail, col(PersonEmail.id) == first.c.id)
        .where(col(VisitPerson.visit_id) == visit.id, col(ContactPerson.left_on).is_(None))
        .order_by(col(ContactPerson.name), col(ContactPerson.id))
    )
    return [Guest(name, address, person_id=number) for number, name, address in on.connection().execute(query)]


def _address(on: Session, visit: Visit) -> str:
    """Of the workplace; without one there is none."""
    workplace = on.get(Workplace, visit.workplace_id) if visit.workplace_id else None
    if workplace is None:
        return ""
    town = " ".join(filter(None, (workplace.postcode, workplace.post_district)))
    return ", ".join(filter(None, (workplace.name, workplace.address, town)))
