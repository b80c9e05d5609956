"""Reading requests, and what happened to them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.employer_requests.models import EmployerRequest, RequestCategory, RequestEvent, RequestLink
from crm.register.models import Company

OPEN: sa.ColumnElement[bool] = col(EmployerRequest.closed_at).is_(None)


def request_by_id(on: Session, request_id: int) -> EmployerRequest | None:
    return on.get(EmployerRequest, request_id)


def request_by_reference(on: Session, reference: str) -> EmployerRequest | None:
    """As people write it: VS-2026-00042, in any case."""
    query = select(EmployerRequest).where(col(EmployerRequest.reference) == reference.strip().upper())
    return on.exec(query).first()


def categories(on: Session, *, every: bool = False) -> list[RequestCategory]:
    """In their order; those that are closed only with `every`."""
    query = select(RequestCategory).order_by(col(RequestCategory.position), col(RequestCategory.id))
    return list(on.exec(query if every else query.where(col(RequestCategory.active))))


def category_by_id(on: Session, category_id: int) -> RequestCategory | None:
    return on.get(RequestCategory, category_id)


def public_categories(on: Session, language: str) -> dict[int, str]:
    """The names of those that companies choose among in their form."""
    found = [each for each in categories(on) if each.public]
    return {each.id or 0: each.name_da if language == "da" else each.name_en for each in found}


def category_names(on: Session, language: str) -> dict[int, str]:
    """Every category's name in the reader's language."""
    return {each.id or 0: each.name_da if language == "da" else each.name_en for each in categories(on, every=True)}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request with the names that a list shows."""

    request: EmployerRequest
    company: str  # as registered, else as it called itself
    owner: str | None
    unit: str
    offered_to: str | None  # a colleague or a unit that has not said yes yet


_owner, _offered, _offered_unit = aliased(User), aliased(User), aliased(Unit)
# Put together once: that takes as long as fetching a page's rows.
_LINES: sa.Select[*tuple[Any, ...]] = (
    sa.select(EmployerRequest, Company.name, _owner.name, Unit.name, _offered.name, _offered_unit.name)  # type: ignore[call-overload]
    .join(Unit, col(Unit.id) == col(EmployerRequest.unit_id))
    .join(Company, col(Company.id) == col(EmployerRequest.company_id), isouter=True)
    .join(_owner, col(_owner.id) == col(EmployerRequest.owner_user_id), isouter=True)
    .join(_offered, col(_offered.id) == col(EmployerRequest.offered_user_id), isouter=True)
    .join(_offered_unit, col(_offered_unit.id) == col(EmployerRequest.offered_unit_id), isouter=True)
    .order_by(col(EmployerRequest.received_at), col(EmployerRequest.id))
)

_OF_COMPANY = _LINES.where(col(EmployerRequest.company_id) == sa.bindparam("company", type_=sa.Integer)).limit(
    sa.bindparam("most", type_=sa.Integer)
)


def request_lines(on: Session, *where: sa.ColumnElement[bool], limit: int | None = None) -> list[RequestLine]:
    """The requests of the conditions, the oldest first. One query."""
    return [_line(*row) for row in on.execute(_LINES.where(*where).limit(limit))]


def _line(
    request: EmployerRequest,
    company: str | None,
    owner: str | None,
    unit: str,
    offered_to: str | None,
    offered_unit: str | None,
) -> RequestLine:
    return RequestLine(request, company or request.company_text, owner, unit, offered_to or offered_unit)


def open_requests_of(on: Session, company_id: int) -> list[RequestLine]:
    """What the company has asked for and not got yet: the company's page, and duplicates at the intake."""
    return request_lines(on, OPEN, col(EmployerRequest.company_id) == company_id)


def requests_of(on: Session, company_id: int, limit: int = 50) -> list[RequestLine]:
    """All that the company has asked for, the latest last."""
    return [_line(*row) for row in on.execute(_OF_COMPANY, {"company": company_id, "most": limit})]


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened, by whom (None: the company, or a rule) and to whom."""

    event: RequestEvent
    by: str | None
    to: str | None  # a colleague
    to_unit: str | None
    other: str | None  # the reference of the other request


def events_of(on: Session, request_id: int) -> list[EventLine]:
    """From the first to the last. One query."""
    by, to, other = aliased(User), aliased(User), aliased(EmployerRequest)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(RequestEvent, by.name, to.name, Unit.name, other.reference)  # type: ignore[call-overload]
        .join(by, col(by.id) == col(RequestEvent.by_user_id), isouter=True)
        .join(to, col(to.id) == col(RequestEvent.to_user_id), isouter=True)
        .join(Unit, col(Unit.id) == col(RequestEvent.to_unit_id), isouter=True)
        .join(other, col(other.id) == col(RequestEvent.other_id), isouter=True)
        .where(col(RequestEvent.request_id) == request_id)
        .order_by(col(RequestEvent.at), col(RequestEvent.id))
    )
    return [EventLine(*row) for row in on.execute(query)]


def links_of(on: Session, request_ids: Collection[int]) -> list[RequestLink]:
    query = select(RequestLink).where(col(RequestLink.request_id).in_(request_ids))
    return list(on.exec(query.order_by(col(RequestLink.at), col(RequestLink.id))))


def requests_with_visit(on: Session, visit_id: int) -> list[EmployerRequest]:
    """The requests that a visit belongs to."""
    query = select(EmployerRequest).join(RequestLink, col(RequestLink.request_id) == col(EmployerRequest.id))
    return list(on.exec(query.where(col(RequestLink.visit_id) == visit_id).order_by(col(EmployerRequest.id))))
