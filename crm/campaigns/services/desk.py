"""Leaving the desk, and passing over a company without calling it."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.campaigns.models import Campaign, CampaignTarget, TargetSkip
from crm.campaigns.words import HoldReason, SkipReason, TargetState
from crm.contacts.models import ContactClaim
from crm.values.clock import COPENHAGEN, local_date

_OF_TARGET = sa.delete(ContactClaim).where(
    col(ContactClaim.user_id) == sa.bindparam("me", type_=sa.Integer),
    col(ContactClaim.campaign_target_id) == sa.bindparam("target", type_=sa.Integer),
)


def skip_target(
    on: Session, target: CampaignTarget, reason: SkipReason, note: str, *, user_id: int, now: datetime
) -> None:
    """The person passes the company over, and has it no longer."""
    skip = TargetSkip(target_id=target.id or 0, user_id=user_id, reason=reason, note=note, at=now)
    on.add(skip)
    if reason is SkipReason.WRONG_TARGET:
        target.state, target.reason = TargetState.LEFT_OUT, HoldReason.SKIPPED
    elif reason is SkipReason.LATER:
        tomorrow = local_date(now) + timedelta(days=1)
        target.next_at, target.reason = datetime.combine(tomorrow, time.min, COPENHAGEN), None
    on.add(target)
    on.flush()
    _release_target(on, target.id or 0, user_id)
    record(on, "campaign.skip", skip, details={"reason": reason.value, "company_id": target.company_id}, now=now)


def leave_desk(on: Session, campaign: Campaign, *, user_id: int) -> int:
    """Give back what the person has claimed in this campaign; how many companies."""
    of_campaign = sa.select(col(CampaignTarget.id)).where(col(CampaignTarget.campaign_id) == campaign.id)
    gone = sa.delete(ContactClaim).where(
        col(ContactClaim.user_id) == user_id, col(ContactClaim.campaign_target_id).in_(of_campaign)
    )
    return on.connection().execute(gone.execution_options(synchronize_session=False)).rowcount


def _release_target(on: Session, target_id: int, user_id: int) -> None:
    on.connection().execute(_OF_TARGET, {"me": user_id, "target": target_id})
