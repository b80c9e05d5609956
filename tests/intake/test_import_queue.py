from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from intake_files import WORKPLACE, count_all, csv_of
from people import SignedIn
from sqlmodel import Session, select
from uploading import run_waiting, upload

from crm.db import open_session, transaction
from crm.intake import queue
from crm.intake.models import BatchStatus, ImportBatch, ImportRow
from crm.intake.queue import STALE_AFTER, WAITS_AT_MOST, is_waiting, run_queued
from crm.values.clock import utc_now
from crm.values.roles import Role

LATER = STALE_AFTER + timedelta(seconds=5)


@pytest.fixture
def uploaded(app: Flask, signed_in: SignedIn, session: Session) -> Callable[..., ImportBatch]:
    """An uploaded file in the state that the keywords say, as a crash would leave it."""

    def make(**values: Any) -> ImportBatch:
        upload(signed_in(Role.ADMIN), csv_of(WORKPLACE))
        with transaction(session) as on:
            batch = on.exec(select(ImportBatch).order_by(ImportBatch.id.desc())).first()  # type: ignore[union-attr]
            assert batch is not None
            for name, value in values.items():
                setattr(batch, name, value)
            on.add(batch)
        return batch

    return make


def status_of(session: Session, batch: ImportBatch) -> BatchStatus:
    session.rollback()
    session.refresh(batch)
    return batch.status


def test_nothing_waits(app: Flask, session: Session) -> None:
    assert not is_waiting(session)
    assert run_waiting(app) == {"checked": 0, "imported": 0, "refused": 0}


@pytest.mark.parametrize(
    ("left", "becomes"),
    [
        (BatchStatus.CHECKING, BatchStatus.CHECKED),
        (BatchStatus.RUNNING, BatchStatus.DONE),
    ],
)
def test_what_was_interrupted_is_taken_up_again(
    app: Flask, session: Session, uploaded: Callable[..., ImportBatch], left: BatchStatus, becomes: BatchStatus
) -> None:
    long_ago = utc_now() - LATER
    batch = uploaded(status=left, started_at=long_ago, heartbeat_at=long_ago)
    assert is_waiting(session)
    run_waiting(app)
    assert status_of(session, batch) is becomes


def test_what_was_interrupted_twice_is_given_up_in_words(
    app: Flask, signed_in: SignedIn, session: Session, uploaded: Callable[..., ImportBatch]
) -> None:
    long_ago = utc_now() - LATER
    batch = uploaded(status=BatchStatus.RUNNING, started_at=long_ago, heartbeat_at=long_ago, error="interrupted")
    run_waiting(app)
    assert status_of(session, batch) is BatchStatus.FAILED
    assert signed_in(Role.ADMIN).get(f"/imports/{batch.id}").has("Indlæsningen er blevet afbrudt to gange.")
    assert count_all(session)["workplace"] == 0


def test_what_is_under_way_elsewhere_is_left_alone(
    app: Flask, session: Session, uploaded: Callable[..., ImportBatch]
) -> None:
    batch = uploaded(status=BatchStatus.RUNNING, started_at=utc_now(), heartbeat_at=utc_now())
    assert not is_waiting(session)
    assert run_waiting(app)["imported"] == 0
    assert status_of(session, batch) is BatchStatus.RUNNING


def test_cancelled_while_it_is_checked_stays_cancelled(
    app: Flask, session: Session, uploaded: Callable[..., ImportBatch]
) -> None:
    batch = uploaded()
    ticks = iter(range(1_000))

    def cancelling_clock() -> Any:
        if next(ticks) == 1:  # just claimed: now somebody presses the button
            with open_session(app.extensions["crm_engine"]) as other, transaction(other) as on:
                on.get_one(ImportBatch, batch.id).status = BatchStatus.CANCELLED
        return utc_now()

    with open_session(app.extensions["crm_engine"]) as own:
        assert run_queued(own, now=utc_now(), clock=cancelling_clock)["checked"] == 0
    assert status_of(session, batch) is BatchStatus.CANCELLED
    assert session.exec(select(ImportRow)).all() == []


def test_taken_over_while_it_was_read_writes_nothing(
    app: Flask, session: Session, uploaded: Callable[..., ImportBatch]
) -> None:
    batch = uploaded(status=BatchStatus.QUEUED)
    ticks = iter(range(1_000))

    def clock_of_a_sleeper() -> Any:
        if next(ticks) == 1:
            with open_session(app.extensions["crm_engine"]) as other, transaction(other) as on:
                on.get_one(ImportBatch, batch.id).started_at = utc_now()
        return utc_now()

    with open_session(app.extensions["crm_engine"]) as own:
        assert run_queued(own, now=utc_now(), clock=clock_of_a_sleeper)["imported"] == 0
    assert count_all(session)["workplace"] == 0
    assert status_of(session, batch) is BatchStatus.RUNNING


def test_a_fault_of_ours_is_told_and_the_next_file_goes_on(
    app: Flask,
    signed_in: SignedIn,
    session: Session,
    uploaded: Callable[..., ImportBatch],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = uploaded(), uploaded()
    right = queue.try_file
    calls: list[int] = []

    def wrong_once(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        return right(*arguments, **more)

    monkeypatch.setattr(queue, "try_file", wrong_once)
    assert run_waiting(app) == {"checked": 1, "imported": 0, "refused": 1}
    assert (status_of(session, first), status_of(session, second)) == (BatchStatus.FAILED, BatchStatus.CHECKED)
    assert signed_in(Role.ADMIN).get(f"/imports/{first.id}").has("Programmet fejlede på denne fil.")


def test_a_stored_file_that_is_gone(
    app: Flask, signed_in: SignedIn, tmp_path: Path, uploaded: Callable[..., ImportBatch]
) -> None:
    batch = uploaded(status=BatchStatus.QUEUED)
    for path in (tmp_path / "uploads").iterdir():
        path.unlink()
    assert run_waiting(app)["refused"] == 1
    assert signed_in(Role.ADMIN).get(f"/imports/{batch.id}").has("Der er ingen fil med det navn")


def test_nobody_said_run_for_a_week(app: Flask, session: Session, uploaded: Callable[..., ImportBatch]) -> None:
    batch = uploaded()
    run_waiting(app)
    run_waiting(app, now=utc_now() + WAITS_AT_MOST - timedelta(minutes=5))
    assert status_of(session, batch) is BatchStatus.CHECKED
    run_waiting(app, now=utc_now() + WAITS_AT_MOST + timedelta(minutes=5))
    assert (status_of(session, batch), batch.stored_as) == (BatchStatus.CANCELLED, None)


def test_a_file_that_no_import_waits_for_is_swept_away(
    app: Flask, tmp_path: Path, uploaded: Callable[..., ImportBatch]
) -> None:
    batch = uploaded()
    left_behind = tmp_path / "uploads" / "left-behind"
    left_behind.write_text("x")
    run_waiting(app)
    assert left_behind.exists()
    run_waiting(app, now=utc_now() + timedelta(hours=2))
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [batch.stored_as]
