"""Who could get a request: everybody with an open account, what they have, and whether they are there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import OPEN
from crm.routing.core import Person
from crm.values.clock import local_date
from crm.values.roles import Role
from crm.visits.queries.away import long_absences, minutes_at_work, stand_ins_on
from crm.working_time.queries import opening_calendar

TAKE_TURNS = (Role.CONSULTANT, Role.SERVICE_DESK)
"""Managers and administrators get a request when a rule names them, not for having little to do."""
_PEOPLE: sa.Select[*tuple[Any, ...]] = sa.select(col(User.id), col(User.unit_id), col(User.role)).where(
    col(User.active)
)
_LOADS: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(EmployerRequest.owner_user_id), sa.func.count())
    .where(OPEN, col(EmployerRequest.owner_user_id).is_not(None))
    .group_by(col(EmployerRequest.owner_user_id))
)


def people_at(on: Session, *, now: datetime) -> dict[int, Person]:
    """As they are now. Nine queries."""
    rows = on.connection().execute(_PEOPLE).all()
    ids = [row[0] for row in rows]
    calendar = opening_calendar(on)
    loads = {row[0]: row[1] for row in on.connection().execute(_LOADS)}
    minutes = minutes_at_work(on, calendar, ids, now=now)
    stand_ins = stand_ins_on(on, local_date(now))
    away = {each.user_id for each in long_absences(on, calendar, at=now)}
    return {
        user_id: Person(
            id=user_id,
            unit_id=unit_id,
            open_requests=loads.get(user_id, 0),
            minutes=minutes[user_id],
            away=user_id in away,
            stand_ins=stand_ins.get(user_id, ()),
            takes_turns=role in TAKE_TURNS,
        )
        for user_id, unit_id, role in rows
    }


def people_on_duty(on: Session) -> dict[int, Person]:
    """The same people as if nobody were away and all had the same to do: for trying rules."""
    return {
        user_id: Person(id=user_id, unit_id=unit_id, takes_turns=role in TAKE_TURNS)
        for user_id, unit_id, role in on.connection().execute(_PEOPLE)
    }
