from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.campaigns.words import CampaignStatus, SourceKind
from crm.db import Moment, Row, Versioned, enum_type


class Campaign(Row, Versioned, table=True):
    """Calls to many companies for one purpose. Whoever calls, calls for its unit."""

    __tablename__ = "campaign"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    purpose: str = Field(default="", max_length=1000)
    status: CampaignStatus = Field(default=CampaignStatus.DRAFT, sa_type=enum_type(CampaignStatus, "status"))
    resumes_as: CampaignStatus | None = Field(default=None, sa_type=enum_type(CampaignStatus, "resumes_as"))
    starts_on: date
    ends_on: date
    unit_id: int = Field(foreign_key="unit.id")
    themes: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # as a contact's themes
    rule: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # crm.campaigns.rules.AttemptsRule
    follows_source: bool = Field(default=False)  # False: the list stays as it was built
    shares_companies: bool = Field(default=False)  # True: also those that are in another campaign
    pilot_size: int = Field(default=20)
    goal_calls: int | None = Field(default=None)
    goal_reached: int | None = Field(default=None)
    goal_interested: int | None = Field(default=None)
    goal_visits: int | None = Field(default=None)
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)

    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        sa.CheckConstraint("pilot_size BETWEEN 1 AND 1000", name="pilot_of_some"),
        sa.Index("ix_campaign_status", "status"),
    )


class CampaignSource(Row, table=True):
    """Where a campaign's companies come from, and what became of it when the list was last built."""

    __tablename__ = "campaign_source"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    kind: SourceKind = Field(sa_type=enum_type(SourceKind, "kind"))
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    built_at: datetime | None = Field(default=None, sa_type=Moment)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)


class CampaignCaller(Row, table=True):
    """One who calls in a campaign."""

    __tablename__ = "campaign_caller"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, index=True)
