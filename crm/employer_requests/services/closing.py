"""The end of a request, its coming back, and requests that become one or two."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.db import claim_version
from crm.employer_requests.inputs import SplitInput
from crm.employer_requests.models import EmployerRequest, RequestLink
from crm.employer_requests.services.happening import begin, events_in_order, happened, need_text, noted
from crm.employer_requests.services.job_orders import move_orders
from crm.employer_requests.services.receiving import next_reference
from crm.employer_requests.words import EventKind, LinkKind, Outcome, Status
from crm.refusal import Refusal

_REACHED = {EventKind.FIRST_ANSWER: Status.ANSWERED, EventKind.PLAN_AGREED: Status.PLANNED}
_GOES_ALONG = (EventKind.FIRST_ANSWER, EventKind.WAITING_FOR_COMPANY, EventKind.RESUMED)

_THE_SAME = (
    "channel",
    "company_id",
    "workplace_id",
    "company_text",
    "person_id",
    "caller_name",
    "caller_phone",
    "caller_email",
    "wanted_by",
    "language",
    "received_at",
    "owner_user_id",
    "unit_id",
    "waiting_since",
)
"""What a request has in common with the one it was split from."""


def close(
    on: Session,
    request: EmployerRequest,
    outcome: Outcome,
    next_step: str,
    *,
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """What came of it, and what happens next (the company reads it). From then on nothing is changed in it.

    `user_id` None: the company took it back itself.
    """
    begin(on, request, version)
    said = need_text(next_step, _("Write what happens next. The company reads it."))
    _end(on, request, outcome, said, user_id, now)
    return noted(on, "request.close", request, now, user_id, outcome=outcome.value)


def reopen(
    on: Session,
    request: EmployerRequest,
    reason: str,
    *,
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """It was not over: one that is closed or done goes on where it was."""
    claim_version(on, request, request.version if version is None else version)
    why = need_text(reason, _("Write why it is opened again."))
    if request.status not in (Status.DONE, Status.CLOSED):
        raise Refusal(_("The request is open already."))
    if request.merged_into_id is not None:
        raise Refusal(_("It is one with another request now. Go on there."))
    reached = [_REACHED[event.kind] for event in events_in_order(on, request) if event.kind in _REACHED]
    start = Status.RECEIVED if request.owner_user_id is None else Status.ASSIGNED
    request.status = max((start, *reached), key=list(Status).index)
    request.closed_at, request.outcome, request.next_step = None, None, ""
    happened(on, request, EventKind.REOPENED, user_id=user_id, now=now, text=why)
    return noted(on, "request.reopen", request, now, user_id)


def merge(
    on: Session,
    request: EmployerRequest,
    *,
    into: EmployerRequest,
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """The same need was asked for twice: the newer request becomes part of the older, whose clocks go on."""
    begin(on, request, version)
    _refuse_unlike(request, into)
    happened(on, request, EventKind.MERGED, user_id=user_id, now=now, other_id=into.id)
    happened(on, into, EventKind.MERGED, user_id=user_id, now=now, other_id=request.id)
    request.merged_into_id = into.id
    move_orders(on, request, into)
    _end(on, request, Outcome.DUPLICATE, "", user_id, now)
    return noted(on, "request.merge", request, now, user_id, into=into.id)


def _refuse_unlike(request: EmployerRequest, into: EmployerRequest) -> None:
    if into.id == request.id or into.status is Status.CLOSED:
        raise Refusal(_("Choose another request that is open."))
    if None not in (request.company_id, into.company_id) and request.company_id != into.company_id:
        raise Refusal(_("The requests are two companies'."))
    if into.received_at > request.received_at:
        raise Refusal(_("Join the newer request to the older one, so that the company's waiting counts whole."))


def split(
    on: Session,
    request: EmployerRequest,
    given: SplitInput,
    *,
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """One of its needs becomes a request of its own, of the same moment; waiting and the first answer go along."""
    begin(on, request, version)
    fields: dict[str, Any] = {name: getattr(request, name) for name in _THE_SAME}
    fields |= {name: getattr(given, name) for name in SplitInput.__dataclass_fields__}
    fields |= {"reference": next_reference(on, now), "recorded_at": now, "recorded_by_user_id": user_id}
    new = EmployerRequest(**fields)
    new.status = Status.RECEIVED if new.owner_user_id is None else Status.ASSIGNED
    on.add(new)
    on.flush()
    started = {"category_id": given.category_id, "priority": given.priority}
    happened(on, new, EventKind.RECEIVED, user_id=user_id, now=new.received_at, **started)
    for event in events_in_order(on, request):
        if event.kind in _GOES_ALONG:
            happened(on, new, event.kind, user_id=event.by_user_id, now=event.at, text=event.text)
            new.status = _REACHED.get(event.kind, new.status)
    happened(on, new, EventKind.SPLIT, user_id=user_id, now=now, other_id=request.id)
    happened(on, request, EventKind.SPLIT, user_id=user_id, now=now, other_id=new.id)
    noted(on, "request.split", new, now, user_id, **{"from": request.id})
    return new


def link(
    on: Session,
    request: EmployerRequest,
    *,
    visit_id: int | None = None,
    contact_entry: str | None = None,
    cooperation_id: int | None = None,
    user_id: int | None,
    now: datetime,
) -> RequestLink:
    """A visit, a contact or a cooperation that the request led to; the same one twice changes nothing.

    Of a closed one too: a cooperation is often registered later.
    """
    wanted: dict[str, Any] = {"visit_id": visit_id, "contact_entry": contact_entry, "cooperation_id": cooperation_id}
    ((name, value),) = ((name, value) for name, value in wanted.items() if value is not None)
    kinds = {"visit_id": LinkKind.VISIT, "contact_entry": LinkKind.CONTACT, "cooperation_id": LinkKind.COOPERATION}
    there = select(RequestLink).where(col(RequestLink.request_id) == request.id, getattr(RequestLink, name) == value)
    if (found := on.exec(there).first()) is not None:
        return found
    made = RequestLink(request_id=request.id or 0, kind=kinds[name], at=now, by_user_id=user_id, **wanted)
    on.add(made)
    happened(on, request, EventKind.LINKED, user_id=user_id, now=now, text=kinds[name].value)
    noted(on, "request.link", request, now, user_id, kind=kinds[name].value)
    return made


def _end(
    on: Session, request: EmployerRequest, outcome: Outcome, next_step: str, user_id: int | None, now: datetime
) -> None:
    request.status, request.closed_at, request.outcome, request.next_step = Status.CLOSED, now, outcome, next_step
    request.waiting_since = None
    request.offered_user_id = request.offered_unit_id = request.offered_at = None
    happened(on, request, EventKind.CLOSED, user_id=user_id, now=now, outcome=outcome, text=next_step)
