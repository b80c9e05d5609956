"""How the mailbox of Virksomhedsservice stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.service_desk.models import MailboxState, MailOutcome, RequestMail

COUNTED = timedelta(days=30)
MOST = 100
_TO_LOOK_AT = sa.text("request_mail.done_at IS NULL AND request_mail.outcome IN ('held', 'failed')")
"""As the index says it."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`counts` are of the last thirty days, `waiting` the mails that a person has to look at, the oldest first."""

    state: MailboxState | None
    counts: dict[MailOutcome, int]
    waiting: Sequence[RequestMail]


def mailbox(on: Session, *, now: datetime) -> Mailbox:
    """Three queries."""
    by_outcome = (
        select(RequestMail.outcome, sa.func.count())
        .where(col(RequestMail.read_at) > now - COUNTED)
        .group_by(col(RequestMail.outcome))
    )
    counts: dict[MailOutcome, int] = dict.fromkeys(MailOutcome, 0)
    counts |= {MailOutcome(outcome): count for outcome, count in on.exec(by_outcome)}
    waiting = select(RequestMail).where(_TO_LOOK_AT).order_by(col(RequestMail.arrived_at)).limit(MOST)
    state = on.exec(select(MailboxState)).first()
    return Mailbox(state, counts, on.exec(waiting).all())


def mails_to_look_at(on: Session) -> int:
    """How many mails somebody has to look at in the mailbox. One query of an index."""
    query = sa.select(sa.func.count()).select_from(RequestMail).where(_TO_LOOK_AT)
    return int(on.connection().execute(query).scalar_one())


def mail_by_id(on: Session, mail_id: int) -> RequestMail | None:
    """A mail that was held back or could not be taken in."""
    found = on.get(RequestMail, mail_id)
    return found if found is not None and found.outcome in (MailOutcome.HELD, MailOutcome.FAILED) else None
