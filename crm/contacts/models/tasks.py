from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type


class TaskKind(StrEnum):
    FOLLOW_UP = "follow_up"
    CALL_BACK = "call_back"


class TaskEventKind(StrEnum):
    CREATED = "created"
    SNOOZED = "snoozed"
    HANDED_OVER = "handed_over"
    DONE = "done"
    REOPENED = "reopened"
    CHANGED = "changed"  # what it says


class Task(Row, Versioned, table=True):
    """The next step with a company. `promised`: the company was told, so nobody else calls before."""

    __tablename__ = "task"

    id: int | None = Field(default=None, primary_key=True)
    kind: TaskKind = Field(sa_type=enum_type(TaskKind, "kind"))
    title: str = Field(max_length=200)
    company_id: int = Field(foreign_key="company.id")
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id")
    person_id: int | None = Field(default=None, foreign_key="contact_person.id", index=True)
    interaction_entry: str | None = Field(default=None, max_length=32, index=True)  # the contact it comes from
    campaign_target_id: int | None = Field(default=None, index=True)  # a number of the campaigns, which build on this
    refusal_id: int | None = Field(default=None, foreign_key="contact_refusal.id")  # asks whether it still holds
    due_at: datetime = Field(sa_type=Moment)
    owner_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: anyone of the unit
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    promised: bool = Field(default=False)
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    done_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("owner_user_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody_has_it"),
        sa.Index("ix_task_company", "company_id", "due_at"),
        sa.Index("uq_task_refusal", "refusal_id", unique=True),
        sa.Index(
            "ix_task_owner_open",
            "owner_user_id",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
        sa.Index(
            "ix_task_unit_open",
            "unit_id",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )


class TaskEvent(Row, table=True):
    """What became of a task, line by line."""

    __tablename__ = "task_event"

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    kind: TaskEventKind = Field(sa_type=enum_type(TaskEventKind, "kind"))
    at: datetime = Field(sa_type=Moment)
    by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: it came by itself
    due_at: datetime = Field(sa_type=Moment)  # as it is after the event
    owner_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")


class DigestOptOut(Row, table=True):
    """A person who wants no morning mail."""

    __tablename__ = "digest_opt_out"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    since: datetime = Field(sa_type=Moment)
