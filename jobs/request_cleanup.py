"""What came with closed requests is kept no longer than the settings say."""

from datetime import datetime, time, timedelta

from flask import current_app
from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import COPENHAGEN, local_date
from crm.values.periods import months_before
from jobs.job import Counts

STRAYS_KEPT = timedelta(days=7)
MAIL_KEPT = timedelta(days=365)


def run(session: Session, now: datetime) -> Counts:
    from crm.employer_requests.services.forgetting import close_pages, forget_files, sweep
    from crm.service_desk.services.mailbox import forget_mail_before

    settings = current_app.extensions["crm_settings"]
    files = forget_files(session, settings, closed_before=_months_ago(now, settings.attachment_months), now=now)
    files += sweep(session, settings, older_than=now - STRAYS_KEPT)
    with transaction(session) as on:
        pages = close_pages(on, closed_before=_months_ago(now, settings.status_link_months), now=now)
        mails = forget_mail_before(on, now - MAIL_KEPT)
    return {"files_removed": files, "pages_closed": pages, "mails_removed": mails}


def _months_ago(now: datetime, months: int) -> datetime:
    """The beginning of that day."""
    return datetime.combine(months_before(local_date(now), months), time.min, COPENHAGEN)
