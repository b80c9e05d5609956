from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type


class VisitStatus(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    MOVED = "moved"  # another visit took its place


PLANNED = (VisitStatus.PROPOSED, VisitStatus.CONFIRMED)
"""Visits that take up their time."""


class Visit(Row, Versioned, table=True):
    """One agreed or proposed visit, from `starts_at` up to `ends_at`."""

    __tablename__ = "visit"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    lead_user_id: int = Field(foreign_key="user_account.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")  # the lead's unit when it was booked
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    status: VisitStatus = Field(sa_type=enum_type(VisitStatus, "status"))
    purpose: str = Field(max_length=200)
    campaign_target_id: int | None = Field(default=None, index=True)  # a number of the campaigns, which build on this
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="moments_in_order"),
        sa.Index("ix_visit_company", "company_id", "starts_at"),
        sa.Index("ix_visit_lead", "lead_user_id", "starts_at"),
        sa.Index("ix_visit_starts_at", "starts_at"),
    )
