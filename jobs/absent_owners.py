"""Requests of colleagues who are away: not begun, they go to the stand-in or back to the unit; the rest is told of."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import utc_now
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.routing.services.absences import pass_on

    with transaction(session) as on:
        passed, told = pass_on(on, now=now)
    return {"passed_on": passed, "told": told}


def waiting(session: Session) -> bool:
    from crm.routing.services.absences import has_work

    return has_work(session, now=utc_now())
