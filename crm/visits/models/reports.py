from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type


class VisitReport(Row, table=True):
    """A visit and the contact that tells of it: `entry` is the contact's identity over its corrections."""

    __tablename__ = "visit_report"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    entry: str = Field(max_length=32, unique=True)
    reported_at: datetime = Field(sa_type=Moment)
    reported_by_user_id: int = Field(foreign_key="user_account.id")
    thanked_at: datetime | None = Field(default=None, sa_type=Moment)  # the mail of thanks was queued


class VisitReminder(Row, table=True):
    """The task that asks for a visit's report: one for each visit. It is no appointment with the company."""

    __tablename__ = "visit_reminder"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    task_id: int = Field(foreign_key="task.id", unique=True)


class VisitTextName(StrEnum):
    THANKS = "thanks"


class VisitText(Row, Versioned, table=True):
    """A mail about visits, one row for each language: ours to begin with, then as an administrator writes it."""

    __tablename__ = "visit_text"

    id: int | None = Field(default=None, primary_key=True)
    name: VisitTextName = Field(sa_type=enum_type(VisitTextName, "name"))
    language: str = Field(max_length=2)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)

    __table_args__ = (sa.UniqueConstraint("name", "language"),)
