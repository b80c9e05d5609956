"""What is kept of closed requests no longer than needed: their files, and the companies' own pages."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import transaction
from crm.employer_requests.models import EmployerRequest, RequestAttachment
from crm.employer_requests.services.attachments import drop_attachment
from crm.settings import Settings

AT_ONCE = 200


def forget_files(on: Session, settings: Settings, *, closed_before: datetime, now: datetime) -> int:
    """Delete the files of requests that were closed before the moment; how many. Portions, each in a transaction.

    The rows go first: a file that stays behind because the machine stopped is found by `sweep`.
    """
    count = 0
    while True:
        with transaction(on) as work:
            gone = _forget_some(work, closed_before, now)
        for stored_as in gone:
            drop_attachment(settings, stored_as)
        count += len(gone)
        if not gone:
            return count


def _forget_some(on: Session, closed_before: datetime, now: datetime) -> list[str]:
    over = (
        select(RequestAttachment)
        .join(EmployerRequest, col(EmployerRequest.id) == col(RequestAttachment.request_id))
        .where(_over(closed_before))
        .order_by(col(RequestAttachment.id))
        .limit(AT_ONCE)
    )
    files = list(on.exec(over))
    for request_id in sorted({each.request_id for each in files}):
        count = sum(each.request_id == request_id for each in files)
        request = on.get_one(EmployerRequest, request_id)
        record(on, "request.forget_files", request, details={"count": count}, actor="job", now=now)
    for each in files:
        on.delete(each)
    on.flush()
    return [each.stored_as for each in files]


def sweep(on: Session, settings: Settings, *, older_than: datetime) -> int:
    """Delete files that belong to no request: a process died between storing one and writing it down. How many."""
    if not settings.attachment_dir.is_dir():
        return 0
    old = [
        path.name
        for path in settings.attachment_dir.iterdir()
        if path.is_file() and path.stat().st_mtime < older_than.timestamp()
    ]
    known = set(on.exec(select(RequestAttachment.stored_as))) if old else set()
    strays = [name for name in old if name not in known]
    for name in strays:
        drop_attachment(settings, name)
    return len(strays)


def close_pages(on: Session, *, closed_before: datetime, now: datetime) -> int:
    """The secret links of requests that were closed before the moment lead nowhere any more; how many."""
    over = select(EmployerRequest).where(_over(closed_before), col(EmployerRequest.status_token_hash).is_not(None))
    requests = list(on.exec(over))
    ids = [each.id for each in requests]
    gone = sa.update(EmployerRequest).where(col(EmployerRequest.id).in_(ids)).values(status_token_hash=None)
    on.connection().execute(gone)
    for each in requests:
        on.refresh(each)
        record(on, "request.close_page", each, actor="job", now=now)
    return len(requests)


def _over(before: datetime) -> sa.ColumnElement[bool]:
    """Closed so long ago; one that was joined to another is over when the other is."""
    into = aliased(EmployerRequest)
    goes_on = sa.exists().where(
        col(into.id) == col(EmployerRequest.merged_into_id),
        sa.or_(col(into.closed_at).is_(None), col(into.closed_at) >= before),
    )
    return sa.and_(col(EmployerRequest.closed_at) < before, ~goes_on)
