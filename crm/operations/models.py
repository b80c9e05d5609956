from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, enum_type


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ScheduledJob(Row, table=True):
    """What the jobs process has on its table, written by it at start, so that the Jobs page can see what is overdue."""

    __tablename__ = "scheduled_job"

    name: str = Field(primary_key=True, max_length=60)
    why: str = Field(max_length=300)
    rhythm: str = Field(max_length=120)
    next_due_at: datetime | None = Field(default=None, sa_type=Moment)
    grace_seconds: int
    requested_at: datetime | None = Field(default=None, sa_type=Moment)  # an administrator pressed "run now"


class JobLease(Row, table=True):
    """The one scheduler that may act (one row); a newcomer takes over when it has expired."""

    __tablename__ = "job_lease"

    id: int = Field(default=1, primary_key=True)
    holder: str = Field(max_length=80)
    taken_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)

    __table_args__ = (sa.CheckConstraint("id = 1", name="single_row"),)


class JobRun(Row, table=True):
    """One run of a job. A daily job has at most one scheduled run a local day (`daily_on`)."""

    __tablename__ = "job_run"

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60)
    daily_on: date | None = Field(default=None)
    by_hand: bool = Field(default=False)
    status: RunStatus = Field(sa_type=enum_type(RunStatus, "status"))
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    counts: dict[str, Any] = Field(sa_type=sa.JSON)
    error: str | None = Field(default=None, max_length=300)

    __table_args__ = (
        sa.UniqueConstraint("job", "daily_on"),
        sa.Index("ix_job_run_job", "job", "started_at"),
    )
