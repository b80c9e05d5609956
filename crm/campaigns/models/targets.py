from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.campaigns.words import HoldReason, TargetState
from crm.contacts.words import Outcome
from crm.db import Moment, Row, enum_type


class CampaignTarget(Row, table=True):
    """A company in a campaign. `reason` says why it is left out, or why it is held until `next_at`."""

    __tablename__ = "campaign_target"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    company_id: int = Field(foreign_key="company.id", index=True)
    state: TargetState = Field(sa_type=enum_type(TargetState, "state"))
    reason: HoldReason | None = Field(default=None, sa_type=enum_type(HoldReason, "reason"))
    attempts: int = Field(default=0)
    place: int  # in a drawn order: neither the alphabet nor the size decides who is called first
    next_at: datetime = Field(sa_type=Moment)  # not before
    call_back_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: anyone may call back
    last_outcome: Outcome | None = Field(default=None, sa_type=enum_type(Outcome, "last_outcome"))
    last_called_at: datetime | None = Field(default=None, sa_type=Moment)
    pilot: bool = Field(default=False)
    added_at: datetime = Field(sa_type=Moment)

    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "company_id"),
        sa.Index("ix_campaign_target_queue", "campaign_id", "state", "attempts", "place"),
        sa.Index("ix_campaign_target_standing", "campaign_id", "state", "reason", "pilot", "next_at"),
        sa.Index("ix_campaign_target_counted", "campaign_id", "state", "reason", "last_called_at"),
    )
