"""Whenever the demo is loaded, and however small: everybody has a working day that is about to begin."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from crm.accounts.queries import user_by_email
from crm.contacts.guard.ask import Caller
from crm.contacts.models import Interaction
from crm.contacts.queries.my_day import MyDay, my_day
from crm.db import transaction
from crm.demo.services import Loaded, load_demo
from crm.values.clock import COPENHAGEN, local_date

pytestmark = pytest.mark.sqlite_only  # of what is made up; test_demo_outreach.py loads it into the other database too
MONDAY = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
SIZE = 500
PEOPLE = ("anna", "bo", "carla", "emil")


def load(on: Session, *, now: datetime = MONDAY, size: int = SIZE, seed: int = 1) -> Loaded:
    with transaction(on):
        return load_demo(on, workplaces=size, seed=seed, today=local_date(now), now=now)


def day_of(on: Session, name: str, now: datetime) -> MyDay:
    email = f"{name}@jobcenter.example"
    user = user_by_email(on, email)
    assert user is not None
    return my_day(on, Caller(user.id or 0, user.unit_id), email, now=now)


@pytest.mark.parametrize("now", [MONDAY, SUNDAY])
def test_everybody_has_a_day_before_them(session: Session, now: datetime) -> None:
    load(session, now=now)
    for name in PEOPLE:
        day = day_of(session, name, now)
        assert [line for line in day.follow_ups if line.task.due_at < now], name
        assert [line for line in day.follow_ups if line.task.due_at >= now], name
        assert [line for line in day.call_backs if local_date(line.task.due_at) == local_date(now)], name
        assert {line.task.promised for line in day.call_backs} == {True}
        assert all(line.task.title for line in (*day.call_backs, *day.follow_ups))


@pytest.mark.parametrize("now", [MONDAY, SUNDAY])
def test_anna_has_something_of_everything(session: Session, now: datetime) -> None:
    load(session, now=now)
    day = day_of(session, "anna", now)
    assert len(day.visits) == 2
    assert day.answered
    assert day.ending
    assert day.refusals
    assert day.pauses
    assert day_of(session, "bo", now).visits


@pytest.mark.parametrize("size", [20, 60])
def test_a_hamlet_has_a_day_too(session: Session, size: int) -> None:
    load(session, size=size)
    assert session.exec(select(Interaction).limit(1)).first() is not None


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 7, 20), date(2027, 3, 29)])
def test_it_is_told_from_any_day(session: Session, today: date) -> None:
    now = datetime.combine(today, datetime.min.time().replace(hour=23, minute=30), COPENHAGEN)
    load(session, now=now)
    assert day_of(session, "anna", now).follow_ups
