"""Reading campaigns: the list, one of them with its script and callers, how far it has come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.campaigns.models import (
    CallRecord,
    Campaign,
    CampaignCaller,
    CampaignSource,
    CampaignTarget,
    ScriptQuestion,
    ScriptStep,
)
from crm.campaigns.words import OPEN, HoldReason, TargetState
from crm.contacts.models import ContactClaim
from crm.contacts.words import NOT_REACHED, Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign has come. Companies but for `calls`, which are calls."""

    companies: int = 0
    called: int = 0
    calls: int = 0
    reached: int = 0
    interested: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign of the list."""

    campaign: Campaign
    unit_name: str
    progress: Progress
    is_caller: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the script with the questions that are asked."""

    step: ScriptStep
    questions: tuple[ScriptQuestion, ...]


def campaign_by_id(on: Session, campaign_id: int) -> Campaign | None:
    return on.get(Campaign, campaign_id)


def open_campaigns(on: Session) -> list[int]:
    """Those that have started and are not closed."""
    query = select(Campaign.id).where(col(Campaign.status).in_(OPEN)).order_by(col(Campaign.id))
    return [campaign_id for campaign_id in on.exec(query) if campaign_id is not None]


def source_of(on: Session, campaign_id: int) -> CampaignSource:
    return on.get_one(CampaignSource, campaign_id)


def target_by_id(on: Session, campaign_id: int, target_id: int) -> CampaignTarget | None:
    """The company in this campaign; one of another campaign is none."""
    found = on.get(CampaignTarget, target_id)
    return found if found is not None and found.campaign_id == campaign_id else None


_CAMPAIGN: Any = sa.bindparam("campaign", type_=sa.Integer)
_ME: Any = sa.bindparam("me", type_=sa.Integer)
_ON_THE_DESK = (
    select(Campaign, CampaignTarget, CampaignCaller.user_id, ContactClaim.id)
    .join(CampaignTarget, col(CampaignTarget.campaign_id) == col(Campaign.id))
    .join(
        CampaignCaller,
        sa.and_(
            col(CampaignCaller.campaign_id) == col(Campaign.id),
            col(CampaignCaller.user_id) == _ME,
        ),
        isouter=True,
    )
    .join(
        ContactClaim,
        sa.and_(
            col(ContactClaim.company_id) == col(CampaignTarget.company_id),
            col(ContactClaim.campaign_target_id) == col(CampaignTarget.id),
            col(ContactClaim.user_id) == _ME,
        ),
        isouter=True,
    )
    .where(col(Campaign.id) == _CAMPAIGN, col(CampaignTarget.id) == sa.bindparam("target", type_=sa.Integer))
)


@dataclass(frozen=True, slots=True)
class OnTheDesk:
    """A company of a campaign, and what it is to one person: whether they call there, and have claimed it."""

    campaign: Campaign
    target: CampaignTarget
    is_caller: bool
    is_claimed: bool


def on_the_desk(on: Session, campaign_id: int, target_id: int, user_id: int) -> OnTheDesk | None:
    """One query. A claim whose lease ran out counts until somebody else takes the company."""
    found = on.exec(_ON_THE_DESK, params={"campaign": campaign_id, "target": target_id, "me": user_id}).first()
    return None if found is None else OnTheDesk(found[0], found[1], found[2] is not None, found[3] is not None)


def campaign_lines(on: Session, user_id: int) -> list[CampaignLine]:
    """All campaigns, the latest first; as many queries for one as for a hundred."""
    query = (
        select(Campaign, Unit.name)
        .join(Unit, col(Unit.id) == col(Campaign.unit_id))
        .order_by(col(Campaign.closed_at).is_not(None), col(Campaign.starts_on).desc(), col(Campaign.id).desc())
    )
    rows = on.exec(query).all()
    progress = progress_of(on, [campaign.id or 0 for campaign, _unit in rows])
    mine = set(on.exec(select(CampaignCaller.campaign_id).where(col(CampaignCaller.user_id) == user_id)))
    return [
        CampaignLine(campaign, unit, progress.get(campaign.id or 0, Progress()), campaign.id in mine)
        for campaign, unit in rows
    ]


