from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import CURRENT, Fact, Row, enum_type
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup


class CooperationType(Row, table=True):
    """A kind of arrangement. Outside its validity it can still be registered on dates inside it."""

    __tablename__ = "cooperation_type"

    code: str = Field(primary_key=True, max_length=40)
    name_da: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    valid_from: date | None = Field(default=None)
    valid_to: date | None = Field(default=None)
    position: int = Field(default=0)


class Cooperation(Row, Fact, table=True):
    """One registered arrangement at one workplace, both days included; no end = still running.

    (source, external_id) is its identity over corrections: a correction retires the row and records a new one.
    Without a workplace it is *unplaced*: it does not count, and is listed for a person to place.
    """

    __tablename__ = "cooperation"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=40)
    external_id: str = Field(max_length=60)
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id")
    given_p_number: str | None = Field(default=None, max_length=10)
    given_cvr: str | None = Field(default=None, max_length=8)
    type_code: str = Field(max_length=40, foreign_key="cooperation_type.code")
    start_date: date
    end_date: date | None = Field(default=None)
    status: CooperationStatus = Field(sa_type=enum_type(CooperationStatus, "status"))
    job_centre_code: str = Field(max_length=4)  # no foreign key: an unknown centre serves the municipality of its code
    target_group: TargetGroup | None = Field(default=None, sa_type=enum_type(TargetGroup, "target_group", 40))
    hours_per_week: Decimal | None = Field(default=None, max_digits=4, decimal_places=1)
    unit: str | None = Field(default=None, max_length=120)
    consultant: str | None = Field(default=None, max_length=254)
    note: str | None = Field(default=None, max_length=2000)
    recorded_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    retired_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    void_reason: str | None = Field(default=None, max_length=500)

    __table_args__ = (
        sa.CheckConstraint("end_date IS NULL OR end_date >= start_date", name="dates_in_order"),
        sa.Index("uq_cooperation_current", "source", "external_id", unique=True, **CURRENT),
        # Holds all that the rate reads, so that it never has to look at the table.
        sa.Index(
            "ix_cooperation_workplace",
            "workplace_id",
            "start_date",
            "end_date",
            "type_code",
            "status",
            "job_centre_code",
            "recorded_at",
            "retired_at",
        ),
        sa.Index(
            "ix_cooperation_unplaced",
            "start_date",
            sqlite_where=sa.text("workplace_id IS NULL"),
            postgresql_where=sa.text("workplace_id IS NULL"),
        ),
        sa.Index("ix_cooperation_start", "start_date", "workplace_id", **CURRENT),
        sa.Index("ix_cooperation_end", "end_date", "workplace_id", **CURRENT),
    )
