from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type


class AbsenceKind(StrEnum):
    HOLIDAY = "holiday"
    COURSE = "course"
    MEETING = "meeting"
    AWAY = "away"  # illness too: nobody needs to read why


class Absence(Row, table=True):
    """One of ours can't go out, from `starts_at` up to `ends_at`. Withdrawn, never deleted."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    kind: AbsenceKind = Field(sa_type=enum_type(AbsenceKind, "kind"))
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int = Field(foreign_key="user_account.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="moments_in_order"),
        sa.Index("ix_absence_user", "user_id", "starts_at"),
    )


class StandIn(Row, table=True):
    """Who takes over while somebody is away: always, or within a period. The first in the order who is there."""

    __tablename__ = "stand_in"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    stand_in_user_id: int = Field(foreign_key="user_account.id", index=True)
    position: int
    first_day: date | None = Field(default=None)
    last_day: date | None = Field(default=None)
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int = Field(foreign_key="user_account.id")
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("user_id <> stand_in_user_id", name="somebody_else"),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
    )


class WorkingHours(Row, table=True):
    """A weekday on which the person goes out, in Copenhagen's time; who has no rows works as everybody does."""

    __tablename__ = "working_hours"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    weekday: int = Field(primary_key=True)  # 0 is Monday
    begins: time
    ends: time

    __table_args__ = (
        sa.CheckConstraint("ends > begins", name="times_in_order"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_a_week"),
    )


class VisitSettingName(StrEnum):
    TRAVEL_BUFFER_MINUTES = "travel_buffer_minutes"
    REPORT_WORKING_DAYS = "report_working_days"


class VisitSetting(Row, Versioned, table=True):
    """A number an administrator can change."""

    __tablename__ = "visit_setting"

    id: int | None = Field(default=None, primary_key=True)
    name: VisitSettingName = Field(sa_type=enum_type(VisitSettingName, "name", 40), unique=True)
    value: int
