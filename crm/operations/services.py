"""What an administrator may ask of the jobs process."""

from datetime import datetime

from sqlmodel import Session

from crm.audit.trail import record
from crm.operations.models import ScheduledJob


def request_run(on: Session, job: ScheduledJob, *, now: datetime) -> None:
    """Ask the worker to run the job; it does within seconds. Asking twice before that is asking once."""
    if job.requested_at is None:
        job.requested_at = now
        on.add(job)
        record(on, "job.request", job, details={"job": job.name}, now=now)
