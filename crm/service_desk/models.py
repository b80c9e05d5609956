"""What became of mail to Virksomhedsservice. Nothing that was written in it stands here."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, enum_type


class MailOutcome(StrEnum):
    REQUEST = "request"  # it is a request
    MESSAGE = "message"  # it stands with the request that it belongs to
    HELD = "held"  # it holds what looks like a CPR number
    AUTOMATIC = "automatic"  # a program wrote it: counted, never answered
    FAILED = "failed"  # it could not be taken in


class RequestMail(Row, table=True):
    """One mail that was read. `digest` makes sure that it is taken in once; sender and content only as digests."""

    __tablename__ = "request_mail"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, unique=True)
    outcome: MailOutcome = Field(sa_type=enum_type(MailOutcome, "outcome"))
    read_at: datetime = Field(sa_type=Moment)
    arrived_at: datetime = Field(sa_type=Moment)
    request_id: int | None = Field(default=None, foreign_key="employer_request.id", index=True)
    sender_hash: str = Field(default="", max_length=64)
    sender_domain: str = Field(default="", max_length=100)  # only of what a person has to look at
    answered: bool = Field(default=False)  # with a receipt, or a note that it was held back
    attempts: int = Field(default=1)
    error: str | None = Field(default=None, max_length=60)  # a code, never a sentence with an address in it
    done_at: datetime | None = Field(default=None, sa_type=Moment)  # somebody has looked after it
    done_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint(
            "(outcome IN ('request', 'message')) = (request_id IS NOT NULL)", name="request_when_taken_in"
        ),
        sa.Index("ix_request_mail_read", "read_at"),
        sa.Index("ix_request_mail_sender", "sender_hash", "read_at"),
        sa.Index(
            "ix_request_mail_to_look_at",
            "arrived_at",
            sqlite_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
            postgresql_where=sa.text("done_at IS NULL AND outcome IN ('held', 'failed')"),
        ),
    )


class MailboxState(Row, table=True):
    """When the mailbox was read last, and what is wrong with it since."""

    __tablename__ = "mailbox_state"

    name: str = Field(primary_key=True, max_length=20)
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_at: datetime | None = Field(default=None, sa_type=Moment)  # since then it can't be read
    error: str | None = Field(default=None, max_length=60)
