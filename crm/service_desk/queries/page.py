"""Everything that stands on a request's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.contacts.guard import Ask, Caller, Verdict
from crm.contacts.guard.gather import verdict
from crm.contacts.guard.telling import People, guard_people
from crm.contacts.labels import KINDS
from crm.contacts.models import Interaction
from crm.contacts.queries.people import PersonLine, person_by_id
from crm.contacts.words import ContactKind
from crm.cooperation.labels import type_names
from crm.cooperation.models import Cooperation
from crm.cooperation.queries import at_company, types
from crm.employer_requests.clock import Clock
from crm.employer_requests.models import EmployerRequest, RequestAttachment, RequestLink
from crm.employer_requests.queries.attachments import attachments_of
from crm.employer_requests.queries.clocks import Clocks, clocks_of, next_clock
from crm.employer_requests.queries.job_orders import OrderLine, orders_of_request
from crm.employer_requests.queries.requests import (
    EventLine,
    RequestLine,
    events_of,
    links_of,
    open_requests_of,
    request_lines,
)
from crm.employer_requests.words import LinkKind, Outcome
from crm.register.models import Company, Workplace
from crm.routing.queries.rules import Routed, routings_of
from crm.service_desk.queries.matching import Proposal, proposals
from crm.values.clock import local_date
from crm.visits.models import Visit
from crm.web.formatting import appointment, local_day, span

BEFORE = timedelta(days=30)
"""What was agreed shortly before the request was written down can belong to it."""
OFFERED = 8


@dataclass(frozen=True, slots=True)
class Linked:
    """Something that a request led to, or could have; `value` names it in the form."""

    kind: LinkKind
    value: str
    text: str
    visit_id: int | None = None
    entry: str | None = None
    cooperation_id: int | None = None


@dataclass(frozen=True, slots=True)
class WholeRequest:
    line: RequestLine
    events: Sequence[EventLine]
    clocks: Clocks
    company: Company | None
    person: PersonLine | None
    verdict: Verdict | None
    guard_people: People | None
    others: Sequence[RequestLine]
    links: Sequence[Linked]
    attachments: Sequence[RequestAttachment]
    proposals: Sequence[Proposal]  # whose it may be, while nobody knows
    routings: Mapping[int, Routed]
    orders: Sequence[OrderLine]
    p_number: str | None

    @property
    def clock(self) -> Clock | None:
        """The goal that falls due next."""
        return next_clock(self.clocks) if self.line.request.closed_at is None else None

    @property
    def email(self) -> str:
        """Where an answer goes."""
        return self.line.request.caller_email or next(iter(self.person.emails if self.person else ()), "")

    @property
    def caller(self) -> str:
        return self.person.person.name if self.person else self.line.request.caller_name


def whole_request(on: Session, request: EmployerRequest, *, caller: Caller, now: datetime) -> WholeRequest:
    """In a number of queries that doesn't grow."""
    request_id, company_id = request.id or 0, request.company_id
    line = request_lines(on, col(EmployerRequest.id) == request_id)[0]
    answer = (
        verdict(on, company_id, Ask(caller, ContactKind.CALL, now, about_request_id=request_id)) if company_id else None
    )
    others = open_requests_of(on, company_id) if company_id else []
    return WholeRequest(
        line=line,
        events=events_of(on, request_id),
        clocks=clocks_of(on, [request_id], now=now).get(request_id, {}),
        company=on.get(Company, company_id) if company_id else None,
        person=person_by_id(on, request.person_id) if request.person_id else None,
        verdict=answer,
        guard_people=guard_people(on, [answer], reader_id=caller.user_id) if answer else None,
        others=[each for each in others if each.request.id != request_id],
        links=linked_things(on, links_of(on, [request_id])),
        attachments=attachments_of(on, request_id),
        proposals=[] if company_id else _proposals(on, request),
        routings=routings_of(on, request_id),
        orders=orders_of_request(on, request_id),
        p_number=_p_number(on, request.workplace_id),
    )


