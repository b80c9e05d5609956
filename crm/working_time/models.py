from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from crm.db import CURRENT, Moment, Row


class Kept(SQLModel):
    """Mixin for a setting whose history explains later what was worked out with it: retired, never changed.

    Nobody has recorded what came with the installation.
    """

    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    retired_at: datetime | None = Field(default=None, sa_type=Moment)
    retired_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")


class OpeningBlock(Row, Kept, table=True):
    """Open from `opens` up to `closes` on one weekday, by the clock in Copenhagen.

    All blocks of one `valid_from` are one set of opening hours; the newest that has begun holds.
    """

    __tablename__ = "opening_block"

    id: int | None = Field(default=None, primary_key=True)
    valid_from: date
    weekday: int  # 0 is Monday
    opens: time
    closes: time

    __table_args__ = (
        sa.CheckConstraint("closes > opens", name="times_in_order"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_a_week"),
        sa.Index("uq_opening_block_current", "valid_from", "weekday", "opens", unique=True, **CURRENT),
    )


class ClosedDay(Row, Kept, table=True):
    """A day that differs from its weekday: closed, or open only until or only from a time of day."""

    __tablename__ = "closed_day"

    id: int | None = Field(default=None, primary_key=True)
    day: date
    name: str = Field(max_length=80)
    open_until: time | None = Field(default=None)
    open_from: time | None = Field(default=None)

    __table_args__ = (
        sa.CheckConstraint("open_until IS NULL OR open_from IS NULL", name="one_half"),
        sa.Index("uq_closed_day_current", "day", unique=True, **CURRENT),
    )
