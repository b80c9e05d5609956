"""A company's own request, opened by its secret link."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from crm.employer_requests.clock import Clock
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.queries.attachments import attachments_of
from crm.employer_requests.queries.clocks import clocks_of, next_clock
from crm.employer_requests.queries.requests import RequestLine, request_lines
from crm.employer_requests.words import EventKind

SHOWN = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.FIRST_ANSWER,
        EventKind.PLAN_AGREED,
        EventKind.WAITING_FOR_COMPANY,
        EventKind.DONE,
        EventKind.MESSAGE_IN,
        EventKind.MESSAGE_OUT,
        EventKind.CLOSED,
        EventKind.REOPENED,
    }
)
"""What the company reads of what happened; all else is between colleagues."""
WITH_TEXT = frozenset({EventKind.MESSAGE_IN, EventKind.MESSAGE_OUT, EventKind.WAITING_FOR_COMPANY, EventKind.CLOSED})
"""Of these the company reads the text as well: it was written to it or by it."""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """`line` is of the request it was joined to, when it was; `clock` the promise that falls due next."""

    request: EmployerRequest
    line: RequestLine
    clock: Clock | None
    events: list[RequestEvent]
    files: list[str]
    waits_for: str

    @property
    def is_open(self) -> bool:
        return self.line.request.closed_at is None


def request_by_token(on: Session, token_hash: str) -> EmployerRequest | None:
    return on.exec(select(EmployerRequest).where(col(EmployerRequest.status_token_hash) == token_hash)).first()


def own_request(on: Session, request: EmployerRequest, *, now: datetime) -> OwnRequest:
    """How it stands, and what the company may read of it."""
    live_id = request.merged_into_id or request.id or 0
    (line,) = request_lines(on, col(EmployerRequest.id) == live_id)
    query = select(RequestEvent).where(col(RequestEvent.request_id).in_({request.id, live_id}))
    happened = list(on.exec(query.order_by(col(RequestEvent.at), col(RequestEvent.id))))
    waiting = [each.text for each in happened if each.kind is EventKind.WAITING_FOR_COMPANY]
    return OwnRequest(
        request=request,
        line=line,
        clock=next_clock(clocks_of(on, [live_id], now=now)[live_id]),
        # Of a request it was joined to, others may have written what is theirs.
        events=[each for each in happened if each.request_id == request.id and each.kind in SHOWN],
        files=[each.name for each in attachments_of(on, request.id or 0)],
        waits_for=waiting[-1] if waiting and line.request.waiting_since else "",
    )
