"""Job orders whose deadline is over: somebody asks the company what came of them, until it is written down."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.service_desk.services.job_orders import follow_up

    with transaction(session) as on:
        return {"tasks": follow_up(on, now=now)}
