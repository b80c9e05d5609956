"""What came to the desk by mail: requests of the demo and answers to them, one mail that was held back."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from crm.demo.outreach.storing import table_of
from crm.demo.window import Window
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.words import Channel, EventKind
from crm.register.chunks import insert_all
from crm.service_desk.models import MailOutcome, RequestMail

AUTOMATIC = 7


def tell_mail(on: Session, window: Window) -> int:
    """Store what became of it; how many mails. Needs the requests to be stored."""
    kinds = {EventKind.RECEIVED: MailOutcome.REQUEST, EventKind.MESSAGE_IN: MailOutcome.MESSAGE}
    written = (
        select(RequestEvent.kind, RequestEvent.at, RequestEvent.request_id)
        .join(EmployerRequest, col(EmployerRequest.id) == col(RequestEvent.request_id))
        .where(col(EmployerRequest.channel) == Channel.MAIL, col(RequestEvent.kind).in_(kinds))
        .order_by(col(RequestEvent.id))
    )
    rows = [_row(kinds[EventKind(kind)], at, request_id) for kind, at, request_id in on.exec(written)]
    yesterday = window.at(window.today, 7, 12) - timedelta(days=1)
    rows += [_row(MailOutcome.AUTOMATIC, yesterday - timedelta(days=3 * number)) for number in range(AUTOMATIC)]
    rows.append(_row(MailOutcome.HELD, yesterday, sender_domain="nordkajens-toemrerfirma.example", answered=True))
    insert_all(on, table_of(RequestMail), rows)
    on.expire_all()
    return len(rows)


def _row(outcome: MailOutcome, at: datetime, request_id: int | None = None, **more: Any) -> dict[str, Any]:
    digest = sha256(f"{outcome} {at} {request_id}".encode()).hexdigest()
    usual = {"sender_hash": "", "sender_domain": "", "answered": outcome is MailOutcome.REQUEST, "attempts": 1}
    none = dict.fromkeys(("error", "done_at", "done_by_user_id"))
    known = {"digest": digest, "outcome": outcome, "arrived_at": at, "read_at": at + timedelta(seconds=40)}
    return known | {"request_id": request_id} | usual | none | more
