"""The public holidays of this year and the next, as soon as a new year has begun."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.working_time.services import ensure_closed_days

    with transaction(session) as on:
        return {"days": ensure_closed_days(on, now=now)}
