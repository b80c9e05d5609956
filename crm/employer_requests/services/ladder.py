"""Reminders of service goals: half of the time used, most of it, past due, and then every day. Each exactly once.

Taken only while the job centre is open. A step is a row that can be there once; it is written in the transaction that
queues its mail, so that two schedulers at a time send no mail twice. Who has several gets one mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.employer_requests.clock import Clock, State
from crm.employer_requests.labels import GOALS, due_text
from crm.employer_requests.models import EmployerRequest, RequestReminder
from crm.employer_requests.queries.clocks import open_clocks
from crm.employer_requests.queries.requests import RequestLine, request_lines
from crm.employer_requests.words import GoalKind, Step
from crm.outbox.services import Mail, queue_mail
from crm.values.clock import local_date
from crm.values.roles import Role
from crm.web.i18n import in_language
from crm.working_time.queries import opening_calendar

SHARES = ((80, Step.MOST), (50, Step.HALF))
_TITLES = {
    Step.HALF: _l("Half of the time is used"),
    Step.MOST: _l("Most of the time is used"),
    Step.BREACH: _l("Past due"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A step that a clock has reached and nobody has been told of."""

    request_id: int
    clock: Clock
    step: Step
    name: str  # of the row: the step, or the day of a daily one


def due_steps(on: Session, *, now: datetime) -> list[Due]:
    """The steps to be taken now; none while the job centre is closed. Seven queries at most."""
    if not opening_calendar(on).is_open(now):
        return []
    clocks = open_clocks(on, now=now)
    reached = [(request_id, clock) for request_id, each in clocks.items() for clock in each.values() if _counts(clock)]
    taken = _taken(on, {request_id for request_id, _clock in reached})
    return [
        due
        for request_id, clock in sorted(reached, key=lambda pair: (pair[0], list(GoalKind).index(pair[1].kind)))
        for due in _due(request_id, clock, taken.get((request_id, clock.kind), {}), now)
    ]


def remind(on: Session, *, now: datetime) -> tuple[int, int]:
    """Take the steps that are due: how many there were, and how many mails tell of them."""
    due = due_steps(on, now=now)
    if not due:
        return 0, 0
    new = [each for each in due if _first(on, each, now)]
    ids = {each.request_id for each in new}
    lines = {line.request.id or 0: line for line in request_lines(on, col(EmployerRequest.id).in_(ids))}
    letters: dict[int, list[Due]] = defaultdict(list)
    people = _people(on)
    for each in _highest(new):
        for user in _readers(each, lines[each.request_id].request, people):
            letters[user.id or 0].append(each)
    by_id = {user.id or 0: user for user in people}
    mails = sum(_queue(on, by_id[user_id], told, lines, now) for user_id, told in sorted(letters.items()))
    for each in new:
        details = {"goal": each.clock.kind.value, "step": each.step.value, "mails": len(letters)}
        record(on, "request.remind", lines[each.request_id].request, details=details, actor="job", now=now)
    return len(new), mails


def _counts(clock: Clock) -> bool:
    """Whether it runs, and far enough. While we wait for the company nobody is reminded."""
    return clock.open and not clock.waiting and (clock.state is State.MISSED or clock.share >= SHARES[-1][0])


def _taken(on: Session, request_ids: set[int]) -> dict[tuple[int, GoalKind], dict[str, datetime]]:
    found: dict[tuple[int, GoalKind], dict[str, datetime]] = defaultdict(dict)
    open_ones = sa.select(col(EmployerRequest.id)).where(col(EmployerRequest.closed_at).is_(None))
    for row in on.exec(select(RequestReminder).where(col(RequestReminder.request_id).in_(open_ones))):
        if row.request_id in request_ids:
            found[row.request_id, row.goal][row.step] = row.at
    return found


def _due(request_id: int, clock: Clock, taken: Mapping[str, datetime], now: datetime) -> Iterator[Due]:
    late = clock.state is State.MISSED
    for share, step in SHARES:
        if (late or clock.share >= share) and step.value not in taken:
            yield Due(request_id, clock, step, step.value)
    if not late:
        return
    today = local_date(now)
    if Step.BREACH.value not in taken:
        yield Due(request_id, clock, Step.BREACH, Step.BREACH.value)
    elif local_date(taken[Step.BREACH.value]) < today and today.isoformat() not in taken:
        yield Due(request_id, clock, Step.BREACH, today.isoformat())


def _first(on: Session, due: Due, now: datetime) -> bool:
    """Whether this step was taken by us, now: the row can be there only once."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"request_id": due.request_id, "goal": due.clock.kind, "step": due.name, "at": now}
    made = insert(RequestReminder).values(row).on_conflict_do_nothing().returning(col(RequestReminder.request_id))
    return on.connection().execute(made).first() is not None


def _highest(steps: Iterable[Due]) -> list[Due]:
    """Of several steps of one clock at once (the jobs stood still for a while) only the last is told."""
    found: dict[tuple[int, GoalKind], Due] = {}
    for each in steps:
        key = (each.request_id, each.clock.kind)
        if key not in found or list(Step).index(each.step) > list(Step).index(found[key].step):
            found[key] = each
    return list(found.values())


def _people(on: Session) -> list[User]:
    return list(on.exec(select(User).where(col(User.active)).order_by(col(User.id))))


def _readers(due: Due, request: EmployerRequest, people: list[User]) -> list[User]:
    """Half: the owner. Most: the unit. Past due: its managers and the owner. Where there is nobody, all managers."""
    owner = [user for user in people if user.id == request.owner_user_id]
    unit = [user for user in people if user.unit_id == request.unit_id]
    managers = [user for user in people if user.role is Role.MANAGER]
    if due.step is Step.HALF:
        found = owner or unit
    elif due.step is Step.MOST:
        found = unit
    else:
        found = [user for user in unit if user.role is Role.MANAGER] or managers
        found = [*found, *(user for user in owner if user not in found)]
    return found or managers


def _queue(on: Session, user: User, told: list[Due], lines: Mapping[int, RequestLine], now: datetime) -> bool:
    """One mail to one person. It names companies and references, and nothing that somebody wrote."""
    with in_language(user.language or current_app.extensions["crm_settings"].language):
        requests = len({each.request_id for each in told})
        count = ngettext("%(num)d request", "%(num)d requests", requests)
        mail = Mail(
            key=f"ladder:{now:%Y%m%dT%H%M%S%f}:{user.id}",
            recipient=user.email,
            subject=_("Service goals: %(count)s", count=count),
            body="\n".join([_("Hello %(name)s", name=user.name), "", *_sections(told, lines, now)]),
        )
    return queue_mail(on, mail, now=now)


def _sections(told: list[Due], lines: Mapping[int, RequestLine], now: datetime) -> Iterator[str]:
    for step in reversed(Step):
        rows = [each for each in told if each.step is step]
        if rows:
            yield f"{_TITLES[step]}:"
            yield from (_line(each, lines[each.request_id], now) for each in rows)
            yield ""


def _line(due: Due, line: RequestLine, now: datetime) -> str:
    who = line.owner or line.unit
    return f"- {line.request.reference} {line.company}: {GOALS[due.clock.kind]}, {due_text(due.clock, now)} – {who}"
