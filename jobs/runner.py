"""Running jobs: by schedule while holding the lease, and by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlmodel import Session, col, select

from crm.db import close_session, session, transaction
from crm.operations.models import ScheduledJob
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from jobs import lease, runs
from jobs.job import Counts, Job
from jobs.rhythm import Daily, Every

log = structlog.get_logger("jobs")


@dataclass
class Worker:
    """One scheduler process: what it may run, and by which name it holds the lease."""

    app: Flask
    holder: str
    table: tuple[Job, ...]
    clock: Callable[[], datetime] = utc_now
    acting: bool = False
    polled_at: dict[str, datetime] = field(default_factory=dict)


def beat(worker: Worker) -> bool:
    """Take or renew the lease; True while this worker may act. A worker that comes to act writes its table."""
    with worker.app.app_context():
        asked = worker.clock()
        with transaction() as on:
            now = worker.clock()
            holds = lease.take(on, worker.holder, now=now, waited=now - asked)
            if holds and not worker.acting:
                _take_over(on, worker.table, now)
            if holds:
                for name, moment in list(worker.polled_at.items()):
                    runs.set_next_due(on, name, moment)
        if holds != worker.acting:
            log.info("jobs.acting" if holds else "jobs.standing_by")
        worker.acting = holds
        return holds


def _take_over(on: Session, table: tuple[Job, ...], now: datetime) -> None:
    runs.close_interrupted(on, now=now)
    known = {row.name: row for row in on.exec(select(ScheduledJob)).all()}
    for job in table:
        row = known.pop(job.name, None) or ScheduledJob(name=job.name, why="", rhythm="", grace_seconds=0)
        row.why, row.rhythm, row.grace_seconds = job.why, job.rhythm.text, int(job.grace.total_seconds())
        row.next_due_at = missed_today(on, job, now) or job.rhythm.next_after(now)
        on.add(row)
    for row in known.values():
        on.delete(row)


def missed_today(on: Session, job: Job, now: datetime) -> datetime | None:
    """When a daily job should have run today, if that has passed without a run."""
    if not isinstance(job.rhythm, Daily):
        return None
    due = job.rhythm.due_on(local_date(now))
    return due if due <= now and not runs.ran_on(on, job, now=now) else None


def catch_up(worker: Worker) -> None:
    """Run what was missed today and what an administrator asked for."""
    if not worker.acting:
        return
    with worker.app.app_context():
        missed = [job for job in worker.table if missed_today(session(), job, worker.clock())]
        wanted = set(session().exec(select(ScheduledJob.name).where(col(ScheduledJob.requested_at).is_not(None))))
    for job in missed:
        run_scheduled(worker, job)
    for job in worker.table:
        if job.name in wanted:
            _run_requested(worker, job)


def run_scheduled(worker: Worker, job: Job) -> None:
    """One run of the schedule: only by the holder of the lease, and a daily job once a local day."""
    if not worker.acting:
        return
    with worker.app.app_context():
        now = worker.clock()
        if isinstance(job.rhythm, Every):
            worker.polled_at[job.name] = job.rhythm.next_after(now)
        if job.waiting is not None and not job.waiting(session()):
            return
        with transaction() as on:
            holds = lease.take(on, worker.holder, now=now)
            run_id = runs.begin_scheduled(on, job, now=now) if holds else None
        if run_id is not None:
            _carry_out(job, run_id, worker.clock)


def _run_requested(worker: Worker, job: Job) -> None:
    """The button "run now": the request is taken back and the run begun in one transaction."""
    with worker.app.app_context():
        now = worker.clock()
        with transaction() as on:
            asked = sa.update(ScheduledJob).where(
                col(ScheduledJob.name) == job.name, col(ScheduledJob.requested_at).is_not(None)
            )
            taken = on.connection().execute(asked.values(requested_at=None)).rowcount == 1
            holds = taken and lease.take(on, worker.holder, now=now)
            run_id = runs.begin_by_hand(on, job, now=now, actor=f"job {job.name}") if holds else None
        if run_id is not None:
            _carry_out(job, run_id, worker.clock)


def run_by_hand(app: Flask, job: Job, *, clock: Callable[[], datetime] = utc_now) -> Counts:
    """Run a job now, in this process. Raises Refusal when it is running already, and when it fails."""
    with app.app_context():
        with transaction() as on:
            run_id = runs.begin_by_hand(on, job, now=clock(), actor="command line")
        outcome = _carry_out(job, run_id, clock)
    if isinstance(outcome, Refusal):
        raise outcome
    if isinstance(outcome, Exception):
        raise Refusal(f"{job.name} failed ({runs.error_code(outcome)}). The log names the place.") from outcome
    return outcome


def _carry_out(job: Job, run_id: int, clock: Callable[[], datetime]) -> Counts | Exception:
    """Run it and write down how it ended; an error ends this run and nothing else."""
    outcome: Counts | Exception
    try:
        outcome = job.run(session(), clock())
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs go on
        outcome = error
    close_session()  # whatever state the job left it in
    with transaction() as on:
        runs.finish(on, run_id, job, outcome, now=clock())
    if isinstance(outcome, Exception):
        log.error("job.failed", job=job.name, error=outcome)
    else:
        log.info("job.done", job=job.name, **{f"count_{key}": value for key, value in outcome.items()})
    return outcome
