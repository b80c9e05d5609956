"""What is known of sent mail goes after three months; mail that could not be sent for a month is given up."""

from datetime import datetime, timedelta

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts

KEPT = timedelta(days=90)
WAITED_AT_MOST = timedelta(days=30)


def run(session: Session, now: datetime) -> Counts:
    from crm.outbox.services import forget_before, give_up_before

    with transaction(session) as on:
        return {
            "given_up": give_up_before(on, now - WAITED_AT_MOST, now=now),
            "mails_removed": forget_before(on, now - KEPT),
        }
