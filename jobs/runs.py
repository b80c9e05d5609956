"""The log of runs: one row from its beginning to its end."""

import errno
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.operations.models import JobRun, RunStatus, ScheduledJob
from crm.refusal import Refusal
from crm.values.clock import local_date
from jobs.job import Counts, Job
from jobs.rhythm import Daily

INTERRUPTED = "Interrupted"
BY_HAND_AT_MOST = timedelta(hours=6)


def begin_scheduled(on: Session, job: Job, *, now: datetime) -> int | None:
    """The number of a scheduled run that begins; None when a daily job already had its run of this local day.

    Call it while holding the lease's row: that makes the look before the insert safe.
    """
    daily_on = local_date(now) if isinstance(job.rhythm, Daily) else None
    if daily_on is not None and ran_on(on, job, now=now):
        return None
    run = JobRun(job=job.name, daily_on=daily_on, status=RunStatus.RUNNING, started_at=now, counts={})
    on.add(run)
    on.flush()
    if daily_on is not None:
        record(on, "job.run", run, details={"job": job.name}, actor=f"job {job.name}", now=now)
    return run.id


def begin_by_hand(on: Session, job: Job, *, now: datetime, actor: str) -> int:
    """The number of a run that somebody asked for. Raises Refusal while the job is running."""
    running = on.exec(
        select(JobRun.started_at).where(
            JobRun.job == job.name, JobRun.status == RunStatus.RUNNING, JobRun.started_at > now - job.longest
        )
    ).first()
    if running:
        raise Refusal(f"{job.name} is running already, since {running:%Y-%m-%d %H:%M} UTC. Wait for it to end.")
    run = JobRun(job=job.name, by_hand=True, status=RunStatus.RUNNING, started_at=now, counts={})
    on.add(run)
    record(on, "job.run", run, details={"job": job.name}, actor=actor, now=now)
    return run.id or 0


def finish(on: Session, run_id: int, job: Job, outcome: Counts | BaseException, *, now: datetime) -> JobRun:
    """Write how the run ended and when the next one is due."""
    run = on.exec(select(JobRun).where(JobRun.id == run_id)).one()
    run.status = RunStatus.FAILED if isinstance(outcome, BaseException) else RunStatus.DONE
    run.ended_at = now
    run.counts = {} if isinstance(outcome, BaseException) else outcome
    run.error = error_code(outcome) if isinstance(outcome, BaseException) else None
    if not run.by_hand:
        set_next_due(on, job.name, job.rhythm.next_after(now))
    return run


def set_next_due(on: Session, name: str, moment: datetime) -> None:
    statement = sa.update(ScheduledJob).where(col(ScheduledJob.name) == name).values(next_due_at=moment)
    on.connection().execute(statement)


def ran_on(on: Session, job: Job, *, now: datetime) -> bool:
    """Whether the daily job had its run of this local day."""
    statement = select(JobRun.id).where(JobRun.job == job.name, JobRun.daily_on == local_date(now))
    return on.exec(statement).first() is not None


def close_interrupted(on: Session, *, now: datetime) -> None:
    """What a dead scheduler left open has failed. A daily run may be tried once more on that day, not for ever."""
    left = select(JobRun).where(JobRun.status == RunStatus.RUNNING)
    for run in on.exec(left).all():
        if run.by_hand and run.started_at > now - BY_HAND_AT_MOST:
            continue
        if run.daily_on is not None and not _interrupted_before(on, run):
            run.daily_on = None
        run.status, run.ended_at, run.error = RunStatus.FAILED, now, INTERRUPTED


def _interrupted_before(on: Session, run: JobRun) -> bool:
    statement = select(JobRun.id).where(
        JobRun.job == run.job, JobRun.error == INTERRUPTED, JobRun.started_at > run.started_at - timedelta(hours=20)
    )
    return on.exec(statement).first() is not None


def error_code(error: BaseException) -> str:
    """The kind of error without its message, which may hold personal data."""
    name = type(error).__name__
    if isinstance(error, DBAPIError) and error.orig is not None:
        return f"{name}: {type(error.orig).__name__}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: {errno.errorcode.get(error.errno, error.errno)}"
    return name
