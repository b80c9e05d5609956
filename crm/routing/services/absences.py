"""Requests of somebody who is away: those that nobody has begun go to the stand-in, or back to the unit.

What is in work stays where it is; the stand-in and the managers are told of it. Each request once for each absence:
the row that says so is written in the same transaction, so that two schedulers at a time do it once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.db import StaleEditError
from crm.employer_requests.inputs import Whom
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.queries.requests import OPEN, RequestLine, request_lines
from crm.employer_requests.services.owning import assign, return_to_unit
from crm.employer_requests.words import Status
from crm.outbox.services import Mail, queue_mail
from crm.routing.core import there
from crm.routing.models import AbsencePassing
from crm.routing.queries.people import people_at
from crm.values.roles import Role
from crm.visits.models import Absence
from crm.visits.queries.away import long_absences
from crm.web.formatting import until
from crm.web.i18n import in_language
from crm.working_time.queries import opening_calendar


@dataclass(slots=True)
class Told:
    """What one person is told of one absence."""

    passed: list[RequestLine] = field(default_factory=list)
    in_work: list[RequestLine] = field(default_factory=list)


def has_work(on: Session, *, now: datetime) -> bool:
    return bool(_due(on, now))


def pass_on(on: Session, *, now: datetime) -> tuple[int, int]:
    """How many requests went on, and how many were told of. Nothing happens while the job centre is closed."""
    due = _due(on, now)
    if not due:
        return 0, 0
    people = people_at(on, now=now)
    users = {user.id or 0: user for user in on.exec(select(User).where(col(User.active)))}
    passed = told = 0
    for absence, lines in due:
        stand_in_id, _how = there(absence.user_id, people)
        new = [line for line in lines if _first(on, absence, line.request, now)]
        if not new:
            continue  # another process was first
        gone = [line for line in new if _is_untouched(on, absence, line.request)]
        gone = [line for line in gone if _moved(on, line.request, absence, stand_in_id, users, now)]
        left = [line for line in new if line not in gone]
        mails = _tell(on, absence, Told(gone, left), stand_in_id, users, now)
        details = {"passed": len(gone), "told": len(left), "mails": mails}
        record(on, "absence.pass_on", absence, details=details, actor="job", now=now)
        passed, told = passed + len(gone), told + len(left)
    return passed, told


def _due(on: Session, now: datetime) -> list[tuple[Absence, list[RequestLine]]]:
    """Absences that others take over in now, with the open requests that nothing was done about yet."""
    calendar = opening_calendar(on)
    if not calendar.is_open(now):
        return []
    away = long_absences(on, calendar, at=now)
    owned = (OPEN, col(EmployerRequest.owner_user_id).in_({each.user_id for each in away}))
    lines: dict[int, list[RequestLine]] = defaultdict(list)
    for line in request_lines(on, *owned) if away else ():
        lines[line.request.owner_user_id or 0].append(line)
    known = _known(on, [each.id or 0 for each in away])
    found = [(each, [line for line in lines[each.user_id] if (each.id, line.request.id) not in known]) for each in away]
    return [(absence, new) for absence, new in found if new]


def _known(on: Session, absence_ids: Sequence[int]) -> set[tuple[int | None, int | None]]:
    table = AbsencePassing
    query = sa.select(col(table.absence_id), col(table.request_id)).where(col(table.absence_id).in_(absence_ids))
    return {(row[0], row[1]) for row in on.connection().execute(query)}


def _first(on: Session, absence: Absence, request: EmployerRequest, now: datetime) -> bool:
    """Whether it was us, now, who took up this request for this absence."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"absence_id": absence.id, "request_id": request.id, "at": now, "passed_on": False}
    made = insert(AbsencePassing).values(row).on_conflict_do_nothing().returning(col(AbsencePassing.request_id))
    return on.connection().execute(made).first() is not None


def _is_untouched(on: Session, absence: Absence, request: EmployerRequest) -> bool:
    """No first answer, not offered on, nothing asked of the company, and its owner has not worked on it while away."""
    if request.status is not Status.ASSIGNED or request.offered_at is not None or request.waiting_since is not None:
        return False
    own = (
        col(RequestEvent.request_id) == request.id,
        col(RequestEvent.by_user_id) == absence.user_id,
        col(RequestEvent.at) >= absence.starts_at,
    )
    return on.connection().execute(sa.select(col(RequestEvent.id)).where(*own).limit(1)).first() is None


def _moved(
    on: Session,
    request: EmployerRequest,
    absence: Absence,
    stand_in_id: int | None,
    users: dict[int, User],
    now: datetime,
) -> bool:
    """False when somebody did something with it in this very moment: it is then theirs to go on with."""
    name, unit_id = users[absence.user_id].name, request.unit_id
    try:
        with in_language(current_app.extensions["crm_settings"].language):
            return_to_unit(on, request, _("%(name)s is away.", name=name), user_id=None, now=now)
            if stand_in_id is not None:
                why = _("Stand-in for %(name)s.", name=name)
                assign(on, request, Whom(stand_in_id, unit_id), why=why, user_id=None, now=now)
    except StaleEditError:
        return False
    row = on.get_one(AbsencePassing, (absence.id, request.id))
    row.passed_on = True
    on.add(row)
    on.flush()
    return True


def _tell(
    on: Session, absence: Absence, told: Told, stand_in_id: int | None, users: dict[int, User], now: datetime
) -> int:
    """A mail to the stand-in, and to the managers of the unit; how many."""
    away = users[absence.user_id]
    managers = [user for user in users.values() if user.role is Role.MANAGER and user.unit_id == away.unit_id]
    readers = {user.id: user for user in [*managers, *([users[stand_in_id]] if stand_in_id else [])]}
    if not readers and not stand_in_id:
        readers = {user.id: user for user in users.values() if user.role is Role.MANAGER}
    return sum(_queue(on, reader, absence, away, told, now) for reader in readers.values() if reader.id != away.id)


def _queue(on: Session, reader: User, absence: Absence, away: User, told: Told, now: datetime) -> bool:
    """It names companies and references, and nothing that somebody wrote."""
    with in_language(reader.language or current_app.extensions["crm_settings"].language):
        mail = Mail(
            key=f"absence:{absence.id}:{now:%Y%m%dT%H%M%S%f}:{reader.id}",
            recipient=reader.email,
            subject=_("Requests of %(name)s, who is away", name=away.name),
            body="\n".join([_("Hello %(name)s", name=reader.name), "", *_body(absence, away, told)]),
        )
    return queue_mail(on, mail, now=now)


def _body(absence: Absence, away: User, told: Told) -> Iterator[str]:
    yield _("%(name)s is away until %(when)s.", name=away.name, when=until(absence.ends_at))
    if told.passed:
        yield from ("", _("Not begun yet, and passed on:"))
        yield from (_line(line, _whose(line)) for line in told.passed)
    if told.in_work:
        yield from ("", _("In work, and still with %(name)s. Look whether they can wait:", name=away.name))
        yield from (_line(line, line.unit) for line in told.in_work)


def _whose(line: RequestLine) -> str:
    return str(_("to the stand-in") if line.request.owner_user_id else line.unit)


def _line(line: RequestLine, who: str) -> str:
    return f"- {line.request.reference} {line.company} – {who}"