def standings_of(on: Session, campaign_id: int) -> dict[TargetState, dict[HoldReason | None, int]]:
    """How the campaign's companies stand, by what holds them back (None: nothing). One query."""
    state, reason = col(CampaignTarget.state), col(CampaignTarget.reason)
    query = (
        sa.select(state, reason, sa.func.count())
        .where(col(CampaignTarget.campaign_id) == campaign_id)
        .group_by(state, reason)
    )
    found: dict[TargetState, dict[HoldReason | None, int]] = {}
    for of_state, of_reason, count in on.connection().execute(query):
        found.setdefault(of_state, {})[of_reason] = count
    return found


_CAMPAIGNS: Any = sa.bindparam("campaigns", expanding=True)
_TO_CALL = (
    sa.select(col(CampaignTarget.campaign_id), sa.func.count())
    .where(col(CampaignTarget.campaign_id).in_(_CAMPAIGNS), col(CampaignTarget.state) != TargetState.LEFT_OUT)
    .group_by(col(CampaignTarget.campaign_id))
)


def progress_of(on: Session, campaign_ids: Sequence[int]) -> dict[int, Progress]:
    """By campaign. Two queries."""
    run, wanted = on.connection().execute, {"campaigns": list(campaign_ids)}
    companies = {row[0]: row[1] for row in run(_TO_CALL, wanted)}
    calls: dict[int, tuple[int, ...]] = {row[0]: tuple(row[1:]) for row in run(_call_counts(), wanted)}
    return {each: Progress(companies.get(each, 0), *calls.get(each, ())) for each in campaign_ids}


@cache
def _call_counts() -> sa.Select[*tuple[int, ...]]:
    target, outcome = col(CallRecord.target_id), col(CallRecord.outcome)

    def companies(*outcomes: Outcome) -> sa.ColumnElement[int]:
        return sa.func.count(sa.distinct(sa.case((outcome.in_(outcomes), target))))

    return (
        sa.select(
            col(CallRecord.campaign_id),
            sa.func.count(sa.distinct(target)),
            sa.func.count(),
            sa.func.count(sa.distinct(sa.case((outcome.not_in(NOT_REACHED), target)))),
            companies(Outcome.INTERESTED, Outcome.VISIT_BOOKED, Outcome.NEED_NOTED),
            companies(Outcome.VISIT_BOOKED),
        )
        .where(col(CallRecord.campaign_id).in_(_CAMPAIGNS), col(CallRecord.undone_at).is_(None))
        .group_by(col(CallRecord.campaign_id))
    )


_STEPS = select(ScriptStep).where(col(ScriptStep.campaign_id) == _CAMPAIGN).order_by(col(ScriptStep.place))
_QUESTIONS = (
    select(ScriptQuestion)
    .where(col(ScriptQuestion.step_id).in_(sa.bindparam("steps", expanding=True)), ~col(ScriptQuestion.retired))
    .order_by(col(ScriptQuestion.place))
)
_CALLERS: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(User.id), col(User.name))
    .join(CampaignCaller, col(CampaignCaller.user_id) == col(User.id))
    .where(col(CampaignCaller.campaign_id) == _CAMPAIGN, col(User.active))
    .order_by(col(User.name), col(User.id))
)


def script_of(on: Session, campaign_id: int) -> list[Step]:
    """What is said and asked, in its order. Two queries."""
    found = on.exec(_STEPS, params={"campaign": campaign_id}).all()
    asked = defaultdict(list)
    for question in on.exec(_QUESTIONS, params={"steps": [step.id for step in found]}):
        asked[question.step_id].append(question)
    return [Step(step, tuple(asked[step.id or 0])) for step in found]


def step_by_id(on: Session, campaign_id: int, step_id: int) -> ScriptStep | None:
    found = on.get(ScriptStep, step_id)
    return found if found is not None and found.campaign_id == campaign_id else None


def question_by_id(on: Session, campaign_id: int, question_id: int) -> ScriptQuestion | None:
    found = on.get(ScriptQuestion, question_id)
    return found if found is not None and step_by_id(on, campaign_id, found.step_id) else None


def callers_of(on: Session, campaign_id: int) -> list[tuple[int, str]]:
    """(id, name) of those who call, by name; closed accounts are left out."""
    return [(row[0], row[1]) for row in on.connection().execute(_CALLERS, {"campaign": campaign_id})]


def unit_name(on: Session, unit_id: int) -> str:
    return on.get_one(Unit, unit_id).name
