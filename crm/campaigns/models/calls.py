from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.campaigns.words import SkipReason
from crm.contacts.words import Outcome
from crm.db import Moment, Row, enum_type


class CallRecord(Row, table=True):
    """One call of a campaign; its contact is `entry`. Undone, never deleted."""

    __tablename__ = "call_record"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    target_id: int = Field(foreign_key="campaign_target.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    incoming: bool = Field(default=False)  # the company called
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime = Field(sa_type=Moment)
    outcome: Outcome = Field(sa_type=enum_type(Outcome, "outcome"))  # as the contact says, also corrected later
    entry: str = Field(max_length=32, unique=True)  # the contact, over its corrections
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    refusal_id: int | None = Field(default=None, foreign_key="contact_refusal.id")
    settled: list[int] = Field(default_factory=list, sa_type=sa.JSON)  # tasks that the call was
    before: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # the target as it was, for undoing
    undone_at: datetime | None = Field(default=None, sa_type=Moment)  # at the desk, or its contact was voided

    __table_args__ = (
        sa.CheckConstraint("ended_at >= started_at", name="moments_in_order"),
        sa.Index("ix_call_record_campaign", "campaign_id", "ended_at"),
        sa.Index("ix_call_record_caller", "user_id", "ended_at"),
        # Hold all that the statistics read, in the order in which they are counted.
        sa.Index("ix_call_record_by_target", "campaign_id", "undone_at", "target_id", "outcome", "started_at"),
        sa.Index(
            "ix_call_record_by_caller", "campaign_id", "undone_at", "user_id", "outcome", "started_at", "ended_at"
        ),
    )


class TargetAnswer(Row, table=True):
    """What was answered to a question of the script: the text, the chosen one, yes or no, or the number."""

    __tablename__ = "target_answer"

    call_id: int = Field(foreign_key="call_record.id", primary_key=True)
    question_id: int = Field(foreign_key="script_question.id", primary_key=True)
    value: str = Field(max_length=1000)
    number: int | None = Field(default=None)

    __table_args__ = (sa.Index("ix_target_answer_counted", "question_id", "value"),)


class TargetSkip(Row, table=True):
    """Somebody had the company before them and did not call."""

    __tablename__ = "target_skip"

    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="campaign_target.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    reason: SkipReason = Field(sa_type=enum_type(SkipReason, "reason"))
    note: str = Field(default="", max_length=300)
    at: datetime = Field(sa_type=Moment)
