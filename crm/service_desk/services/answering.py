"""An answer to the company by mail: queued, written down with the request, and its first answer when it is that."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.owning import take
from crm.employer_requests.services.progress import answer_first, message, wait_for_company
from crm.employer_requests.words import Direction, Status
from crm.outbox.services import Mail, queue_mail
from crm.service_desk.services.letters import letter

SUBJECT_LENGTH = 200
_BEFORE_ANSWER = (Status.RECEIVED, Status.ASSIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written to the company. `waiting_for`: what they are asked for; the clocks rest until it comes."""

    recipient: str
    subject: str
    body: str
    waiting_for: str = ""


def send_answer(
    on: Session, request: EmployerRequest, given: Letter, *, user_id: int, now: datetime, version: int | None = None
) -> None:
    """Whoever answers what nobody has takes it with the same breath.

    A first answer claims the version; later letters change nothing that another could have changed meanwhile.
    """
    queue_mail(on, _mail(request, given, user_id, now), now=now)
    if request.status in _BEFORE_ANSWER:
        if request.owner_user_id is None:
            take(on, request, user_id=user_id, now=now, version=version)
            version = None
        answer_first(on, request, user_id=user_id, now=now, version=version)
    text = f"{given.recipient}: {given.subject}\n\n{given.body}"
    message(on, request, text, direction=Direction.OUT, user_id=user_id, now=now)
    if given.waiting_for and request.waiting_since is None:
        wait_for_company(on, request, given.waiting_for, user_id=user_id, now=now)


def subject_line(reference: str, subject: str) -> str:
    """'[VS-2026-00042] Two drivers': the reference is what an answer is recognised by."""
    return subject if reference in subject else f"[{reference}] {subject}"[:SUBJECT_LENGTH]


def _mail(request: EmployerRequest, given: Letter, user_id: int, now: datetime) -> Mail:
    return letter(
        request,
        key=f"request-answer:{request.id}:{user_id}:{now:%Y%m%dT%H%M%S%f}",
        recipient=given.recipient,
        subject=subject_line(request.reference, given.subject),
        body=given.body,
    )
