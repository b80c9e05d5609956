"""The jobs of the schedule, each on a database with something to do."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from people import ANNA, account_of
from sqlmodel import Session, select

from crm.accounts.models import SignInAttempt, WebSession
from crm.audit.anchors import read_anchors
from crm.audit.trail import head
from crm.db import transaction
from crm.operations.backup import finished
from crm.operations.models import JobRun, RunStatus
from crm.web.models import OnceKey
from jobs import runner
from jobs.schedule import find

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def run(app: Flask, name: str, now: datetime = NOW) -> dict[str, int]:
    job = find(name)
    assert job is not None
    return runner.run_by_hand(app, job, clock=lambda: now)


def test_clean_up_after_sign_ins(app: Flask, session: Session) -> None:
    anna = account_of(session, ANNA)
    day = timedelta(days=1)
    with transaction(session) as on:
        for name, ends, revoked in (
            ("open", NOW + day, None),
            ("over", NOW - day, None),
            ("gone", NOW + day, NOW - day),
        ):
            on.add(
                WebSession(token_hash=name, user_id=anna.id, created_at=NOW - 2 * day, ends_at=ends, revoked_at=revoked)
            )
        for days in (0, 3):
            on.add(SignInAttempt(account_hash="a", address_hash="b", at=NOW - days * day))
        for days in (6, 8):
            on.add(OnceKey(key=f"key-{days}", user_id=anna.id, used_at=NOW - days * day, location="/"))
        for days in (10, 500):
            on.add(JobRun(job="x", status=RunStatus.DONE, started_at=NOW - days * day, counts={}))
    assert run(app, "session-cleanup") == {"sessions": 2, "attempts": 1, "once_keys": 1, "job_runs": 1}
    session.rollback()
    assert session.exec(select(WebSession.token_hash)).all() == ["open"]
    assert session.exec(select(OnceKey.key)).all() == ["key-6"]


def test_the_anchor_is_the_head_of_the_trail(app: Flask, session: Session, tmp_path: Path) -> None:
    line = run(app, "audit-anchor")["line"]
    assert (line, read_anchors(tmp_path)[line]) == head(session)


def test_backups_are_kept_up_to_the_number_asked_for(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "crm-notes.txt").write_text("mine")
    killed = folder / ".crm-20261101T011500Z-0001.sqlite.part"
    killed.touch()
    os.utime(killed, (0, 0))
    for day in range(16):
        run(app, "verified-backup", NOW + timedelta(days=day))
    kept = finished(folder)
    assert [taken_at for taken_at, _path in kept] == [NOW + timedelta(days=day) for day in range(15, 1, -1)]
    assert len(list(folder.iterdir())) == 2 * 14 + 1  # each with its checksum, and what is not ours


def test_groups_and_lists_are_brought_up_to_today(app: Flask, session: Session) -> None:
    counts = run(app, "nightly-groups")
    assert counts == {"workplaces": 0, "large": 0, "growth": 0, "startup": 0}
    assert session.exec(select(JobRun.status)).all() == [RunStatus.DONE]


@pytest.mark.parametrize("name", ["nightly-groups", "session-cleanup", "audit-anchor", "import-queue"])
def test_twice_is_harmless(app: Flask, session: Session, name: str) -> None:
    run(app, name)
    before = session.connection().execute(sa.select(sa.func.count()).select_from(JobRun)).scalar_one()
    session.rollback()
    run(app, name)
    assert session.connection().execute(sa.select(sa.func.count()).select_from(JobRun)).scalar_one() == before + 1
