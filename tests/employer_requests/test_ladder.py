"""Reminders of service goals: who hears when, each time once, and nothing while the job centre is closed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from contact_ground import NOW, Colleague, colleague_of
from flask import Flask
from people import DORTE, EMIL, account_of
from request_ground import received
from sqlmodel import Session, select

from crm.db import open_session, transaction
from crm.employer_requests.models import EmployerRequest, RequestReminder
from crm.employer_requests.services.ladder import remind
from crm.employer_requests.services.progress import answer_first, wait_for_company
from crm.employer_requests.words import Channel, GoalKind, Priority
from crm.outbox.models import OutboxMail
from crm.values.clock import COPENHAGEN
from jobs import runner
from jobs.schedule import find

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def dorte(session: Session) -> Colleague:
    """Anna's manager."""
    return colleague_of(account_of(session, DORTE))


@pytest.fixture
def annas(session: Session, anna: Colleague, bo: Colleague) -> EmployerRequest:
    """Urgent, at ten on a Monday: an answer is due at twelve. Bo is of Anna's unit."""
    assert bo.caller.unit_id == anna.caller.unit_id
    return received(
        session, anna, channel=Channel.PHONE, priority=Priority.URGENT, unit_id=anna.caller.unit_id, company_text="Smed"
    )


def reminded(on: Session, now: datetime) -> dict[str, str]:
    """Who gets a mail now, and what it says."""
    before = set(on.exec(select(OutboxMail.id)))
    on.rollback()
    with transaction(on) as work:
        remind(work, now=now)
    return {mail.recipient.split("@")[0]: mail.body for mail in on.exec(select(OutboxMail)) if mail.id not in before}


def test_half_is_for_the_owner_most_for_the_unit_and_past_due_for_the_manager(
    session: Session, annas: EmployerRequest
) -> None:
    assert reminded(session, NOW + timedelta(minutes=59)) == {}
    half = reminded(session, NOW + HOUR)
    assert list(half) == ["anna"]
    assert annas.reference in half["anna"]
    assert "Smed: Første svar, i dag 12.00 (1 t) – Anna Krogh" in half["anna"]
    assert reminded(session, NOW + HOUR) == {}
    assert set(reminded(session, NOW + timedelta(minutes=96))) == {"anna", "bo", "dorte"}
    late = reminded(session, NOW + 2 * HOUR + timedelta(minutes=25))
    assert set(late) == {"anna", "dorte"}
    assert "25\N{NO-BREAK SPACE}min over" in late["dorte"]


def test_past_due_is_told_once_a_day_from_the_next_day_on(session: Session, annas: EmployerRequest) -> None:
    late = NOW + 3 * HOUR
    assert set(reminded(session, late)) == {"anna", "dorte"}
    assert all("Første svar" not in body for body in reminded(session, late + HOUR).values())
    next_day = datetime(2026, 3, 3, 8, 30, tzinfo=COPENHAGEN)
    assert reminded(session, next_day - HOUR) == {}  # not open yet
    told = {who for who, body in reminded(session, next_day).items() if "Første svar" in body}
    assert told == {"anna", "dorte"}
    assert all("Første svar" not in body for body in reminded(session, next_day + HOUR).values())
    first = [row.step for row in session.exec(select(RequestReminder)) if row.goal is GoalKind.FIRST_ANSWER]
    assert sorted(first) == ["2026-03-03", "breach", "half", "most"]
    session.rollback()
    with transaction(session) as on:
        answer_first(on, annas, user_id=annas.owner_user_id or 0, now=next_day + HOUR)
    later = reminded(session, next_day + timedelta(days=1))
    assert all("Første svar" not in body for body in later.values())  # but the plan, which is late too


def test_nobody_is_reminded_while_the_company_is_waited_for(session: Session, annas: EmployerRequest) -> None:
    with transaction(session) as on:
        wait_for_company(on, annas, "Jobopslaget", user_id=annas.owner_user_id or 0, now=NOW)
    assert reminded(session, NOW + 4 * HOUR) == {}


def test_what_nobody_has_is_the_whole_units(session: Session) -> None:
    account_of(session, EMIL)
    received(session, None, priority=Priority.URGENT, company_text="Smed")
    mails = reminded(session, NOW + HOUR)
    assert list(mails) == ["emil"]
    assert "– Virksomhedsservice" in mails["emil"]


def test_several_are_one_mail(session: Session, anna: Colleague, annas: EmployerRequest) -> None:
    received(session, anna, channel=Channel.PHONE, priority=Priority.URGENT, unit_id=anna.caller.unit_id)
    body = reminded(session, NOW + HOUR)["anna"]
    assert body.count("VS-2026-") == 2


@pytest.fixture
def other_session(app: Flask) -> Iterator[Session]:
    with closing(open_session(app.extensions["crm_engine"])) as opened:
        yield opened


def test_two_schedulers_remind_once(session: Session, other_session: Session, annas: EmployerRequest) -> None:
    assert reminded(session, NOW + HOUR)
    assert annas.id
    session.rollback()
    assert reminded(other_session, NOW + HOUR) == {}


def test_the_job_says_what_it_did(app: Flask, session: Session, annas: EmployerRequest) -> None:
    job = find("request-ladder")
    assert job is not None
    assert annas.id
    session.rollback()
    assert runner.run_by_hand(app, job, clock=lambda: NOW + HOUR) == {"steps": 1, "mails": 1}
    assert job.waiting is not None
    calendar = find("opening-calendar")
    assert calendar is not None
    assert runner.run_by_hand(app, calendar, clock=lambda: NOW) == {"days": 0}
