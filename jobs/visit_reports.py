"""Visits without a report some working days later: a task to who led the visit, for each once."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.visiting.services.report_reminders import remind

    with transaction(session) as on:
        return {"tasks": remind(on, now=now)}
