from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, enum_type


class Answer(StrEnum):
    """What an invited person said (RFC 5545, PARTSTAT); a counter proposes another time."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTER = "counter"


class VisitInvitation(Row, table=True):
    """Somebody who gets the visit by mail: a contact person, the lead, or a colleague."""

    __tablename__ = "visit_invitation"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id")
    person_id: int | None = Field(default=None, foreign_key="contact_person.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    email: str = Field(max_length=254)  # where it went: an update and a cancellation go there too
    token_hash: str | None = Field(default=None, max_length=64, unique=True)  # of the link with which one answers
    sent_sequence: int | None = Field(default=None)  # the newest that was queued to be sent
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    answer: Answer = Field(default=Answer.NONE, sa_type=enum_type(Answer, "answer"))
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    proposed_starts_at: datetime | None = Field(default=None, sa_type=Moment)  # with a counter
    answer_note: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": ""}
    )  # what they said to it
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)  # no longer invited; heard so by mail

    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (user_id IS NULL)", name="one_person"),
        sa.UniqueConstraint("visit_id", "person_id"),
        sa.UniqueConstraint("visit_id", "user_id"),
    )


class CalendarFeed(Row, table=True):
    """A secret address under which a consultant's own calendar program reads their visits."""

    __tablename__ = "calendar_feed"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
