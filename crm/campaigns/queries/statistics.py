"""Counting a campaign: as many queries for ten calls as for fifteen thousand.

Building a statement takes longer than running it, so that each is built once; what changes are parameters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.campaigns.figures import (
    INTEREST,
    USUAL_DAYS,
    AnswerFigures,
    CallerFigures,
    CallGroup,
    Figures,
    Stage,
    by_local_time,
    outcomes_of,
)
from crm.campaigns.models import (
    CallRecord,
    Campaign,
    CampaignCaller,
    CampaignTarget,
    ScriptQuestion,
    ScriptStep,
    TargetAnswer,
)
from crm.campaigns.queries.sql import seconds, utc_hour
from crm.campaigns.words import HoldReason, QuestionKind, TargetState
from crm.contacts.words import NOT_REACHED, Outcome
from crm.cooperation.models import Cooperation
from crm.rate.sql import join_in_order
from crm.register.models import JobCentre, Workplace
from crm.values.clock import local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import Visit, VisitStatus

Selected = sa.Select[*tuple[Any, ...]]
MARKS = (Stage.CALLED, Stage.REACHED, Stage.INTERESTED, Stage.BOOKED)
"""How far a company has come on the phone; its mark is the furthest of these, by its place here."""
BEGUN = (CooperationStatus.ACTIVE, CooperationStatus.ENDED)

_CAMPAIGN: Any = sa.bindparam("campaign", type_=sa.Integer)
_call = CallRecord
valid_calls = sa.and_(col(_call.campaign_id) == _CAMPAIGN, col(_call.undone_at).is_(None))
"""The calls that count."""

_targets: Selected = (
    sa.select(
        col(CampaignTarget.state),
        col(CampaignTarget.reason),
        sa.func.count(),
        sa.func.count(col(CampaignTarget.last_called_at)),
    )
    .where(col(CampaignTarget.campaign_id) == _CAMPAIGN)
    .group_by(col(CampaignTarget.state), col(CampaignTarget.reason))
)
_by_caller: Selected = (
    sa.select(
        col(_call.user_id),
        col(_call.outcome),
        sa.func.count(),
        sa.func.sum(seconds(col(_call.ended_at)) - seconds(col(_call.started_at))),
    )
    .where(valid_calls)
    .group_by(col(_call.user_id), col(_call.outcome))
)
_hour: Any = utc_hour(col(_call.started_at))
_by_hour: Selected = (
    sa.select(_hour, sa.func.count(), sa.func.sum(sa.case((col(_call.outcome).in_(NOT_REACHED), 0), else_=1)))
    .where(valid_calls)
    .group_by(_hour)
)
_marked = (
    sa.select(
        sa.func.max(
            sa.case(
                (col(_call.outcome) == Outcome.VISIT_BOOKED, 3),
                (col(_call.outcome).in_(INTEREST), 2),
                (col(_call.outcome).in_(NOT_REACHED), 0),
                else_=1,
            )
        ).label("mark")
    )
    .where(valid_calls)
    .group_by(col(_call.target_id))
    .subquery()
)
_marks: Selected = sa.select(_marked.c.mark, sa.func.count()).group_by(_marked.c.mark)
_held: Selected = (
    sa.select(sa.func.count(sa.distinct(col(CampaignTarget.id))))
    .join_from(Visit, CampaignTarget, col(CampaignTarget.id) == col(Visit.campaign_target_id))
    .where(col(CampaignTarget.campaign_id) == _CAMPAIGN, col(Visit.status) == VisitStatus.HELD)
)
_first_call = (
    sa.select(sa.func.min(col(_call.started_at)))
    .where(valid_calls, col(_call.target_id) == col(CampaignTarget.id))
    .correlate(CampaignTarget)
    .scalar_subquery()
)
_begun: Selected = (
    sa.select(col(CampaignTarget.id), col(Cooperation.start_date), _first_call)
    .select_from(
        join_in_order(
            join_in_order(
                sa.inspect(Cooperation).local_table,
                sa.inspect(Workplace).local_table,
                col(Workplace.id) == col(Cooperation.workplace_id),
            ),
            sa.inspect(CampaignTarget).local_table,
            col(CampaignTarget.company_id) == col(Workplace.company_id),
        )
    )
    .where(
        col(CampaignTarget.campaign_id) == _CAMPAIGN,
        col(Cooperation.retired_at).is_(None),
        col(Cooperation.status).in_(BEGUN),
        col(Cooperation.start_date).between(sa.bindparam("since", type_=sa.Date), sa.bindparam("today", type_=sa.Date)),
        col(Cooperation.job_centre_code).in_(sa.select(col(JobCentre.code)).where(col(JobCentre.own))),
        # Most of them began before anybody called: sorted out here, the rest by the day in Copenhagen.
        sa.exists()
        .where(
            valid_calls,
            col(_call.target_id) == col(CampaignTarget.id),
            sa.type_coerce(col(_call.started_at), sa.Date) < col(Cooperation.start_date),
        )
        .correlate(CampaignTarget, Cooperation),
    )
)
_questions: Selected = (
    sa.select(col(ScriptQuestion.id), col(ScriptQuestion.text), col(ScriptQuestion.kind), col(ScriptQuestion.choices))
    .join_from(ScriptQuestion, ScriptStep, col(ScriptStep.id) == col(ScriptQuestion.step_id))
    .where(col(ScriptStep.campaign_id) == _CAMPAIGN)
    .order_by(col(ScriptStep.place), col(ScriptQuestion.place), col(ScriptQuestion.id))
)
_answered: Selected = (
    sa.select(col(TargetAnswer.question_id), col(TargetAnswer.value), sa.func.count())
    .where(col(TargetAnswer.question_id).in_(sa.bindparam("questions", expanding=True)))
    .group_by(col(TargetAnswer.question_id), col(TargetAnswer.value))
)
_written: Selected = (
    sa.select(col(TargetAnswer.question_id), sa.func.count())
    .where(col(TargetAnswer.question_id).in_(sa.bindparam("questions", expanding=True)))
    .group_by(col(TargetAnswer.question_id))
)
_taken_back: Selected = (
    sa.select(col(TargetAnswer.question_id), col(TargetAnswer.value))
    .join_from(_call, TargetAnswer, col(TargetAnswer.call_id) == col(_call.id))
    .where(col(_call.campaign_id) == _CAMPAIGN, col(_call.undone_at).is_not(None))
)
_named = sa.select(col(CampaignCaller.user_id)).where(col(CampaignCaller.campaign_id) == _CAMPAIGN)
_people: Selected = (
    sa.select(col(User.id), col(User.name))
    .where(
        sa.or_(
            col(User.id).in_(sa.bindparam("users", expanding=True)),
            col(User.id).in_(_named),
        )
    )
    .order_by(col(User.name), col(User.id))
)


def statistics_of(on: Session, campaign: Campaign, *, now: datetime, days: int = USUAL_DAYS) -> Figures:
    """The campaign's figures as they are now. Eleven queries."""
    run, wanted = on.connection().execute, {"campaign": campaign.id}
    called: Sequence[Any] = run(_by_caller, wanted).all()
    hours, weekdays = by_local_time((row[0], row[1], row[2]) for row in run(_by_hour, wanted))
    states: Counter[TargetState] = Counter()
    left_out: Counter[HoldReason] = Counter()
    listed = 0
    for state, reason, count, called_before in run(_targets, wanted):
        states[state] += count
        if state is TargetState.LEFT_OUT and reason is not None:
            left_out[reason] += count
        listed += called_before if state is TargetState.LEFT_OUT else count
    funnel = {Stage.LISTED: listed, **_on_the_phone({row[0]: row[1] for row in run(_marks, wanted)})}
    funnel[Stage.HELD] = run(_held, wanted).scalar_one()
    funnel[Stage.COOPERATION] = len(cooperating_targets(on, campaign, now=now, days=days))
    people = run(_people, wanted | {"users": sorted({row[0] for row in called})})
    return Figures(
        outcomes=dict(_sums((row[1], row[2]) for row in called)),
        callers=_callers([(row[0], row[1]) for row in people], called),
        hours=tuple(hours),
        weekdays=tuple(weekdays),
        funnel=funnel,
        states=dict(states),
        left_out={reason: left_out[reason] for reason in HoldReason if left_out[reason]},
        answers=_answers(on, campaign.id or 0),
        days=days,
    )


