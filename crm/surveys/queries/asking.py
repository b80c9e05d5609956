"""Which visits wait for the draw, who received the visitors, and which company was asked lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.contacts.models import Interaction, InteractionPerson, RefusalScope
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.restrictions import pauses_of, refusals_of
from crm.contacts.queries.visit_reports import TELLS
from crm.employer_requests.models import EmployerRequest
from crm.register.models import Company
from crm.surveys.models import SurveyDraw, SurveyInvitation
from crm.visits.models import Visit, VisitPerson, VisitReport, VisitStatus

FRESH = timedelta(days=30)
"""Nobody remembers an older visit: it is left out of the draw."""


def visits_to_draw(on: Session, *, now: datetime) -> Sequence[Visit]:
    """Held visits with a report that were not drawn yet, whether for or against."""
    query = select(Visit).where(
        col(Visit.status) == VisitStatus.HELD,
        col(Visit.starts_at) > now - FRESH,
        TELLS,
        col(Visit.id).not_in(select(SurveyDraw.visit_id)),
    )
    return on.exec(query.order_by(col(Visit.starts_at), col(Visit.id))).all()


def asked_since(on: Session, company_id: int, moment: datetime) -> bool:
    """Whether the company got a questionnaire since."""
    query = (
        select(SurveyInvitation.id)
        .join(Visit, col(Visit.id) == col(SurveyInvitation.visit_id))
        .where(col(Visit.company_id) == company_id, col(SurveyInvitation.sent_at) >= moment)
    )
    return on.exec(query.limit(1)).first() is not None


def asked_of_request_since(on: Session, request: EmployerRequest, moment: datetime) -> bool:
    """Whether the company, or the sender of a request without one, was asked about another request since."""
    same = (
        col(EmployerRequest.company_id) == request.company_id
        if request.company_id
        else col(EmployerRequest.caller_email) == request.caller_email
    )
    query = (
        select(SurveyInvitation.id)
        .join(EmployerRequest, col(EmployerRequest.id) == col(SurveyInvitation.request_id))
        .where(same, col(SurveyInvitation.sent_at) >= moment)
    )
    return on.exec(query.limit(1)).first() is not None


def wants_no_contact(on: Session, company_id: int, unit_id: int | None, today: date) -> bool:
    """A refusal of all contact or of the unit, or agreed quiet."""
    refused = any(
        refusal.until >= today
        and (refusal.scope is RefusalScope.ALL or (refusal.scope is RefusalScope.UNIT and refusal.unit_id == unit_id))
        for refusal in refusals_of(on, company_id)
    )
    return refused or bool(pauses_of(on, company_id, today))


def person_met(on: Session, visit: Visit) -> PersonLine | None:
    """Somebody with an e-mail address who received the visitors: as reported, else as it was planned."""
    reported = (
        select(InteractionPerson.person_id)
        .join(Interaction, col(Interaction.id) == col(InteractionPerson.interaction_id))
        .join(VisitReport, col(VisitReport.entry) == col(Interaction.entry))
        .where(col(VisitReport.visit_id) == visit.id, col(Interaction.retired_at).is_(None))
    )
    planned = select(VisitPerson.person_id).where(VisitPerson.visit_id == visit.id)
    met = set(on.exec(reported)) or set(on.exec(planned))
    return next((line for line in people_of(on, visit.company_id) if line.person.id in met and line.emails), None)


def invitation_by_hash(on: Session, token_hash: str) -> SurveyInvitation | None:
    return on.exec(select(SurveyInvitation).where(SurveyInvitation.token_hash == token_hash)).first()


def invitation_of_request(on: Session, request_id: int) -> SurveyInvitation | None:
    return on.exec(select(SurveyInvitation).where(SurveyInvitation.request_id == request_id)).first()


def request_asked_about(on: Session, row: SurveyInvitation) -> EmployerRequest | None:
    return on.get(EmployerRequest, row.request_id) if row.request_id else None


@dataclass(frozen=True, slots=True)
class VisitTold:
    """What the questionnaire says of the visit it asks about."""

    company: str
    lead: str
    starts_at: datetime


def visit_told(on: Session, row: SurveyInvitation) -> VisitTold:
    query = (
        select(Company.name, User.name, Visit.starts_at)
        .join(Visit, col(Visit.company_id) == col(Company.id))
        .join(User, col(User.id) == col(Visit.lead_user_id))
        .where(col(Visit.id) == row.visit_id)
    )
    return VisitTold(*on.exec(query).one())
