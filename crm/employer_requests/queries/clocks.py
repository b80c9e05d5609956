"""The clocks of many requests at once, and whose turn it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col

from crm.employer_requests.clock import (
    CLOCK_EVENTS,
    Clock,
    GoalLine,
    Goals,
    Happening,
    clocks,
    closed_at,
)
from crm.employer_requests.models import EmployerRequest, RequestEvent, ServiceGoal
from crm.employer_requests.queries.requests import OPEN, RequestLine, request_lines
from crm.employer_requests.words import EventKind, GoalKind, Outcome, Priority
from crm.values.versions import Versions
from crm.values.working_time import WorkingCalendar
from crm.working_time.models import ClosedDay, OpeningBlock
from crm.working_time.queries import calendar_history

Clocks = Mapping[GoalKind, Clock]
_LATER = datetime.max.replace(tzinfo=UTC)
_AT_ONCE = 5_000  # a statement takes only so many parameters


def clocks_of(on: Session, request_ids: Collection[int], *, now: datetime) -> dict[int, Clocks]:
    """The clocks of these requests, open or closed. Two queries, three more when goals or calendar were changed."""
    return clocks_under(on, request_ids, None, now=now)


def clocks_under(on: Session, request_ids: Collection[int], other: Goals | None, *, now: datetime) -> dict[int, Clocks]:
    """The same, or as they would be under other goals."""
    ids = list(request_ids)
    found: dict[int, list[Happening]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= _histories(on, col(RequestEvent.request_id).in_(ids[start : start + _AT_ONCE]))
    return _worked_out(on, found, now, other)


def open_clocks(on: Session, *, now: datetime) -> dict[int, Clocks]:
    """The clocks of all open requests. Two queries, three more when goals or calendar were changed."""
    selected = sa.select(col(EmployerRequest.id)).where(OPEN)
    return _worked_out(on, _histories(on, col(RequestEvent.request_id).in_(selected)), now)


def _histories(on: Session, where: sa.ColumnElement[bool]) -> dict[int, list[Happening]]:
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(RequestEvent.request_id),
            _plain(RequestEvent.kind),
            col(RequestEvent.at),
            col(RequestEvent.category_id),
            _plain(RequestEvent.priority),
            _plain(RequestEvent.outcome),
            col(RequestEvent.text),
        )
        .where(where, col(RequestEvent.kind).in_(CLOCK_EVENTS))
        .order_by(col(RequestEvent.request_id), col(RequestEvent.at), col(RequestEvent.id))
    )
    found: dict[int, list[Happening]] = {}
    for request_id, kind, at, category_id, priority, outcome, text in on.connection().execute(query).all():
        happening = Happening(_KINDS[kind], at, category_id, _PRIORITIES[priority], _OUTCOMES[outcome], text)
        if request_id in found:
            found[request_id].append(happening)
        else:
            found[request_id] = [happening]
    return found


# The words as they are stored: the library takes longer to read them than the database does.
_KINDS = {kind.value: kind for kind in EventKind}
_PRIORITIES: Mapping[str | None, Priority | None] = {None: None, **{each.value: each for each in Priority}}
_OUTCOMES: Mapping[str | None, Outcome | None] = {None: None, **{each.value: each for each in Outcome}}


def _plain(column: Any) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, sa.String())


def _worked_out(
    on: Session, histories: Mapping[int, Sequence[Happening]], now: datetime, other: Goals | None = None
) -> dict[int, Clocks]:
    """A closed request is judged by the goals and the calendar that were known when it was closed."""
    goals, calendars = _rules(on)
    calendar_now, goals_now = calendars.at(now), other or goals.at(now)
    found: dict[int, Clocks] = {}
    for request_id, history in histories.items():
        known = closed_at(history)
        if known is None:
            found[request_id] = clocks(history, goals_now, calendar_now, now=now)
        else:
            found[request_id] = clocks(history, other or goals.at(known), calendars.at(known), now=now)
    return found


_kept: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], Versions[Goals], Versions[WorkingCalendar]]] = (
    WeakKeyDictionary()
)


def _rules(on: Session) -> tuple[Versions[Goals], Versions[WorkingCalendar]]:
    """The goals and the calendar over time. Read anew when somebody has changed them, and while they are changed."""
    if on.info.get("writing"):
        return goal_history(on), calendar_history(on)
    engine, number = on.get_bind().engine, rules_number(on)
    kept = _kept.get(engine)
    if kept is None or kept[0] != number:
        kept = _kept[engine] = (number, goal_history(on), calendar_history(on))
    return kept[1:]


def rules_number(on: Session) -> tuple[Any, ...]:
    """Another whenever the goals or the opening calendar are changed. One query.

    Of these nothing is ever changed or deleted, only recorded and retired.
    """
    return tuple(on.connection().execute(_RULES_NUMBER).one())


_RULES_NUMBER = sa.select(
    *(
        sa.select(number).scalar_subquery()
        for table in (ServiceGoal, OpeningBlock, ClosedDay)
        for number in (
            sa.func.max(col(table.id)),
            sa.func.max(col(table.recorded_at)),
            sa.func.max(col(table.retired_at)),
            sa.func.count(col(table.retired_at)),
        )
    )
)


def goal_history(on: Session) -> Versions[Goals]:
    """The service goals as they were known at any moment. One query.

    Before the first was recorded those that came with the installation hold: requests may be older than it.
    """
    table = ServiceGoal
    query = sa.select(
        col(table.kind),
        col(table.category_id),
        col(table.priority),
        col(table.valid_from),
        col(table.minutes),
        col(table.recorded_at),
        col(table.retired_at),
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in on.connection().execute(query)]
    first = min((row[-2] for row in rows), default=_LATER)

    def build(moment: datetime) -> Goals:
        then = max(moment, first)
        return Goals([GoalLine(*row[:-2]) for row in rows if row[-2] <= then and (row[-1] is None or row[-1] > then)])

    return Versions((moment for row in rows for moment in row[-2:] if moment is not None), build)


def next_clock(found: Clocks) -> Clock | None:
    """The one that falls due first of those that still run; one that waits for the company comes after them."""
    running = [clock for clock in found.values() if clock.open]
    return min(running, key=lambda clock: clock.due_at or _LATER, default=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open request with its clocks; `clock` is the one that falls due next."""

    line: RequestLine
    clocks: Clocks
    clock: Clock | None


def queue(on: Session, *where: sa.ColumnElement[bool], now: datetime) -> list[Waiting]:
    """Open requests by the clock: what is due next comes first, what waits for the company last. Five queries."""
    lines = request_lines(on, OPEN, *where)
    if not lines:
        return []
    found = clocks_of(on, [line.request.id or 0 for line in lines], now=now)
    rows = [
        Waiting(line, each, next_clock(each)) for line in lines if (each := found[line.request.id or 0]) is not None
    ]
    return sorted(rows, key=_urgency)


def _urgency(row: Waiting) -> tuple[datetime, datetime]:
    return (row.clock.due_at if row.clock else None) or _LATER, row.line.request.received_at


def requests_waiting(on: Session, user_id: int, unit_id: int | None, *, now: datetime) -> list[Waiting]:
    """What one person has to do: their own requests, and what is offered to them or to their unit."""
    mine = [col(EmployerRequest.owner_user_id) == user_id, col(EmployerRequest.offered_user_id) == user_id]
    if unit_id is not None:
        mine.append(col(EmployerRequest.offered_unit_id) == unit_id)
    return queue(on, sa.or_(*mine), now=now)
