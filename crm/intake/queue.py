"""Uploaded files are checked and run here, in the jobs process, one after the other.

A file is claimed by one conditional UPDATE; `started_at` then is the claim. While a file is read the claim is renewed
in short transactions (`heartbeat_at`); everything is written in one. Whoever lost the claim writes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from crm.db import transaction
from crm.intake.importing import try_file, write
from crm.intake.labels import FAILURE, INTERRUPTED
from crm.intake.models import BatchStatus, ImportBatch
from crm.intake.outcome import keep_outcome
from crm.intake.reading import Progress, Source, read_file
from crm.intake.uploads import remove_upload, stored_file, sweep_uploads
from crm.settings import Settings
from crm.values.clock import utc_now
from imports.problems import FileProblem, FileProblemCode

STALE_AFTER = timedelta(seconds=60)
WAITS_AT_MOST = timedelta(days=7)
BEAT = timedelta(seconds=1)
ACTOR = "job import-queue"
UNDER_WAY = (BatchStatus.CHECKING, BatchStatus.RUNNING)
log = structlog.get_logger("intake")

_is_new = sa.and_(col(ImportBatch.status) == BatchStatus.CHECKING, col(ImportBatch.started_at).is_(None))
_is_queued = col(ImportBatch.status) == BatchStatus.QUEUED


class LostClaimError(Exception):
    """The import was cancelled, or somebody else has taken it over."""


def is_waiting(on: Session) -> bool:
    """Whether there is a file to check or run, or one that was left half-way."""
    wanted = sa.or_(_is_new, _is_queued, _is_stale(utc_now()))
    return on.exec(select(ImportBatch.id).where(wanted).limit(1)).first() is not None


def run_queued(on: Session, *, now: datetime, clock: Callable[[], datetime] = utc_now) -> dict[str, int]:
    """Check and run everything that waits. Opens its own transactions; returns how many of each."""
    counts = {"checked": 0, "imported": 0, "refused": 0}
    recover(on, now=now)
    while (claimed := _claim(on, clock())) is not None:
        batch_id, was_queued, claim = claimed
        work = _run if was_queued else _check
        try:
            work(on, batch_id, claim, clock)
            counts["imported" if was_queued else "checked"] += 1
        except LostClaimError:
            log.info("import.claim_lost", batch=batch_id)
        except FileProblem as refused:
            _fail(on, batch_id, claim, refused.code.value, ", ".join(refused.details), now=clock())
            counts["refused"] += 1
        except DBAPIError:
            raise  # a busy or lost database says nothing about the file: it is taken up again later
        except Exception:
            log.exception("import.failed", batch=batch_id)
            _fail(on, batch_id, claim, FAILURE, "", now=clock())
            counts["refused"] += 1
    return counts


def recover(on: Session, *, now: datetime) -> None:
    """Take up again, once, what was interrupted; give up what was twice, and what nobody said run to for a week."""
    with transaction(on) as work:
        stale = work.exec(select(ImportBatch).where(_is_stale(now))).all()
        for batch in stale:
            if batch.error == INTERRUPTED:
                _finish(batch, BatchStatus.FAILED, now)
                continue
            batch.error, batch.started_at, batch.phase = INTERRUPTED, None, "waiting"
            batch.status = BatchStatus.QUEUED if batch.status is BatchStatus.RUNNING else BatchStatus.CHECKING
        waits = col(ImportBatch.status) == BatchStatus.CHECKED
        for batch in work.exec(select(ImportBatch).where(waits, col(ImportBatch.created_at) < now - WAITS_AT_MOST)):
            _finish(batch, BatchStatus.CANCELLED, now)
    sweep_uploads(on, _settings(), now=now)


def _is_stale(now: datetime) -> sa.ColumnElement[bool]:
    claimed = sa.and_(col(ImportBatch.status).in_(UNDER_WAY), col(ImportBatch.started_at).is_not(None))
    return sa.and_(claimed, col(ImportBatch.heartbeat_at) < now - STALE_AFTER)


def _claim(on: Session, now: datetime) -> tuple[int, bool, datetime] | None:
    """The oldest waiting file, now ours: its id, whether it is to be run, and the claim."""
    with transaction(on) as work:
        oldest = select(ImportBatch.id, ImportBatch.status).where(sa.or_(_is_new, _is_queued))
        found = work.exec(oldest.order_by(col(ImportBatch.id)).limit(1)).first()
        if found is None or found[0] is None:
            return None
        batch_id, status = found
        was_queued = status is BatchStatus.QUEUED
        new_status = BatchStatus.RUNNING if was_queued else BatchStatus.CHECKING
        values = {"status": new_status, "started_at": now, "heartbeat_at": now, "phase": "reading", "rows_done": 0}
        still_free = _is_queued if was_queued else _is_new
        if _update(work, values, col(ImportBatch.id) == batch_id, still_free) != 1:
            return None
    return batch_id, was_queued, now


def _check(on: Session, batch_id: int, claim: datetime, clock: Callable[[], datetime]) -> None:
    """The dry run, kept for the page."""
    found = try_file(on, _source(on, batch_id), now=clock(), progress=_progress(on, batch_id, claim, clock))
    with transaction(on) as work:
        _renew(work, batch_id, claim, clock(), phase="waiting")
        batch = work.get_one(ImportBatch, batch_id)
        keep_outcome(work, batch, found.reading, found.outcomes, found.problems)
        batch.effect = found.effect
        batch.status, batch.started_at, batch.error = BatchStatus.CHECKED, None, None


def _run(on: Session, batch_id: int, claim: datetime, clock: Callable[[], datetime]) -> None:
    source = _source(on, batch_id)
    progress = _progress(on, batch_id, claim, clock)
    reading = read_file(on, source, progress)
    progress("writing", reading.read, reading.read)
    with transaction(on) as work:
        # Holds the row to the end: a cancelled or taken-over import writes nothing, and nobody takes over this one.
        _renew(work, batch_id, claim, clock(), phase="writing")
        batch = work.get_one(ImportBatch, batch_id)
        write(work, batch, source, reading, now=clock(), actor=ACTOR)
        stored, batch.stored_as, batch.error = batch.stored_as, None, None
    remove_upload(_settings(), stored)


def _progress(on: Session, batch_id: int, claim: datetime, clock: Callable[[], datetime]) -> Progress:
    """Write how far it is, about once a second and at each new phase."""
    last: list[tuple[str, datetime]] = []

    def progress(phase: str, done: int, _total: int) -> None:
        now = clock()
        if last and last[-1][0] == phase and now - last[-1][1] < BEAT:
            return
        last[:] = [(phase, now)]
        with transaction(on) as work:
            _renew(work, batch_id, claim, now, phase=phase, rows_done=done)

    return progress


def _renew(work: Session, batch_id: int, claim: datetime, now: datetime, **values: Any) -> None:
    """Raises LostClaimError."""
    is_ours = (
        col(ImportBatch.id) == batch_id,
        col(ImportBatch.started_at) == claim,
        col(ImportBatch.status).in_(UNDER_WAY),
    )
    if _update(work, {"heartbeat_at": now, **values}, *is_ours) != 1:
        raise LostClaimError


def _fail(on: Session, batch_id: int, claim: datetime, error: str, detail: str, *, now: datetime) -> None:
    try:
        with transaction(on) as work:
            _renew(work, batch_id, claim, now)
            batch = work.get_one(ImportBatch, batch_id)
            stored = batch.stored_as
            batch.error, batch.error_detail = error, detail[:300]
            _finish(batch, BatchStatus.FAILED, now)
    except LostClaimError:
        return
    remove_upload(_settings(), stored)


def _finish(batch: ImportBatch, status: BatchStatus, now: datetime) -> None:
    """The file itself goes with the next sweep, where it was not removed at once."""
    batch.status, batch.finished_at, batch.stored_as = status, now, None


def _source(on: Session, batch_id: int) -> Source:
    batch = on.get_one(ImportBatch, batch_id, populate_existing=True)
    path = stored_file(_settings(), batch.stored_as)
    if path is None:
        raise FileProblem(FileProblemCode.UNREADABLE_FILE, "missing")
    return Source(batch.kind, path, batch.file_name, batch.source, batch.valid_from)


def _update(work: Session, values: dict[str, Any], *where: Any) -> int:
    statement = sa.update(ImportBatch).where(*where).values(**values).execution_options(synchronize_session=False)
    changed: int = work.connection().execute(statement).rowcount
    work.expire_all()
    return changed


def _settings() -> Settings:
    settings: Settings = current_app.extensions["crm_settings"]
    return settings
