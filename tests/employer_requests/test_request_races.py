"""Several at the same moment: numbers, owners and reminders come out as if one had waited for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from contact_ground import NOW, Colleague
from flask import Flask
from request_ground import received
from sqlmodel import Session, col, select

from crm.db import StaleEditError, open_session, transaction
from crm.employer_requests.models import EmployerRequest, RequestReminder
from crm.employer_requests.queries.requests import request_by_id
from crm.employer_requests.services.ladder import remind
from crm.employer_requests.services.owning import take
from crm.employer_requests.words import Channel, Priority
from crm.outbox.models import OutboxMail
from crm.refusal import Refusal

Found = TypeVar("Found")


def at_once(app: Flask, *acts: Callable[[Session], Found]) -> list[Found]:
    """Each in a thread with a session and an application context of its own."""
    start = Barrier(len(acts), timeout=20)

    def run(act: Callable[[Session], Found]) -> Found:
        with app.app_context(), open_session(app.extensions["crm_engine"]) as own:
            start.wait()
            return act(own)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_requests_that_come_at_once_have_numbers_of_their_own(app: Flask, session: Session) -> None:
    def ask(on: Session) -> str:
        return received(on, None).reference

    found = at_once(app, *[ask] * 6)
    assert sorted(found) == [f"VS-2026-{number:05d}" for number in range(1, 7)]
    session.rollback()


def test_of_two_who_take_it_at_once_one_has_it(app: Flask, session: Session, anna: Colleague, bo: Colleague) -> None:
    request_id, seen = received(session, None).id or 0, 1

    def taker(user_id: int) -> Callable[[Session], bool]:
        def act(on: Session) -> bool:
            try:
                with transaction(on) as work:
                    request = request_by_id(work, request_id)
                    assert request is not None
                    take(work, request, user_id=user_id, now=NOW, version=seen)
            except (StaleEditError, Refusal):
                return False
            return True

        return act

    assert sorted(at_once(app, taker(anna.id), taker(bo.id))) == [False, True]
    session.rollback()
    assert session.exec(select(EmployerRequest.owner_user_id)).one() in (anna.id, bo.id)


def test_two_schedulers_at_once_remind_once(app: Flask, session: Session, anna: Colleague) -> None:
    for _number in range(3):
        received(session, anna, channel=Channel.PHONE, priority=Priority.URGENT, unit_id=anna.caller.unit_id)
    session.rollback()

    def schedule(on: Session) -> tuple[int, int]:
        with transaction(on) as work:
            return remind(work, now=NOW + timedelta(hours=1))

    assert sorted(at_once(app, schedule, schedule)) == [(0, 0), (3, 1)]
    assert len(session.exec(select(RequestReminder)).all()) == 3
    assert session.exec(select(OutboxMail.recipient).where(col(OutboxMail.key).startswith("ladder:"))).all() == [
        "anna@example.dk"
    ]