def goals_wanted(campaign: Campaign) -> dict[CallGroup, int | None]:
    """What the campaign aims at."""
    return {
        CallGroup.ALL: campaign.goal_calls,
        CallGroup.REACHED: campaign.goal_reached,
        CallGroup.INTERESTED: campaign.goal_interested,
        CallGroup.VISITS: campaign.goal_visits,
    }


def cooperating_targets(on: Session, campaign: Campaign, *, now: datetime, days: int = USUAL_DAYS) -> list[int]:
    """Companies with which our own centre began to cooperate after their first call and at most so many days later."""
    since = local_date(campaign.started_at or campaign.created_at)
    parameters = {"campaign": campaign.id, "since": since, "today": local_date(now)}
    rows: Sequence[Any] = on.connection().execute(_begun, parameters).all()
    within = timedelta(days=days)
    return sorted(
        {
            target_id
            for target_id, start, first in rows
            if first is not None and timedelta(0) < start - local_date(first) <= within
        }
    )


def _on_the_phone(marks: dict[int, int]) -> dict[Stage, int]:
    """Companies that have come at least so far."""
    return {stage: sum(count for mark, count in marks.items() if mark >= place) for place, stage in enumerate(MARKS)}


def _sums(pairs: Iterable[tuple[Outcome, int]]) -> Counter[Outcome]:
    found: Counter[Outcome] = Counter()
    for outcome, count in pairs:
        found[outcome] += count
    return found