def _proposals(on: Session, request: EmployerRequest) -> list[Proposal]:
    text = f"{request.caller_phone.removeprefix('+45')}\n{request.subject}\n{request.description}"
    return proposals(on, address=request.caller_email, text=text)


def _p_number(on: Session, workplace_id: int | None) -> str | None:
    found = on.get(Workplace, workplace_id) if workplace_id else None
    return found.p_number if found else None


def linked_things(on: Session, links: Sequence[RequestLink]) -> list[Linked]:
    """What is linked, in words. At most four queries."""
    if not links:
        return []
    visits = {each.visit_id for each in links} - {None}
    entries = {each.contact_entry for each in links} - {None}
    cooperations = {each.cooperation_id for each in links} - {None}
    found: list[Linked] = []
    if visits:
        found += [_visit(each) for each in on.exec(select(Visit).where(col(Visit.id).in_(visits)))]
    if entries:
        current = (col(Interaction.entry).in_(entries), col(Interaction.retired_at).is_(None))
        found += [_contact(each) for each in on.exec(select(Interaction).where(*current))]
    if cooperations:
        names = type_names(types(on))
        rows = on.exec(select(Cooperation).where(col(Cooperation.id).in_(cooperations)))
        found += [_cooperation(each, names) for each in rows]
    return found


def could_be_linked(on: Session, request: EmployerRequest) -> list[Linked]:
    """What the company's people and ours have had to do with each other since, and shortly before. Five queries."""
    if request.company_id is None:
        return []
    since = request.received_at - BEFORE
    there = {each.value for each in linked_things(on, links_of(on, [request.id or 0]))}
    visits = select(Visit).where(col(Visit.company_id) == request.company_id, col(Visit.starts_at) >= since)
    contacts = select(Interaction).where(
        col(Interaction.company_id) == request.company_id,
        col(Interaction.retired_at).is_(None),
        col(Interaction.at) >= since,
    )
    names, day = type_names(types(on)), local_date(since)
    found = [_visit(each) for each in on.exec(visits.order_by(col(Visit.starts_at).desc()).limit(OFFERED))]
    found += [_contact(each) for each in on.exec(contacts.order_by(col(Interaction.at).desc()).limit(OFFERED))]
    found += [_cooperation(each, names) for each in at_company(on, request.company_id) if each.start_date >= day]
    return [each for each in found if each.value not in there]


@dataclass(frozen=True, slots=True)
class LedTo:
    """What can be said beforehand of how a request ended: the outcome, and cooperations that may belong to it."""

    outcome: Outcome | None
    cooperations: Sequence[Linked]


def led_to_of(on: Session, request: EmployerRequest) -> LedTo:
    """A linked cooperation says more than a job order, and that more than a visit."""
    linked = linked_things(on, links_of(on, [request.id or 0]))
    kinds = {each.kind for each in linked}
    outcomes = (
        (Outcome.COOPERATION, LinkKind.COOPERATION in kinds),
        (Outcome.JOB_ORDER, bool(orders_of_request(on, request.id or 0))),
        (Outcome.VISIT_AGREED, LinkKind.VISIT in kinds),
    )
    outcome = next((outcome for outcome, holds in outcomes if holds), None)
    others = [each for each in could_be_linked(on, request) if each.kind is LinkKind.COOPERATION]
    return LedTo(outcome, [] if LinkKind.COOPERATION in kinds else others)


def _visit(visit: Visit) -> Linked:
    text = f"{_('Visit')} {appointment(visit.starts_at)}"
    return Linked(LinkKind.VISIT, f"visit-{visit.id}", text, visit_id=visit.id)


def _contact(contact: Interaction) -> Linked:
    text = f"{KINDS[contact.kind]} {local_day(contact.at)}"
    return Linked(LinkKind.CONTACT, f"contact-{contact.entry}", text, entry=contact.entry)


def _cooperation(cooperation: Cooperation, names: dict[str, str]) -> Linked:
    when = span(cooperation.start_date, cooperation.end_date)
    text = f"{names.get(cooperation.type_code, cooperation.type_code)}, {when}"
    return Linked(LinkKind.COOPERATION, f"cooperation-{cooperation.id}", text, cooperation_id=cooperation.id)
