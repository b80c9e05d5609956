"""What an administrator, or other work, may ask of the jobs process."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.operations.models import ScheduledJob


def request_run(on: Session, job: ScheduledJob, *, now: datetime) -> None:
    """Ask the worker to run the job; it does within seconds. Asking twice before that is asking once."""
    if job.requested_at is None:
        job.requested_at = now
        on.add(job)
        record(on, "job.request", job, details={"job": job.name}, now=now)


def follow_up_with(on: Session, name: str, *, now: datetime) -> None:
    """Let the jobs process run a job soon because other work calls for it; nothing happens where none has ever run."""
    asked = sa.update(ScheduledJob).where(col(ScheduledJob.name) == name, col(ScheduledJob.requested_at).is_(None))
    on.connection().execute(asked.values(requested_at=now))
