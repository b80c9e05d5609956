"""Nothing about signing in is kept longer than it is needed."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts import sessions, throttle
from crm.db import transaction
from crm.operations.models import JobRun
from crm.web import once
from jobs.job import Counts

ATTEMPTS_KEPT = timedelta(days=1)
KEYS_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=400)


def run(session: Session, now: datetime) -> Counts:
    """Delete ended sessions, counted sign-in attempts, used one-time keys and old lines of the run log."""
    with transaction(session) as on:
        old_runs = sa.delete(JobRun).where(col(JobRun.started_at) < now - RUNS_KEPT)
        return {
            "sessions": sessions.forget_ended(on, now),
            "attempts": throttle.forget_before(on, now - ATTEMPTS_KEPT),
            "once_keys": once.forget_before(on, now - KEYS_KEPT),
            "job_runs": on.connection().execute(old_runs).rowcount,
        }
