"""Unsent drafts and calls that nobody is having any more are kept no longer than they are of use."""

from datetime import datetime, timedelta

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts

DRAFTS_KEPT = timedelta(days=30)
CLAIMS_KEPT = timedelta(days=1)
"""An unfinished call is offered to its caller again for so long after its lease has ended."""


def run(session: Session, now: datetime) -> Counts:
    from crm.contacts.services import claims, drafts

    with transaction(session) as on:
        return {
            "drafts": drafts.forget_before(on, now - DRAFTS_KEPT),
            "claims": claims.forget_expired(on, now - CLAIMS_KEPT),
        }
