"""Visit plans that somebody asked for."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from jobs.job import Counts


def waiting(session: Session) -> bool:
    from crm.planning.services.queue import is_waiting

    return is_waiting(session)


def run(session: Session, now: datetime) -> Counts:
    """The time limit is a setting: see docs/deploy.md."""
    from crm.planning.core.solve import Effort
    from crm.planning.services.queue import run_queued

    seconds = current_app.extensions["crm_settings"].planner_seconds
    return run_queued(session, Effort(seconds=seconds), now=now)
