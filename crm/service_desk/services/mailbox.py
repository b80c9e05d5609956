"""Mail that a person had to read in the mailbox; and what is known of mail goes after a while."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.service_desk.models import MailOutcome, RequestMail


def look_after(on: Session, mail: RequestMail, *, user_id: int, now: datetime) -> bool:
    """It was read in the mailbox, and done there what there was to do. False when somebody was first."""
    if mail.done_at is not None:
        return False
    mail.done_at, mail.done_by_user_id = now, user_id
    on.add(mail)
    record(on, "request_mail.done", mail, now=now)
    return True


def forget_mail_before(on: Session, moment: datetime) -> int:
    """Delete what became of mail that was read before the moment; how many. What nobody looked after stays."""
    looked_after = sa.or_(
        col(RequestMail.done_at).is_not(None), col(RequestMail.outcome).not_in([MailOutcome.HELD, MailOutcome.FAILED])
    )
    gone = sa.delete(RequestMail).where(col(RequestMail.read_at) < moment, looked_after)
    return on.connection().execute(gone).rowcount
