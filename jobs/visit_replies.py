"""Answers to invitations that calendar programs sent by mail."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from jobs.job import Counts


def waiting(_session: Session) -> bool:
    """Only where a mailbox is set, and there is mail in it that nobody has looked at."""
    from crm.visiting.services.reading_replies import replies_waiting

    return replies_waiting(current_app.extensions["crm_settings"])


def run(session: Session, now: datetime) -> Counts:
    from crm.visiting.services.reading_replies import read_replies

    return read_replies(session, current_app.extensions["crm_settings"], now=now)
