"""Of several schedulers one acts; another takes over when the first falls silent."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlmodel import Session, select

from crm.db import open_session, transaction
from crm.operations.models import JobLease
from jobs import lease

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def take(session: Session, holder: str, now: datetime) -> bool:
    with transaction(session) as on:
        return lease.take(on, holder, now=now)


def test_the_first_holds_it_and_the_second_waits(session: Session) -> None:
    assert take(session, "a", NOW)
    assert not take(session, "b", NOW + timedelta(seconds=19))
    assert take(session, "a", NOW + timedelta(seconds=19))
    assert not take(session, "b", NOW + timedelta(seconds=30))


def test_a_newcomer_takes_over_after_expiry_and_the_old_one_has_lost_it(session: Session) -> None:
    assert take(session, "a", NOW)
    later = NOW + lease.LASTS
    assert take(session, "b", later)
    assert not take(session, "a", later + timedelta(seconds=1))
    held = session.exec(select(JobLease)).one()
    assert (held.holder, held.taken_at, held.expires_at) == ("b", later, later + lease.LASTS)


def test_who_waited_for_the_database_leaves_the_holder_its_turn(session: Session) -> None:
    assert take(session, "a", NOW)
    later = NOW + timedelta(minutes=5)  # a long write on SQLite kept everybody from writing
    with transaction(session) as on:
        assert not lease.take(on, "b", now=later, waited=timedelta(seconds=14))
        assert lease.take(on, "a", now=later, waited=timedelta(seconds=14))
        assert not lease.take(on, "b", now=later)


def test_renewing_keeps_the_moment_it_was_taken(session: Session) -> None:
    take(session, "a", NOW)
    take(session, "a", NOW + timedelta(seconds=5))
    held = session.exec(select(JobLease)).one()
    assert (held.taken_at, held.expires_at) == (NOW, NOW + timedelta(seconds=25))


def test_giving_it_up_lets_the_next_one_begin_at_once(session: Session) -> None:
    take(session, "a", NOW)
    with transaction(session) as on:
        lease.give_up(on, "b", now=NOW)  # not the holder: no effect
        lease.give_up(on, "a", now=NOW + timedelta(seconds=1))
    assert take(session, "b", NOW + timedelta(seconds=1))


def test_of_eight_at_once_exactly_one_gets_an_expired_lease(app: Flask, session: Session) -> None:
    take(session, "dead", NOW - timedelta(hours=1))
    at_once, got = Barrier(8), []

    def try_it(name: str) -> None:
        with open_session(app.extensions["crm_engine"]) as own:
            at_once.wait()
            got.append(take(own, name, NOW))

    threads = [Thread(target=try_it, args=[f"worker {number}"]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]
