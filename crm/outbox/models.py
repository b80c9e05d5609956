from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class OutboxMail(Row, table=True):
    """One mail, waiting until it is sent or given up. What was sent keeps no text: it is emptied after sending."""

    __tablename__ = "outbox_mail"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120, unique=True)  # says what it is about; the same mail is never queued twice
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    calendar: str | None = Field(default=None, sa_type=sa.Text)  # an iCalendar object that goes with it
    reply_to: str | None = Field(default=None, max_length=254)
    thread: str | None = Field(default=None, max_length=20)  # begins its Message-ID: an answer is recognised by it
    queued_at: datetime = Field(sa_type=Moment)
    try_after: datetime = Field(sa_type=Moment)
    attempts: int = Field(default=0)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    given_up_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str | None = Field(default=None, max_length=120)  # a code, never a sentence with an address in it

    __table_args__ = (
        sa.Index(
            "ix_outbox_mail_waiting",
            "try_after",
            sqlite_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )
