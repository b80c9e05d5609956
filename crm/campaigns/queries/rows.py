"""The rows behind a campaign's figures: companies, calls and answers, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.campaigns.figures import USUAL_DAYS, CallGroup, Stage, local_hour, outcomes_of
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget, ScriptQuestion, TargetAnswer
from crm.campaigns.queries.sql import utc_hour
from crm.campaigns.queries.statistics import cooperating_targets
from crm.campaigns.words import HoldReason, TargetState
from crm.contacts.words import Outcome
from crm.register.models import Company
from crm.visits.models import Visit, VisitStatus
from crm.web.paging import Page, paged

Condition = sa.ColumnElement[bool]
ON_THE_PHONE = {
    Stage.CALLED: CallGroup.ALL,
    Stage.REACHED: CallGroup.REACHED,
    Stage.INTERESTED: CallGroup.INTERESTED,
    Stage.BOOKED: CallGroup.VISITS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFilter:
    """Companies of a campaign: all conditions together."""

    state: TargetState | None = None
    reason: HoldReason | None = None
    stage: Stage | None = None
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Calls of a campaign. `hour` and `weekday` (Monday is 0) are Copenhagen's."""

    group: CallGroup = CallGroup.ALL
    outcome: Outcome | None = None
    caller_id: int | None = None
    hour: int | None = None
    weekday: int | None = None
    question_id: int | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call with its names."""

    call_id: int
    target_id: int
    company_id: int
    company_name: str
    cvr: str
    caller_id: int
    caller: str
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    entry: str
    incoming: bool

    @property
    def seconds(self) -> int:
        """As the figures count them: whole seconds at either end."""
        return int(self.ended_at.timestamp()) - int(self.started_at.timestamp())


def target_page(on: Session, campaign: Campaign, wanted: TargetFilter, *, now: datetime, number: int) -> Page:
    """The wanted companies by name."""
    where = target_conditions(on, campaign, wanted, now=now)
    count = sa.select(sa.func.count()).select_from(CampaignTarget).where(*where)
    return paged(on, target_rows(where), count=count, number=number)


def all_targets(on: Session, campaign: Campaign) -> Sequence[Any]:
    """Every company by name."""
    return on.connection().execute(target_rows([col(CampaignTarget.campaign_id) == campaign.id])).all()


def held_targets(on: Session, campaign: Campaign) -> frozenset[int]:
    """Those that were visited."""
    query = sa.select(col(CampaignTarget.id)).where(
        col(CampaignTarget.campaign_id) == campaign.id, col(CampaignTarget.id).in_(_held())
    )
    return frozenset(row[0] or 0 for row in on.connection().execute(query))


def _held() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(col(Visit.campaign_target_id)).where(col(Visit.status) == VisitStatus.HELD)


def target_rows(where: Sequence[Condition]) -> sa.Select[*tuple[Any, ...]]:
    target = CampaignTarget
    columns: tuple[Any, ...] = (
        col(target.id),
        col(target.company_id),
        col(Company.name),
        col(Company.cvr),
        col(target.state),
        col(target.reason),
        col(target.attempts),
        col(target.last_outcome),
        col(target.last_called_at),
        col(target.next_at),
    )
    return (
        sa.select(*columns)
        .join_from(CampaignTarget, Company, col(Company.id) == col(target.company_id))
        .where(*where)
        .order_by(col(Company.sort_name), col(target.id))
    )


def target_conditions(on: Session, campaign: Campaign, wanted: TargetFilter, *, now: datetime) -> list[Condition]:
    target = CampaignTarget
    found: list[Condition] = [col(target.campaign_id) == campaign.id]
    if wanted.state is not None:
        found.append(col(target.state) == wanted.state)
    if wanted.reason is not None:
        found.append(col(target.reason) == wanted.reason)
    if wanted.stage is Stage.LISTED:
        found.append(sa.or_(col(target.state) != TargetState.LEFT_OUT, col(target.last_called_at).is_not(None)))
    elif wanted.stage is Stage.HELD:
        found.append(col(target.id).in_(_held()))
    elif wanted.stage is Stage.COOPERATION:
        found.append(col(target.id).in_(cooperating_targets(on, campaign, now=now, days=wanted.days)))
    elif wanted.stage is not None:
        called = sa.select(col(CallRecord.target_id)).where(
            *_valid(campaign), col(CallRecord.outcome).in_(outcomes_of(ON_THE_PHONE[wanted.stage]))
        )
        found.append(col(target.id).in_(called))
    return found


def call_page(on: Session, campaign: Campaign, wanted: CallFilter, *, number: int) -> Page:
    """The wanted calls as CallLine, the latest first."""
    where = _call_conditions(on, campaign, wanted)
    count = sa.select(sa.func.count()).select_from(CallRecord).where(*where)
    page = paged(on, _call_rows(where, latest_first=True), count=count, number=number)
    return Page([CallLine(*row) for row in page.rows], page.total, page.number, page.size)


def all_calls(on: Session, campaign: Campaign) -> list[CallLine]:
    """In the order in which they began."""
    rows = on.connection().execute(_call_rows(_valid(campaign), latest_first=False))
    return [CallLine(*row) for row in rows]


def _call_rows(where: Sequence[Condition], *, latest_first: bool) -> sa.Select[*tuple[Any, ...]]:
    call = CallRecord
    order = (col(call.started_at).desc(), col(call.id).desc()) if latest_first else (col(call.started_at), col(call.id))
    columns: tuple[Any, ...] = (
        col(call.id),
        col(call.target_id),
        col(Company.id),
        col(Company.name),
        col(Company.cvr),
        col(User.id),
        col(User.name),
        col(call.started_at),
        col(call.ended_at),
        col(call.outcome),
        col(call.entry),
        col(call.incoming),
    )
    return (
        sa.select(*columns)
        .join_from(CallRecord, CampaignTarget, col(CampaignTarget.id) == col(call.target_id))
        .join(Company, col(Company.id) == col(CampaignTarget.company_id))
        .join(User, col(User.id) == col(call.user_id))
        .where(*where)
        .order_by(*order)
    )


def _valid(campaign: Campaign) -> list[Condition]:
    return [col(CallRecord.campaign_id) == campaign.id, col(CallRecord.undone_at).is_(None)]


def _call_conditions(on: Session, campaign: Campaign, wanted: CallFilter) -> list[Condition]:
    call = CallRecord
    found = _valid(campaign)
    if wanted.group is not CallGroup.ALL:
        found.append(col(call.outcome).in_(outcomes_of(wanted.group)))
    if wanted.outcome is not None:
        found.append(col(call.outcome) == wanted.outcome)
    if wanted.caller_id is not None:
        found.append(col(call.user_id) == wanted.caller_id)
    if wanted.hour is not None or wanted.weekday is not None:
        found.append(utc_hour(col(call.started_at)).in_(_hours(on, campaign, wanted)))
    if wanted.question_id is not None:
        answered = sa.select(col(TargetAnswer.call_id)).where(col(TargetAnswer.question_id) == wanted.question_id)
        if wanted.answer is not None:
            answered = answered.where(col(TargetAnswer.value) == wanted.answer)
        found.append(col(call.id).in_(answered))
    return found


def _hours(on: Session, campaign: Campaign, wanted: CallFilter) -> list[int]:
    """The hours in which calls began that are the wanted ones in Copenhagen."""
    hour: Any = utc_hour(col(CallRecord.started_at))
    found = on.connection().execute(sa.select(hour).where(*_valid(campaign)).distinct()).scalars()
    local = ((number, local_hour(number)) for number in found)
    return [
        number
        for number, moment in local
        if wanted.hour in (None, moment.hour) and wanted.weekday in (None, moment.weekday())
    ]


def written_answers(on: Session, question: ScriptQuestion, *, number: int) -> Page:
    """What was written down to a question, the latest first: company, text, caller, when."""
    where: tuple[Condition, ...] = (
        col(TargetAnswer.question_id) == question.id,
        col(CallRecord.undone_at).is_(None),
    )
    count = (
        sa.select(sa.func.count())
        .select_from(TargetAnswer)
        .join(CallRecord, col(CallRecord.id) == col(TargetAnswer.call_id))
    )
    return paged(on, _answer_rows(where), count=count.where(*where), number=number)


def all_answers(on: Session, campaign: Campaign) -> Sequence[Any]:
    """Every answer with its question and company, as the calls were made."""
    rows = _answer_rows(tuple(_valid(campaign))).add_columns(
        col(ScriptQuestion.text).label("question"), col(ScriptQuestion.kind)
    )
    rows = rows.join(ScriptQuestion, col(ScriptQuestion.id) == col(TargetAnswer.question_id))
    order = (col(ScriptQuestion.step_id), col(ScriptQuestion.place), col(TargetAnswer.question_id))
    return on.connection().execute(rows.order_by(None).order_by(*order, col(CallRecord.started_at))).all()


def _answer_rows(where: Sequence[Condition]) -> sa.Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        col(TargetAnswer.question_id),
        col(TargetAnswer.value),
        col(TargetAnswer.number),
        col(Company.id).label("company_id"),
        col(Company.name).label("company_name"),
        col(Company.cvr),
        col(User.name).label("caller"),
        col(CallRecord.started_at),
        col(CallRecord.entry),
    )
    return (
        sa.select(*columns)
        .join_from(TargetAnswer, CallRecord, col(CallRecord.id) == col(TargetAnswer.call_id))
        .join(CampaignTarget, col(CampaignTarget.id) == col(CallRecord.target_id))
        .join(Company, col(Company.id) == col(CampaignTarget.company_id))
        .join(User, col(User.id) == col(CallRecord.user_id))
        .where(*where)
        .order_by(col(CallRecord.started_at).desc(), col(CallRecord.id).desc())
    )
