"""Refusals of contact that have run out: a task to ask the company, for each once."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from jobs.job import Counts


def run(session: Session, now: datetime) -> Counts:
    from crm.contacts.services.asking_again import ask_again

    with transaction(session) as on:
        return {"tasks": ask_again(on, now=now)}
