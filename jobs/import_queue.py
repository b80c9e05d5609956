"""Imports that somebody uploaded or said "run" to."""

from datetime import datetime

from sqlmodel import Session

from jobs.job import Counts


def waiting(session: Session) -> bool:
    from crm.intake.queue import is_waiting

    return is_waiting(session)


def run(session: Session, now: datetime) -> Counts:
    from crm.intake.queue import run_queued

    return run_queued(session, now=now)
