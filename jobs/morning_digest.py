"""The morning mail with the day's visits, call-backs and follow-ups."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.contacts.services.digest import queue_digests

    with transaction(session) as on:
        return {"mails": queue_digests(on, now=now)}
