"""The requests of a period with how their goals came out.

What became of a request is worked out from its history, which takes too long for a page with thousands. It changes
only with what happens to the request, and while it is open with the goals and the opening calendar. So it is kept in
memory for as long as none of these has changed; when an open one is past due is told from when it is due.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col

from crm.employer_requests.clock import Clock, State
from crm.employer_requests.course import Part
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.order_figures import OrderFigures, order_figures
from crm.employer_requests.queries.clocks import Clocks, clocks_of, rules_number
from crm.employer_requests.queries.job_orders import answered_orders
from crm.employer_requests.queries.requests import RequestLine, request_lines
from crm.employer_requests.words import EventKind, GoalKind, Outcome
from crm.service_desk.figures import KEPT, MISSED, NOTHING, STEPS, UNDECIDED, Asked
from crm.surveys.figures import Group
from crm.surveys.models import Subject
from crm.surveys.queries.results import results_of
from crm.values.clock import COPENHAGEN, local_date
from crm.values.periods import Period
from crm.values.working_time import minute_of

MOST_KEPT = 50_000  # requests that one process remembers
_AT_ONCE = 5_000
_RESULTS = dict.fromkeys(State, UNDECIDED) | {State.MET: KEPT, State.MISSED: MISSED}


class _Known(NamedTuple):
    """What is known of a request, for as long as `stamp` is the same."""

    stamp: tuple[Any, ...]
    asked: Asked
    dues: tuple[int | None, ...]  # of an open request: the minute by which each goal that still runs is due


_kept: WeakKeyDictionary[Engine, dict[int, _Known]] = WeakKeyDictionary()
_STAMPS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(EmployerRequest.id),
    col(EmployerRequest.version),
    col(EmployerRequest.waiting_since).is_not(None),
    col(EmployerRequest.closed_at).is_not(None),
).order_by(col(EmployerRequest.received_at).desc(), col(EmployerRequest.id).desc())
_FACTS: sa.Select[*tuple[Any, ...]] = sa.select(
    col(EmployerRequest.id),
    col(EmployerRequest.category_id),
    col(EmployerRequest.unit_id),
    col(EmployerRequest.channel),
    col(EmployerRequest.outcome),
    col(EmployerRequest.received_at),
)


def received_in(period: Period) -> sa.ColumnElement[bool]:
    """The condition that a request came in during the period's days."""
    start = datetime.combine(period.start, time.min, COPENHAGEN)
    end = datetime.combine(period.end + timedelta(days=1), time.min, COPENHAGEN)
    return sa.and_(col(EmployerRequest.received_at) >= start, col(EmployerRequest.received_at) < end)


def asked_in(on: Session, period: Period, *, unit_id: int | None = None, now: datetime) -> list[Asked]:
    """What came in, the latest first. Three queries; some more for what this process has not seen yet."""
    where = [received_in(period)]
    if unit_id is not None:
        where.append(col(EmployerRequest.unit_id) == unit_id)
    rules, minute = rules_number(on), minute_of(now)
    stamps = {
        request_id: (version, waiting, None if closed else rules)
        for request_id, version, waiting, closed in on.connection().execute(_STAMPS.where(*where)).all()
    }
    known = _known(on, stamps, now)
    found = {each: _as_of(known[each], minute) for each in stamps}
    for request_id, moved in _moves(on, where).items():
        found[request_id] = found[request_id]._replace(
            handed_over=moved.get(EventKind.HAND_OVER_ACCEPTED, 0), reopened=moved.get(EventKind.REOPENED, 0)
        )
    return list(found.values())


def _as_of(known: _Known, minute: int) -> Asked:
    asked, dues = known.asked, known.dues
    if not any(due is not None and minute > due for due in dues):
        return asked
    pairs = zip(asked.results, dues, strict=True)
    results = [MISSED if due is not None and minute > due else result for result, due in pairs]
    return asked._replace(results="".join(results))


def _known(on: Session, stamps: Mapping[int, tuple[Any, ...]], now: datetime) -> Mapping[int, _Known]:
    engine = on.get_bind().engine
    known = _kept.get(engine, {})
    missing = [each for each, stamp in stamps.items() if each not in known or known[each].stamp != stamp]
    if not missing:
        return known
    new = _worked_out(on, missing, stamps, now)
    together = {**known, **new}
    if not on.info.get("writing"):
        _kept[engine] = together if len(together) <= MOST_KEPT else new
    return together


