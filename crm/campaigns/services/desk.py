"""Leaving the desk, and passing over a company without calling it."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.campaigns.models import Campaign, CampaignTarget, TargetSkip
from crm.campaigns.words import HoldReason, SkipReason, TargetState
from crm.contacts.models import ContactClaim
from crm.values.clock import COPENHAGEN, local_date

_SKIP = sa.insert(TargetSkip).returning(col(TargetSkip.id))
_OF_TARGET = sa.delete(ContactClaim).where(
    col(ContactClaim.user_id) == sa.bindparam("me", type_=sa.Integer),
    col(ContactClaim.campaign_target_id) == sa.bindparam("target", type_=sa.Integer),
)
_OF_CAMPAIGN = sa.delete(ContactClaim).where(
    col(ContactClaim.user_id) == sa.bindparam("me", type_=sa.Integer),
    sa.exists().where(
        col(CampaignTarget.id) == col(ContactClaim.campaign_target_id),
        col(CampaignTarget.campaign_id) == sa.bindparam("campaign", type_=sa.Integer),
    ),
)


def skip_target(
    on: Session, target: CampaignTarget, reason: SkipReason, note: str, *, user_id: int, now: datetime
) -> None:
    """The person passes the company over, and has it no longer."""
    skip = TargetSkip(target_id=target.id or 0, user_id=user_id, reason=reason, note=note, at=now)
    skip.id = on.connection().execute(_SKIP, skip.model_dump(exclude={"id"})).scalar_one()
    if reason is SkipReason.WRONG_TARGET:
        target.state, target.reason = TargetState.LEFT_OUT, HoldReason.SKIPPED
    elif reason is SkipReason.LATER:
        tomorrow = local_date(now) + timedelta(days=1)
        target.next_at, target.reason = datetime.combine(tomorrow, time.min, COPENHAGEN), None
    _release_target(on, target.id or 0, user_id)
    record(on, "campaign.skip", skip, details={"reason": reason.value, "company_id": target.company_id}, now=now)


def leave_desk(on: Session, campaign: Campaign, *, user_id: int) -> int:
    """Give back what the person has claimed in this campaign; how many companies."""
    return on.connection().execute(_OF_CAMPAIGN, {"me": user_id, "campaign": campaign.id}).rowcount


def _release_target(on: Session, target_id: int, user_id: int) -> None:
    on.connection().execute(_OF_TARGET, {"me": user_id, "target": target_id})
