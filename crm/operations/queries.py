"""How the jobs are doing: what the Jobs page and the doctor say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.operations.models import JobLease, JobRun, RunStatus, ScheduledJob

STUCK_AFTER = timedelta(hours=6)


class WorkerState(StrEnum):
    ALIVE = "alive"
    SILENT = "silent"  # its lease has expired
    NEVER = "never"  # it has never run here


class JobState(StrEnum):
    FINE = "fine"
    RUNNING = "running"
    REQUESTED = "requested"  # an administrator asked for it; the worker takes it up within seconds
    FAILED = "failed"
    OVERDUE = "overdue"


TROUBLE = (JobState.OVERDUE, JobState.FAILED)


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job of the schedule and how it is doing."""

    name: str
    why: str
    rhythm: str
    next_due_at: datetime | None
    state: JobState
    last: JobRun | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The schedule as the worker last wrote it. `lease_ends_at`: until then the worker is heard of."""

    worker: WorkerState
    lease_ends_at: datetime | None
    jobs: list[JobLine]

    def named(self, state: JobState) -> list[str]:
        return [line.name for line in self.jobs if line.state == state]

    @property
    def alarm(self) -> bool:
        return self.worker is not WorkerState.ALIVE or bool(self.named(JobState.OVERDUE))


def overview(on: Session, *, now: datetime) -> Overview:
    """Trouble first, then what is due next. Three queries, however many runs there are."""
    lease = on.exec(select(JobLease)).first()
    worker = _worker_state(lease, now)
    newest = select(sa.func.max(JobRun.id)).group_by(col(JobRun.job))
    last = {run.job: run for run in on.exec(select(JobRun).where(col(JobRun.id).in_(newest)))}
    jobs = on.exec(select(ScheduledJob).order_by(col(ScheduledJob.next_due_at), col(ScheduledJob.name))).all()
    lines = [_line(job, last.get(job.name), worker, now) for job in jobs]
    lines.sort(key=lambda line: line.state not in TROUBLE)
    return Overview(worker, lease.expires_at if lease else None, lines)


def recent_runs(on: Session, *, limit: int = 50) -> list[JobRun]:
    return list(on.exec(select(JobRun).order_by(col(JobRun.started_at).desc(), col(JobRun.id).desc()).limit(limit)))


def job_by_name(on: Session, name: str) -> ScheduledJob | None:
    return on.exec(select(ScheduledJob).where(ScheduledJob.name == name)).first()


def _worker_state(lease: JobLease | None, now: datetime) -> WorkerState:
    if lease is None:
        return WorkerState.NEVER
    return WorkerState.ALIVE if lease.expires_at > now else WorkerState.SILENT


def _line(job: ScheduledJob, last: JobRun | None, worker: WorkerState, now: datetime) -> JobLine:
    state = _state(job, last, worker, now)
    return JobLine(job.name, job.why, job.rhythm, job.next_due_at, state, last)


def _state(job: ScheduledJob, last: JobRun | None, worker: WorkerState, now: datetime) -> JobState:
    if (
        last
        and last.status is RunStatus.RUNNING
        and worker is WorkerState.ALIVE
        and now - last.started_at < STUCK_AFTER
    ):
        return JobState.RUNNING
    if job.next_due_at and job.next_due_at + timedelta(seconds=job.grace_seconds) < now:
        return JobState.OVERDUE
    if job.requested_at:
        return JobState.REQUESTED
    return JobState.FAILED if last and last.status is RunStatus.FAILED else JobState.FINE
