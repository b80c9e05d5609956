"""Sending requests where the rules say. Whoever has a request keeps it: to them it is only offered on."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.employer_requests.inputs import Whom
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.services.owning import assign, hand_over
from crm.routing.core import Route, route
from crm.routing.models import RequestRouting
from crm.routing.queries.facts import asked, facts_of
from crm.routing.queries.people import people_at
from crm.routing.queries.rules import in_force, open_units, rules_in_order
from crm.routing.words import Reason

_BY_LOAD = frozenset({Reason.LEAST_LOADED, Reason.QUEUE, Reason.NOBODY_THERE})
"""Any of the unit would do."""


def route_request(on: Session, request: EmployerRequest, now: datetime) -> Route:
    """Look up what is known, ask the rules, do as they say, and write down which rule it was and why.

    The one way: for a request that has just come in, and for one that nobody has when more becomes known of it.
    """
    facts = facts_of(on, [asked(request)])[request.id or 0]
    found = route(facts, in_force(rules_in_order(on), open_units(on)), people_at(on, now=now))
    if request.owner_user_id is None:
        _give(on, request, found, now)
    else:
        _offer(on, request, found, now)
    _note(on, request, found)
    return found


def route_again(on: Session, request: EmployerRequest, now: datetime) -> None:
    """More is known of it: when nobody has it yet, the rules are asked once more."""
    if request.owner_user_id is None and request.closed_at is None:
        route_request(on, request, now)


def _give(on: Session, request: EmployerRequest, found: Route, now: datetime) -> None:
    moves = found.unit_id is not None and found.unit_id != request.unit_id
    if found.user_id is not None or moves:
        assign(on, request, Whom(found.user_id, found.unit_id), user_id=None, now=now)


def _offer(on: Session, request: EmployerRequest, found: Route, now: datetime) -> None:
    """To whom the rules say, unless its owner is as good as any of that unit."""
    if found.unit_id is None or found.user_id == request.owner_user_id:
        return
    if found.unit_id == request.unit_id and found.reasons[-1] in _BY_LOAD:
        return
    hand_over(on, request, Whom(found.user_id, found.unit_id), user_id=None, now=now)


def _note(on: Session, request: EmployerRequest, found: Route) -> None:
    """Beside the last event: what the rules did, or the coming in that they left alone."""
    last = sa.select(sa.func.max(col(RequestEvent.id))).where(col(RequestEvent.request_id) == request.id)
    event_id = on.connection().execute(last).scalar_one() or 0
    row = on.get(RequestRouting, event_id) or RequestRouting(event_id=event_id, request_id=request.id or 0, reasons="")
    row.rule_id, row.rule_name = (found.rule.id, found.rule.name) if found.rule else (None, "")
    row.reasons = " ".join(found.reasons)
    on.add(row)
    on.flush()
