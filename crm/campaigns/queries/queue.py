"""The queue of a campaign: who is next, what is under way, and why nobody is left to call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.campaigns.models import Campaign, CampaignTarget, TargetSkip
from crm.campaigns.words import CampaignStatus, HoldReason, SkipReason, TargetState
from crm.contacts.guard.decide import PROMISE_KEPT
from crm.contacts.models import ContactClaim
from crm.register.models import Company

Condition = sa.ColumnElement[bool]
TO_CALL = (TargetState.WAITING, TargetState.CALL_BACK)


def free(user_id: int, now: datetime) -> Condition:
    """No colleague has the company."""
    return ~(
        sa.exists()
        .where(
            col(ContactClaim.company_id) == col(CampaignTarget.company_id),
            col(ContactClaim.expires_at) > now,
            col(ContactClaim.user_id) != user_id,
        )
        .correlate(CampaignTarget)
    )


def offered_to(user_id: int) -> Condition:
    """The person has not passed it on to colleagues."""
    return ~(
        sa.exists()
        .where(
            col(TargetSkip.target_id) == col(CampaignTarget.id),
            col(TargetSkip.user_id) == user_id,
            col(TargetSkip.reason) == SkipReason.COLLEAGUE,
        )
        .correlate(CampaignTarget)
    )


def call_backs_due(campaign: Campaign, user_id: int, now: datetime) -> Any:
    """Due call-backs, the person's own first, then anyone's. One that its owner forgot is anyone's in the end."""
    owner = col(CampaignTarget.call_back_user_id)
    return (
        sa.select(col(CampaignTarget.id), col(CampaignTarget.company_id))
        .where(
            col(CampaignTarget.campaign_id) == campaign.id,
            col(CampaignTarget.state) == TargetState.CALL_BACK,
            col(CampaignTarget.next_at) <= now,
            sa.or_(owner.is_(None), owner == user_id, col(CampaignTarget.next_at) <= now - PROMISE_KEPT),
            free(user_id, now),
            offered_to(user_id),
        )
        .order_by(sa.case((owner == user_id, 0), else_=1), col(CampaignTarget.next_at), col(CampaignTarget.id))
    )


def waiting(campaign: Campaign, user_id: int, now: datetime) -> Any:
    """Companies to call: those tried least often first, in the drawn order."""
    pilot = [col(CampaignTarget.pilot)] if campaign.status is CampaignStatus.PILOT else []
    return (
        sa.select(col(CampaignTarget.id), col(CampaignTarget.company_id))
        .where(
            col(CampaignTarget.campaign_id) == campaign.id,
            col(CampaignTarget.state) == TargetState.WAITING,
            col(CampaignTarget.next_at) <= now,
            *pilot,
            free(user_id, now),
            offered_to(user_id),
        )
        .order_by(col(CampaignTarget.attempts), col(CampaignTarget.place), col(CampaignTarget.id))
    )


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """A colleague who has a company of the campaign now."""

    user_id: int
    user_name: str
    company_name: str
    since: datetime
    until: datetime


def on_the_line(on: Session, campaign_id: int, *, now: datetime) -> list[OnTheLine]:
    """Who has which company, in the order in which they took it. One query."""
    claimed: tuple[Any, ...] = (col(ContactClaim.claimed_at), col(ContactClaim.expires_at))
    query = (
        sa.select(col(User.id), col(User.name), col(Company.name), *claimed)
        .join(ContactClaim, col(ContactClaim.user_id) == col(User.id))
        .join(CampaignTarget, col(CampaignTarget.id) == col(ContactClaim.campaign_target_id))
        .join(Company, col(Company.id) == col(ContactClaim.company_id))
        .where(col(CampaignTarget.campaign_id) == campaign_id, col(ContactClaim.expires_at) > now)
        .order_by(col(ContactClaim.claimed_at), col(ContactClaim.id))
    )
    return [OnTheLine(*row) for row in on.connection().execute(query)]


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Companies that stand alike: how many, and the first moment at which one of them can be called."""

    state: TargetState
    reason: HoldReason | None
    is_due: bool
    in_turn: bool  # not kept for after the pilot
    count: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """What stands in the queue. `claimed` of the due ones are with colleagues."""

    groups: tuple[QueueGroup, ...]
    claimed: int
    passed_on: int  # due ones that this person has passed on to colleagues
    others_call_backs: int  # due ones that are kept for a colleague

    def count(self, *states: TargetState) -> int:
        return sum(group.count for group in self.groups if group.state in states)

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def ready(self) -> int:
        """Companies that can be called now, when the desk is open."""
        return max(0, self._due(*TO_CALL) - self.claimed - self.passed_on - self.others_call_backs)

    @property
    def call_backs_ready(self) -> int:
        """Promised calls that can be made now, also outside the hours."""
        return min(self.ready, self._due(TargetState.CALL_BACK))

    def _due(self, *states: TargetState) -> int:
        return sum(group.count for group in self.groups if group.is_due and group.in_turn and group.state in states)


def queue_of(on: Session, campaign: Campaign, user_id: int, *, now: datetime) -> Queue:
    """The whole queue in two queries, however many companies."""
    table = CampaignTarget
    due = col(table.next_at) <= now
    in_turn = (
        sa.or_(col(table.pilot), col(table.state) == TargetState.CALL_BACK)
        if campaign.status is CampaignStatus.PILOT
        else sa.true()
    )
    key = (col(table.state), col(table.reason), due.label("is_due"), in_turn.label("in_turn"))
    query = (
        sa.select(*key, sa.func.count(), sa.func.min(col(table.next_at)))
        .where(col(table.campaign_id) == campaign.id)
        .group_by(*key)
    )
    rows = on.connection().execute(query).all()
    groups = tuple(QueueGroup(row[0], row[1], bool(row[2]), bool(row[3]), row[4], row[5]) for row in rows)
    return Queue(groups, *on.connection().execute(_out_of_reach(campaign, user_id, now, in_turn)).one())


def _out_of_reach(campaign: Campaign, user_id: int, now: datetime, in_turn: Any) -> Any:
    """Of the due ones: with colleagues, passed on by this person, kept for a colleague; each counted once."""
    owner = col(CampaignTarget.call_back_user_id)
    kept = sa.and_(
        col(CampaignTarget.state) == TargetState.CALL_BACK,
        owner.is_not(None),
        owner != user_id,
        col(CampaignTarget.next_at) > now - PROMISE_KEPT,
    )
    claimed, passed_on = ~free(user_id, now), ~offered_to(user_id)

    def counted(condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    return sa.select(
        counted(claimed),
        counted(sa.and_(~claimed, ~kept, passed_on)),
        counted(sa.and_(~claimed, kept)),
    ).where(
        col(CampaignTarget.campaign_id) == campaign.id,
        col(CampaignTarget.state).in_(TO_CALL),
        col(CampaignTarget.next_at) <= now,
        in_turn,
    )