def _worked_out(
    on: Session, ids: Sequence[int], stamps: Mapping[int, tuple[Any, ...]], now: datetime
) -> dict[int, _Known]:
    clocks, found = clocks_of(on, ids, now=now), {}
    for start in range(0, len(ids), _AT_ONCE):
        some = col(EmployerRequest.id).in_(ids[start : start + _AT_ONCE])
        for request_id, *facts in on.connection().execute(_FACTS.where(some)):
            each = clocks.get(request_id, {})
            dues = tuple(_due(each.get(kind)) for kind in STEPS)
            found[request_id] = _Known(stamps[request_id], _asked(request_id, facts, each), dues if any(dues) else ())
    return found


def _asked(request_id: int, facts: Sequence[Any], clocks: Clocks) -> Asked:
    category_id, unit_id, channel, outcome, received_at = facts
    local, answer = received_at.astimezone(COPENHAGEN), clocks.get(GoalKind.FIRST_ANSWER)
    return Asked(
        id=request_id,
        category_id=category_id,
        unit_id=unit_id,
        channel=channel,
        month=f"{local.year}-{local.month:02}",
        weekday=local.weekday(),
        hour=local.hour,
        results="".join(_RESULTS[clocks[kind].state] if kind in clocks else NOTHING for kind in STEPS),
        answered_in=None if answer is None or answer.open or answer.given_up else answer.counted,
        unanswered=answer is not None and answer.open,
        withdrawn=outcome is Outcome.WITHDRAWN,
    )


def _due(clock: Clock | None) -> int | None:
    if clock is None or not clock.open or clock.due_at is None:
        return None
    return minute_of(clock.due_at)


def _moves(on: Session, where: Sequence[sa.ColumnElement[bool]]) -> Mapping[int, Mapping[EventKind, int]]:
    """How often each was handed over, and opened again."""
    query = (
        sa.select(col(RequestEvent.request_id), col(RequestEvent.kind), sa.func.count())
        .join(EmployerRequest, col(EmployerRequest.id) == col(RequestEvent.request_id))
        .where(col(RequestEvent.kind).in_((EventKind.HAND_OVER_ACCEPTED, EventKind.REOPENED)), *where)
        .group_by(col(RequestEvent.request_id), col(RequestEvent.kind))
    )
    found: dict[int, dict[EventKind, int]] = defaultdict(dict)
    for request_id, kind, count in on.connection().execute(query):
        found[request_id][kind] = count
    return found


@dataclass(frozen=True, slots=True)
class Explained:
    """A request of a list, with what its goal's clock says."""

    line: RequestLine
    clock: Clock | None

    @property
    def pauses(self) -> int:
        """How often it waited for the company."""
        return sum(piece.part is Part.PAUSED for piece in self.clock.pieces) if self.clock else 0


def explained(on: Session, ids: Sequence[int], goal: GoalKind | None, *, now: datetime) -> list[Explained]:
    """In the order of the numbers. Three queries."""
    lines = {line.request.id or 0: line for line in request_lines(on, col(EmployerRequest.id).in_(ids))}
    clocks = clocks_of(on, ids, now=now) if goal else {}
    return [Explained(lines[each], clocks.get(each, {}).get(goal) if goal else None) for each in ids if each in lines]


def orders_in(on: Session, period: Period, *, unit_id: int | None) -> OrderFigures:
    """What came of the job orders that were answered in the period. One query."""
    where = [] if unit_id is None else [col(EmployerRequest.unit_id) == unit_id]
    return order_figures(answered_orders(on, period, *where))


def satisfaction(on: Session, year: int, *, quarter: str | None, unit_id: int | None) -> Group:
    """What companies say of the requests concluded then. Three queries."""
    return results_of(on, Subject.REQUEST, year, quarter=quarter, unit_id=unit_id).total


def first_year(on: Session, today: date) -> int:
    """The year of the first request; this year when there is none."""
    first = on.connection().execute(sa.select(sa.func.min(col(EmployerRequest.received_at)))).scalar_one()
    return today.year if first is None else local_date(first).year
