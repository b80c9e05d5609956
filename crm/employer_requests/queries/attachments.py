"""Reading what came with requests."""

from sqlmodel import Session, col, select

from crm.employer_requests.models import RequestAttachment


def attachments_of(on: Session, request_id: int) -> list[RequestAttachment]:
    """From the first to the last."""
    query = select(RequestAttachment).where(col(RequestAttachment.request_id) == request_id)
    return list(on.exec(query.order_by(col(RequestAttachment.id))))


def attachment_by_id(on: Session, attachment_id: int, request_id: int) -> RequestAttachment | None:
    """The file, when it belongs to the request."""
    found = on.get(RequestAttachment, attachment_id)
    return found if found is not None and found.request_id == request_id else None
