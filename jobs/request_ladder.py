"""Service goals that are half used, mostly used or past due: those who can do something hear of it, each time once."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import utc_now
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.employer_requests.services.ladder import remind

    with transaction(session) as on:
        steps, mails = remind(on, now=now)
    return {"steps": steps, "mails": mails}


def waiting(session: Session) -> bool:
    from crm.employer_requests.services.ladder import due_steps

    return bool(due_steps(session, now=utc_now()))
