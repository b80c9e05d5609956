"""A campaign from draft to closing: draft → pilot → running ⇄ paused → closed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.campaigns.inputs import CampaignInput, SourceInput
from crm.campaigns.models import (
    Campaign,
    CampaignCaller,
    CampaignSource,
    CampaignTarget,
    ScriptQuestion,
    ScriptStep,
    TargetAnswer,
)
from crm.campaigns.report import OpenCallBack
from crm.campaigns.services.building import build_targets
from crm.campaigns.services.closing import freeze_report
from crm.campaigns.words import CALLING, CampaignStatus, QuestionKind, TargetState
from crm.contacts.models import ContactClaim
from crm.db import claim_version
from crm.refusal import Refusal

_PLAIN = (
    "name",
    "purpose",
    "starts_on",
    "ends_on",
    "unit_id",
    "follows_source",
    "shares_companies",
    "pilot_size",
    "goal_calls",
    "goal_reached",
    "goal_interested",
    "goal_visits",
)


def create_campaign(
    on: Session, given: CampaignInput, source: SourceInput, *, user_id: int, now: datetime, today: date
) -> Campaign:
    """A draft with its list of companies. Refuses dates in the wrong order."""
    _check(given)
    campaign = Campaign(**_values(given), created_at=now, created_by_user_id=user_id)
    on.add(campaign)
    on.flush()
    stored = CampaignSource(campaign_id=campaign.id or 0, kind=source.kind, content=source.content)
    on.add(stored)
    _set_callers(on, campaign.id or 0, given.caller_ids)
    build_targets(on, campaign, stored, now=now, today=today)
    record(on, "campaign.create", campaign, details={"source": source.kind.value}, now=now)
    return campaign


def edit_campaign(on: Session, campaign: Campaign, given: CampaignInput, *, version: int, now: datetime) -> Campaign:
    """Change what is said about it. Raises StaleEditError when somebody was first."""
    _check(given)
    claim_version(on, campaign, version)
    _refuse_closed(campaign)
    for name, value in _values(given).items():
        setattr(campaign, name, value)
    on.add(campaign)
    _set_callers(on, campaign.id or 0, given.caller_ids)
    record(on, "campaign.update", campaign, details={}, now=now)
    return campaign


def set_source(on: Session, campaign: Campaign, given: SourceInput, *, now: datetime, today: date) -> dict[str, int]:
    """Other companies, while nobody has called yet; the counts of the new list."""
    if campaign.status is not CampaignStatus.DRAFT:
        raise Refusal(_("The companies of a campaign can be chosen anew only before it starts."))
    on.connection().execute(sa.delete(CampaignTarget).where(col(CampaignTarget.campaign_id) == campaign.id))
    source = on.get_one(CampaignSource, campaign.id)
    source.kind, source.content, source.built_at = given.kind, given.content, None
    on.add(source)
    return build_targets(on, campaign, source, now=now, today=today)


def refresh(on: Session, campaign: Campaign, *, now: datetime, today: date) -> dict[str, int]:
    """Ask the guard anew about everything that was not called, and follow the filter if it is followed."""
    _refuse_closed(campaign)
    return build_targets(on, campaign, on.get_one(CampaignSource, campaign.id), now=now, today=today)


def start_pilot(on: Session, campaign: Campaign, *, version: int, now: datetime, today: date) -> Campaign:
    """The first companies only, to see whether the script works."""
    _begin(on, campaign, CampaignStatus.PILOT, version=version, now=now, today=today)
    drawn = (
        sa.select(col(CampaignTarget.id))
        .where(col(CampaignTarget.campaign_id) == campaign.id, col(CampaignTarget.state) == TargetState.WAITING)
        .where(col(CampaignTarget.next_at) <= now)
        .order_by(col(CampaignTarget.place), col(CampaignTarget.id))
        .limit(campaign.pilot_size)
    )
    ids = list(on.connection().execute(drawn).scalars())
    on.connection().execute(
        sa.update(CampaignTarget)
        .where(col(CampaignTarget.id).in_(ids))
        .values(pilot=True)
        .execution_options(synchronize_session=False)
    )
    return campaign


def start(on: Session, campaign: Campaign, *, version: int, now: datetime, today: date) -> Campaign:
    """All companies, from a draft or after the pilot."""
    return _begin(on, campaign, CampaignStatus.RUNNING, version=version, now=now, today=today)


def pause(on: Session, campaign: Campaign, *, version: int, now: datetime) -> Campaign:
    """Nothing is handed out until it goes on; calls under way are finished."""
    claim_version(on, campaign, version)
    if campaign.status not in CALLING:
        raise Refusal(_("Only a campaign that is running can be paused."))
    campaign.resumes_as, campaign.status = campaign.status, CampaignStatus.PAUSED
    return _changed(on, campaign, now)


def resume(on: Session, campaign: Campaign, *, version: int, now: datetime) -> Campaign:
    claim_version(on, campaign, version)
    if campaign.status is not CampaignStatus.PAUSED:
        raise Refusal(_("Only a campaign that is paused can go on."))
    campaign.status, campaign.resumes_as = campaign.resumes_as or CampaignStatus.RUNNING, None
    return _changed(on, campaign, now)


def close(
    on: Session, campaign: Campaign, *, version: int, now: datetime, dropped: Collection[OpenCallBack] = ()
) -> Campaign:
    """It is over: claims go back, promised calls stay as tasks with those who have them; the report is written."""
    claim_version(on, campaign, version)
    _refuse_closed(campaign)
    campaign.status, campaign.resumes_as, campaign.closed_at = CampaignStatus.CLOSED, None, now
    mine = sa.select(col(CampaignTarget.id)).where(col(CampaignTarget.campaign_id) == campaign.id)
    on.connection().execute(sa.delete(ContactClaim).where(col(ContactClaim.campaign_target_id).in_(mine)))
    freeze_report(on, campaign, dropped, now=now)
    return _changed(on, campaign, now)


def add_step(on: Session, campaign: Campaign, text: str, *, now: datetime) -> ScriptStep:
    """One more thing to say, at the end."""
    _refuse_closed(campaign)
    last = sa.select(sa.func.coalesce(sa.func.max(col(ScriptStep.place)), 0)).where(
        col(ScriptStep.campaign_id) == campaign.id
    )
    place = on.connection().execute(last).scalar_one() + 1
    step = ScriptStep(campaign_id=campaign.id or 0, place=place, text=text)
    on.add(step)
    on.flush()
    record(on, "campaign.script", campaign, details={}, now=now)
    return step


def add_question(
    on: Session,
    campaign: Campaign,
    step: ScriptStep,
    text: str,
    kind: QuestionKind,
    choices: tuple[str, ...] = (),
    *,
    now: datetime,
) -> ScriptQuestion:
    """One more question of a step. Refuses a choice without choices."""
    _refuse_closed(campaign)
    if (kind is QuestionKind.CHOICE) != bool(choices):
        raise Refusal(_("Write the answers to choose from: at least two, separated by commas."))
    last = sa.select(sa.func.coalesce(sa.func.max(col(ScriptQuestion.place)), 0)).where(
        col(ScriptQuestion.step_id) == step.id
    )
    place = on.connection().execute(last).scalar_one() + 1
    question = ScriptQuestion(step_id=step.id or 0, place=place, text=text, kind=kind, choices=list(choices))
    on.add(question)
    on.flush()
    record(on, "campaign.script", campaign, details={}, now=now)
    return question


def remove_step(on: Session, campaign: Campaign, step: ScriptStep, *, now: datetime) -> None:
    """Take it out with its questions. Refuses when one of them has been answered."""
    asked = sa.select(col(ScriptQuestion.id)).where(col(ScriptQuestion.step_id) == step.id)
    answered = sa.select(sa.func.count()).where(col(TargetAnswer.question_id).in_(asked))
    if on.connection().execute(answered).scalar_one():
        raise Refusal(_("Questions of this step have been answered. Take out the questions one by one instead."))
    on.connection().execute(sa.delete(ScriptQuestion).where(col(ScriptQuestion.step_id) == step.id))
    on.delete(step)
    on.flush()
    record(on, "campaign.script", campaign, details={}, now=now)


def retire_question(on: Session, campaign: Campaign, question: ScriptQuestion, *, now: datetime) -> None:
    """It is no longer asked; answers that were given are kept."""
    question.retired = True
    on.add(question)
    record(on, "campaign.script", campaign, details={}, now=now)


def _begin(
    on: Session, campaign: Campaign, status: CampaignStatus, *, version: int, now: datetime, today: date
) -> Campaign:
    claim_version(on, campaign, version)
    before = (CampaignStatus.DRAFT,) if status is CampaignStatus.PILOT else (CampaignStatus.DRAFT, CampaignStatus.PILOT)
    if campaign.status not in before:
        raise Refusal(_("The campaign has started already."))
    campaign.status = status
    campaign.started_at = campaign.started_at or now
    _changed(on, campaign, now)
    refresh(on, campaign, now=now, today=today)
    return campaign


def _check(given: CampaignInput) -> None:
    if given.ends_on < given.starts_on:
        raise Refusal(_("The last day can't be before the first."))


def _values(given: CampaignInput) -> dict[str, Any]:
    values = {name: getattr(given, name) for name in _PLAIN}
    return values | {"themes": list(given.themes), "rule": given.rule.to_json()}


def _set_callers(on: Session, campaign_id: int, caller_ids: tuple[int, ...]) -> None:
    """Those who call from now on."""
    known = {each.user_id: each for each in on.exec(select(CampaignCaller).where(_of(campaign_id)))}
    for user_id, row in known.items():
        if user_id not in caller_ids:
            on.delete(row)
    on.add_all(
        CampaignCaller(campaign_id=campaign_id, user_id=user_id)
        for user_id in dict.fromkeys(caller_ids)
        if user_id not in known
    )
    on.flush()


def _of(campaign_id: int) -> Any:
    return col(CampaignCaller.campaign_id) == campaign_id


def _refuse_closed(campaign: Campaign) -> None:
    if campaign.status is CampaignStatus.CLOSED:
        raise Refusal(_("The campaign is closed."))


def _changed(on: Session, campaign: Campaign, now: datetime) -> Campaign:
    on.add(campaign)
    record(on, "campaign.set_status", campaign, details={"status": campaign.status.value}, now=now)
    return campaign
