"""Asking how a request went when it is concluded: by mail, and on the company's own page of it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.contacts.queries.people import person_by_id
from crm.contacts.services.links import hashed
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.words import NOTHING_OWED
from crm.outbox.services import Mail, queue_mail
from crm.register.models import JobCentre
from crm.surveys.models import SurveyInvitation, SurveySettingName
from crm.surveys.queries.asking import asked_of_request_since, invitation_of_request, wants_no_contact
from crm.surveys.queries.settings import settings
from crm.surveys.services.answering import standing
from crm.surveys.services.asking import other_language, secret_of
from crm.values.clock import local_date
from crm.web.addresses import whole_address
from crm.web.formatting import local_day
from crm.web.i18n import in_language

MAILED_AGAIN = timedelta(days=30)
"""Whoever asks us something every week gets no questionnaire by mail every week."""


def ask_about_request(on: Session, request: EmployerRequest, *, now: datetime) -> SurveyInvitation | None:
    """Of a request that was just concluded, once in its life. None when nobody is asked.

    Not of one that was taken back, asked for twice, never answered by the company, or no request. No mail goes to a
    company that wants no contact or was asked lately; who has a page of the request finds the questionnaire there.
    """
    if request.closed_at is None or request.outcome in NOTHING_OWED:
        return None
    recipient = _recipient(on, request, now)
    if not (recipient or request.status_token_hash) or invitation_of_request(on, request.id or 0) is not None:
        return None
    days = settings(on)[SurveySettingName.LINK_DAYS]
    token = token_for_request(request)
    invitation = SurveyInvitation(
        request_id=request.id or 0,
        person_id=request.person_id,
        token_hash=hashed(token),
        sent_at=now,
        expires_at=now + timedelta(days=days),
    )
    on.add(invitation)
    on.flush()
    record(on, "survey.ask", invitation, details={"visit_id": None, "request_id": request.id}, now=now)
    if recipient:
        subject, body = _written(on, request, token, invitation.expires_at)
        mail = Mail(key=f"questionnaire-request:{request.id}", recipient=recipient, subject=subject, body=body)
        queue_mail(on, mail, now=now)
    return invitation


def token_for_request(request: EmployerRequest) -> str:
    return secret_of(f"request {request.id} {request.reference}")


def open_questionnaire(on: Session, request: EmployerRequest, *, now: datetime) -> str | None:
    """The token of its questionnaire while it can be answered."""
    row = invitation_of_request(on, request.id or 0)
    return token_for_request(request) if row is not None and standing(row, now=now) == "open" else None


def _recipient(on: Session, request: EmployerRequest, now: datetime) -> str:
    if request.company_id and wants_no_contact(on, request.company_id, request.unit_id, local_date(now)):
        return ""
    if asked_of_request_since(on, request, now - MAILED_AGAIN):
        return ""
    person = person_by_id(on, request.person_id) if request.person_id else None
    return request.caller_email or next(iter(person.emails if person else ()), "")


def _written(on: Session, request: EmployerRequest, token: str, expires_at: datetime) -> tuple[str, str]:
    """Subject and text, in the language of the request. Nothing of what was asked for: mail is read by others too."""
    centre = on.exec(select(JobCentre.name).where(col(JobCentre.own))).first() or ""
    with in_language(request.language):
        lines = [
            _("Hello,"),
            "",
            _("Your request %(reference)s is concluded.", reference=request.reference),
            _("How did it go? Please answer five short questions; it takes two minutes."),
            "",
            whole_address("questionnaire.show", token=token),
            "",
            _("The link is yours alone and can be used once, until %(day)s.", day=local_day(expires_at)),
            _("We ask to learn how we can do better. Taking part is voluntary."),
            "",
        ]
        subject = _("How did it go with your request %(reference)s?", reference=request.reference)
        farewell = [_("Kind regards"), centre]
    body = [*lines, *other_language(request.language, token), *farewell, ""]
    return str(subject), "\n".join(str(line) for line in body)