def _callers(people: Sequence[tuple[int, str]], called: Sequence[Any]) -> tuple[CallerFigures, ...]:
    """By name; also those who have not called yet."""
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in called:
        lines[row[0]].append(row)

    def calls(user_id: int, group: CallGroup) -> int:
        wanted = outcomes_of(group)
        return sum(row[2] for row in lines[user_id] if row[1] in wanted)

    return tuple(
        CallerFigures(
            user_id=user_id,
            name=name,
            calls=calls(user_id, CallGroup.ALL),
            reached=calls(user_id, CallGroup.REACHED),
            interested=calls(user_id, CallGroup.INTERESTED),
            visits=calls(user_id, CallGroup.VISITS),
            seconds=sum(int(row[3]) for row in lines[user_id]),
        )
        for user_id, name in people
    )


def _answers(on: Session, campaign_id: int) -> tuple[AnswerFigures, ...]:
    """Every question with its answers, but for those of calls that were taken back."""
    run, wanted = on.connection().execute, {"campaign": campaign_id}
    questions: Sequence[Any] = run(_questions, wanted).all()
    closed = [row[0] for row in questions if row[2] is not QuestionKind.TEXT]
    written = [row[0] for row in questions if row[2] is QuestionKind.TEXT]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for question_id, value, count in run(_answered, {"questions": closed}):
        counts[question_id][value] += count
    totals = Counter({row[0]: row[1] for row in run(_written, {"questions": written})})
    for question_id, value in run(_taken_back, wanted):
        counts[question_id][value] -= 1
        totals[question_id] -= 1
    return tuple(
        AnswerFigures(
            question_id=question_id,
            text=text,
            kind=kind,
            total=totals[question_id] if kind is QuestionKind.TEXT else counts[question_id].total(),
            counts={} if kind is QuestionKind.TEXT else _in_order(kind, choices, counts[question_id]),
        )
        for question_id, text, kind, choices in questions
    )


def _in_order(kind: QuestionKind, choices: Sequence[str], counts: Counter[str]) -> dict[str, int]:
    """Yes before no, choices as the script has them, numbers by size; what nobody chose is 0."""
    if kind is QuestionKind.NUMBER:
        return {value: count for value, count in sorted(counts.items(), key=lambda each: int(each[0])) if count > 0}
    offered = ("yes", "no") if kind is QuestionKind.YES_NO else tuple(choices)
    return {value: counts[value] for value in dict.fromkeys((*offered, *counts)) if value in offered or counts[value]}
