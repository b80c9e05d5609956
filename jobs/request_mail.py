"""Mail that companies write to Virksomhedsservice."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from crm.values.clock import utc_now
from jobs.job import Counts


def waiting(session: Session) -> bool:
    """Only where a mailbox is set, and there is mail in it; now and then also to write down that there is none."""
    from crm.service_desk.services.mail_intake import mail_waiting

    return mail_waiting(session, current_app.extensions["crm_settings"], now=utc_now())


def run(session: Session, now: datetime) -> Counts:
    from crm.service_desk.services.mail_intake import read_requests

    return read_requests(session, current_app.extensions["crm_settings"], now=now)
