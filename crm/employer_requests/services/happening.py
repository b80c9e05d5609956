"""What every verb on a request does: claim the version, write the event, leave a line in the trail."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.words import EventKind, Status
from crm.refusal import Refusal


def begin(on: Session, request: EmployerRequest, version: int | None) -> None:
    """Claim the request for a change, and refuse a closed one. `version` None: as it is now (a job, a rule)."""
    claim_version(on, request, request.version if version is None else version)
    refuse_closed(request)


def refuse_closed(request: EmployerRequest) -> None:
    if request.status is Status.CLOSED:
        raise Refusal(_("The request is closed, and nothing is changed in it any more. Open it again first."))


def happened(
    on: Session, request: EmployerRequest, kind: EventKind, *, user_id: int | None, now: datetime, **more: Any
) -> RequestEvent:
    """One event. `user_id` None: the company itself, or a rule."""
    event = RequestEvent(request_id=request.id or 0, kind=kind, at=now, by_user_id=user_id, **more)
    on.add(request)
    on.add(event)
    on.flush()
    return event


def noted(
    on: Session, verb: str, request: EmployerRequest, now: datetime, user_id: int | None, /, **details: Any
) -> EmployerRequest:
    """The line in the trail, last of all."""
    record(on, verb, request, details=details, actor=None if user_id else "the company or a rule", now=now)
    return request


def events_in_order(on: Session, request: EmployerRequest) -> list[RequestEvent]:
    query = select(RequestEvent).where(col(RequestEvent.request_id) == request.id)
    return list(on.exec(query.order_by(col(RequestEvent.at), col(RequestEvent.id))))


def need_text(text: str, sentence: str) -> str:
    """The text without blanks at its ends; refuses none with the sentence."""
    if not text.strip():
        raise Refusal(sentence)
    return text.strip()
