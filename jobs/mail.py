"""Mail that waits in the outbox."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from jobs.job import Counts


def waiting(session: Session) -> bool:
    """Only where there is a mail server: otherwise mail stays queued, and `crm doctor` says so."""
    from crm.outbox.services import is_waiting
    from crm.values.clock import utc_now

    return bool(current_app.extensions["crm_settings"].smtp_host) and is_waiting(session, now=utc_now())


def run(session: Session, now: datetime) -> Counts:
    from crm.outbox.services import send_waiting

    return send_waiting(session, current_app.extensions["crm_settings"], now=now)
