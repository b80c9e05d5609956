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

TO_CALL = (TargetState.WAITING, TargetState.CALL_BACK)
_NOW: Any = sa.bindparam("now")
_ME: Any = sa.bindparam("me")
_CAMPAIGN: Any = sa.bindparam("campaign")
_DUE = col(CampaignTarget.next_at) <= _NOW
_OF_CAMPAIGN = col(CampaignTarget.campaign_id) == _CAMPAIGN
_WITH_A_COLLEAGUE = (
    sa.exists()
    .where(
        col(ContactClaim.company_id) == col(CampaignTarget.company_id),
        col(ContactClaim.expires_at) > _NOW,
        col(ContactClaim.user_id) != _ME,
    )
    .correlate(CampaignTarget)
)
_PASSED_ON = (
    sa.exists()
    .where(
        col(TargetSkip.target_id) == col(CampaignTarget.id),
        col(TargetSkip.user_id) == _ME,
        col(TargetSkip.reason) == SkipReason.COLLEAGUE,
    )
    .correlate(CampaignTarget)
)
_OWNER = col(CampaignTarget.call_back_user_id)
_FORGOTTEN = col(CampaignTarget.next_at) <= sa.bindparam("forgotten")
_COLUMNS = (col(CampaignTarget.id), col(CampaignTarget.company_id))
# Statements are built once: building them would be most of a claim's time.
CALL_BACKS_DUE: Any = (
    sa.select(*_COLUMNS)
    .where(
        _OF_CAMPAIGN,
        col(CampaignTarget.state) == TargetState.CALL_BACK,
        _DUE,
        sa.or_(_OWNER.is_(None), _OWNER == _ME, _FORGOTTEN),
        ~_WITH_A_COLLEAGUE,
        ~_PASSED_ON,
    )
    .order_by(sa.case((_OWNER == _ME, 0), else_=1), col(CampaignTarget.next_at), col(CampaignTarget.id))
)
"""Due call-backs, the person's own first, then anyone's. One that its owner forgot is anyone's in the end."""
WAITING: Any = (
    sa.select(*_COLUMNS)
    .where(_OF_CAMPAIGN, col(CampaignTarget.state) == TargetState.WAITING, _DUE, ~_WITH_A_COLLEAGUE, ~_PASSED_ON)
    .order_by(col(CampaignTarget.attempts), col(CampaignTarget.place), col(CampaignTarget.id))
)
"""Companies to call: those tried least often first, in the drawn order."""
WAITING_PILOT: Any = WAITING.where(col(CampaignTarget.pilot))


def standing_of(campaign: Campaign, user_id: int, now: datetime) -> dict[str, Any]:
    """The values of the statements above."""
    return {"campaign": campaign.id, "me": user_id, "now": now, "forgotten": now - PROMISE_KEPT}


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """A colleague who has a company of the campaign now."""

    user_id: int
    user_name: str
    company_name: str
    since: datetime
    until: datetime


_ON_THE_LINE: Any = (
    sa.select(
        col(User.id),
        col(User.name),
        col(Company.name),
        col(ContactClaim.claimed_at),
        col(ContactClaim.expires_at),
    )
    .join(ContactClaim, col(ContactClaim.user_id) == col(User.id))
    .join(CampaignTarget, col(CampaignTarget.id) == col(ContactClaim.campaign_target_id))
    .join(Company, col(Company.id) == col(ContactClaim.company_id))
    .where(_OF_CAMPAIGN, col(ContactClaim.expires_at) > _NOW)
    .order_by(col(ContactClaim.claimed_at), col(ContactClaim.id))
)


def on_the_line(on: Session, campaign_id: int, *, now: datetime) -> list[OnTheLine]:
    """Who has which company, in the order in which they took it. One query."""
    values = {"campaign": campaign_id, "now": now}
    return [OnTheLine(*row) for row in on.connection().execute(_ON_THE_LINE, values)]


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


_GROUP = (col(CampaignTarget.state), col(CampaignTarget.reason), col(CampaignTarget.pilot))
_LATER = col(CampaignTarget.next_at) > _NOW
_GROUPS: Any = (  # the index holds it all, in this order
    sa.select(
        *_GROUP,
        sa.func.coalesce(sa.func.sum(sa.case((_LATER, 0), else_=1)), 0),
        sa.func.coalesce(sa.func.sum(sa.case((_LATER, 1), else_=0)), 0),
        sa.func.min(sa.case((_LATER, col(CampaignTarget.next_at)))),
    )
    .where(_OF_CAMPAIGN)
    .group_by(*_GROUP)
)


def _reachable(*conditions: Any) -> Any:
    """How many of the due ones: counted from the few claims, skips and call-backs, not from all companies."""
    in_turn = sa.or_(col(CampaignTarget.pilot), col(CampaignTarget.state) == TargetState.CALL_BACK, sa.bindparam("all"))
    return (
        sa.select(sa.func.count(sa.distinct(col(CampaignTarget.id))))
        .where(_OF_CAMPAIGN, _DUE, col(CampaignTarget.state).in_(TO_CALL), in_turn, *conditions)
        .scalar_subquery()
    )


_KEPT = sa.and_(col(CampaignTarget.state) == TargetState.CALL_BACK, _OWNER.is_not(None), _OWNER != _ME, ~_FORGOTTEN)
_CLAIMED_COMPANIES = sa.select(col(ContactClaim.company_id)).where(
    col(ContactClaim.expires_at) > _NOW, col(ContactClaim.user_id) != _ME
)
_SKIPPED_TARGETS = sa.select(col(TargetSkip.target_id)).where(
    col(TargetSkip.user_id) == _ME, col(TargetSkip.reason) == SkipReason.COLLEAGUE
)
_OUT_OF_REACH: Any = sa.select(
    _reachable(col(CampaignTarget.company_id).in_(_CLAIMED_COMPANIES)),
    _reachable(col(CampaignTarget.id).in_(_SKIPPED_TARGETS), ~_WITH_A_COLLEAGUE, ~_KEPT),
    _reachable(_KEPT, ~_WITH_A_COLLEAGUE),
)
"""With colleagues, passed on by this person, kept for a colleague; each counted once."""


def queue_of(on: Session, campaign: Campaign, user_id: int, *, now: datetime) -> Queue:
    """The whole queue in two queries, however many companies."""
    everyone = campaign.status is not CampaignStatus.PILOT
    values = standing_of(campaign, user_id, now)
    groups = []
    for state, reason, pilot, due, later, first_at in on.connection().execute(_GROUPS, values):
        in_turn = everyone or bool(pilot) or state is TargetState.CALL_BACK
        if due:
            groups.append(QueueGroup(state, reason, is_due=True, in_turn=in_turn, count=due, first_at=now))
        if later:
            groups.append(QueueGroup(state, reason, is_due=False, in_turn=in_turn, count=later, first_at=first_at))
    counts = on.connection().execute(_OUT_OF_REACH, values | {"all": everyone}).one()
    return Queue(tuple(groups), *counts)
