"""Requests come in, and it is found out whose they are."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from crm.accounts.queries import unit_by_code, units
from crm.employer_requests.following import follow_received
from crm.employer_requests.inputs import RequestChange, RequestInput
from crm.employer_requests.models import EmployerRequest, RequestCategory, RequestNumber
from crm.employer_requests.services.happening import begin, happened, noted
from crm.employer_requests.words import Channel, EventKind, Status
from crm.refusal import Refusal
from crm.register.models import Workplace
from crm.values.clock import local_date

DESK = "virksomhedsservice"
IN_PERSON = (Channel.PHONE, Channel.WALK_IN)
"""Somebody of ours is speaking with the company: whoever answers owns the need."""
CLOCKS_DIFFER = timedelta(minutes=5)


def receive(
    on: Session, given: RequestInput, *, user_id: int | None, now: datetime, answered: bool = False
) -> EmployerRequest:
    """A new request with its reference. `user_id` None: the company itself, by form or mail.

    By phone and at the door it belongs to who received it; otherwise to the unit. Unless its unit is named, the rules
    of routing say where it goes. `answered`: the first answer was given in the same breath. Refuses a moment still to
    come and a category that is closed.
    """
    if given.received_at > now + CLOCKS_DIFFER:
        raise Refusal(_("This moment is still to come."))
    category = on.get(RequestCategory, given.category_id)
    if category is None or not category.active:
        raise Refusal(_("Choose what the request is about."))
    _refuse_stranger(on, given.company_id, given.workplace_id)
    fields = {name: getattr(given, name) for name in RequestInput.__dataclass_fields__}
    owner_id = user_id if given.channel in IN_PERSON else None
    priority = given.priority or category.usual_priority
    fields |= {
        "received_at": min(given.received_at, now),
        "unit_id": given.unit_id or _desk(on),
        "priority": priority,
        "reference": next_reference(on, now),
        "recorded_at": now,
        "recorded_by_user_id": user_id,
        "owner_user_id": owner_id,
        "status": Status.RECEIVED if owner_id is None else Status.ASSIGNED,
    }
    request = EmployerRequest(**fields)
    on.add(request)
    on.flush()
    started = {"category_id": given.category_id, "priority": priority}
    happened(on, request, EventKind.RECEIVED, user_id=user_id, now=request.received_at, **started)
    if owner_id is not None:
        happened(on, request, EventKind.TAKEN, user_id=user_id, now=now, to_user_id=owner_id)
    if answered:
        request.status = Status.ANSWERED
        happened(on, request, EventKind.FIRST_ANSWER, user_id=user_id, now=now)
    details = {"channel": given.channel.value, "category": category.code, "company_id": given.company_id}
    noted(on, "request.receive", request, now, user_id, **details)
    if given.unit_id is None:
        follow_received(on, request, now)
    return request


def match_company(
    on: Session,
    request: EmployerRequest,
    company_id: int,
    *,
    workplace_id: int | None = None,
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """It is this company's: found for an unmatched one, or corrected. What it called itself is kept."""
    begin(on, request, version)
    _refuse_stranger(on, company_id, workplace_id)
    if company_id != request.company_id:
        request.person_id = None  # contact persons belong to one company
    request.company_id, request.workplace_id = company_id, workplace_id
    happened(on, request, EventKind.MATCHED, user_id=user_id, now=now)
    return noted(on, "request.match", request, now, user_id, company_id=company_id)


def edit(
    on: Session,
    request: EmployerRequest,
    given: RequestChange,
    *,
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """Correct what was written down of it."""
    begin(on, request, version)
    for name in RequestChange.__dataclass_fields__:
        setattr(request, name, getattr(given, name))
    happened(on, request, EventKind.EDITED, user_id=user_id, now=now)
    return noted(on, "request.update", request, now, user_id)


def _refuse_stranger(on: Session, company_id: int | None, workplace_id: int | None) -> None:
    if workplace_id is None:
        return
    workplace = on.get(Workplace, workplace_id)
    if workplace is None or workplace.company_id != company_id:
        raise Refusal(_("The workplace belongs to another company. Choose it again."))


def _desk(on: Session) -> int:
    """The unit of Virksomhedsservice; where it is closed, the first one that is open."""
    desk = unit_by_code(on, DESK)
    if desk is None or not desk.active:
        desk = next((unit for unit in units(on) if unit.active), None)
    if desk is None or desk.id is None:
        raise Refusal(_("There is no open unit that could receive a request."))
    return desk.id


def next_reference(on: Session, now: datetime) -> str:
    """VS-2026-00042. One statement: two requests at once get two numbers."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    year = local_date(now).year
    raised = {"last": sa.text("request_number.last + 1")}
    statement = (
        insert(RequestNumber)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=[col(RequestNumber.year)], set_=raised)
        .returning(col(RequestNumber.last))
    )
    number = on.connection().execute(statement).scalar_one()
    return f"VS-{year}-{number:05d}"
