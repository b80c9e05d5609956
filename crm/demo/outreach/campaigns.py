"""Three phone campaigns: one that is half called, one that is closed with its report, one that is only planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.campaigns.models import (
    CallRecord,
    Campaign,
    CampaignCaller,
    CampaignSource,
    CampaignTarget,
    ScriptQuestion,
    ScriptStep,
    TargetAnswer,
)
from crm.campaigns.queries.sources import companies_of
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services.building import aim_of, screen
from crm.campaigns.services.closing import freeze_report
from crm.campaigns.words import CampaignStatus, QuestionKind, SourceKind
from crm.contacts.words import Theme
from crm.demo.chance import Chance
from crm.demo.outreach import phrases
from crm.demo.outreach.calling import Call, Plan, Shift, Standing
from crm.demo.outreach.manners import Manners
from crm.demo.outreach.scene import Account, Scene
from crm.demo.outreach.storing import RowValues, insert_with_ids, table_of
from crm.demo.outreach.story import Story
from crm.demo.town import HOME
from crm.register.chunks import insert_all

_RUNNING_DAYS, _CLOSED_DAYS = 9, 16  # working days of calls
_CLOSED_BEFORE = 96  # working days ago
_HOLIDAYS = (7, 12)
_SOURCES: dict[CampaignStatus, tuple[SourceKind, dict[str, Any]]] = {
    CampaignStatus.RUNNING: (SourceKind.FILTER, {"filter": {"section": "C", "municipality": HOME}}),
    CampaignStatus.CLOSED: (SourceKind.FILTER, {"filter": {"section": "H", "municipality": HOME}}),
    CampaignStatus.DRAFT: (SourceKind.GROUPS, {"groups": ["growth"]}),
}


@dataclass(slots=True)
class Told:
    """A campaign with the calls that were played for it."""

    campaign: Campaign
    source: CampaignSource
    shift: Shift
    screened_at: datetime


class Campaigns:
    def __init__(self, on: Session, story: Story, scene: Scene, manners: Manners, seed: int) -> None:
        self._on, self._story, self._scene, self._manners = on, story, scene, manners
        self._chance = Chance(seed, "campaigns")
        self._answers = Chance(seed, "answers")
        self._told: list[Told] = []

    def play(self) -> None:
        """Found the campaigns and call; the contacts go into the story, the rows wait for `store`."""
        scene, anna, bo = self._scene, self._scene.accounts["anna"], self._scene.accounts["bo"]
        self._campaign(CampaignStatus.CLOSED, self._closed_days(), (bo, scene.accounts["carla"]), share=1.0)
        running_days = scene.days[-_RUNNING_DAYS:]
        self._campaign(CampaignStatus.RUNNING, running_days, (anna, bo), share=0.5)
        self._campaign(CampaignStatus.DRAFT, [scene.day_from(scene.today, 15)], (anna,), share=0.0)

    def _closed_days(self) -> list[date]:
        """Some months ago, but not while everybody is on holiday."""
        first = len(self._scene.days) - _CLOSED_BEFORE
        while any(day.month in _HOLIDAYS for day in self._scene.days[first : first + _CLOSED_DAYS]):
            first -= 1
        return self._scene.days[first : first + _CLOSED_DAYS]

    def _campaign(
        self, status: CampaignStatus, days: list[date], callers: tuple[Account, ...], *, share: float
    ) -> None:
        begins = min(self._scene.window.at(days[0], 8, 30), self._scene.window.now)
        campaign = self._found(status, days, callers, begins)
        kind, content = _SOURCES[status]
        source = CampaignSource(campaign_id=campaign.id or 0, kind=kind, content=content)
        self._on.add(source)
        self._on.flush()
        named = companies_of(self._on, source, self._scene.today).closed
        clients = [client for client in self._scene.clients if client.id in named]
        plan = Plan(
            name=campaign.name,
            days=days,
            callers=callers,
            share=share,
            themes=tuple(campaign.themes),
            interest=campaign.themes[0],
            goes_on=status is CampaignStatus.RUNNING,
        )
        shift = Shift(self._story, self._scene, self._manners, plan, self._chance)
        shift.run(clients)
        over = status is CampaignStatus.CLOSED
        self._told.append(Told(campaign, source, shift, begins if over else self._scene.window.now))

    def _found(
        self, status: CampaignStatus, days: list[date], callers: tuple[Account, ...], begins: datetime
    ) -> Campaign:
        name, purpose, script, themes, ahead = _CONTENT[status]
        started = begins if status is not CampaignStatus.DRAFT else None
        founded = (
            started - timedelta(days=6) if started else self._scene.at_work(self._scene.day_before(2), self._chance)
        )
        over = status is CampaignStatus.CLOSED
        campaign = Campaign(
            name=name,
            purpose=purpose,
            status=status,
            starts_on=days[0],
            ends_on=days[-1] + timedelta(days=ahead),
            unit_id=callers[0].unit_id or 0,
            themes=list(themes),
            rule=AttemptsRule().to_json(),
            created_at=founded,
            created_by_user_id=callers[0].id,
            started_at=started,
            closed_at=self._scene.window.at(days[-1], 16, 5) if over else None,
            **_GOALS[status],
        )
        self._on.add(campaign)
        self._on.flush()
        callers_of = [CampaignCaller(campaign_id=campaign.id or 0, user_id=caller.id) for caller in callers]
        self._on.add_all(callers_of)
        for place, (text, questions) in enumerate(script, 1):
            step = ScriptStep(campaign_id=campaign.id or 0, place=place, text=text)
            self._on.add(step)
            self._on.flush()
            for number, (question, kind, choices) in enumerate(questions, 1):
                self._on.add(
                    ScriptQuestion(
                        step_id=step.id or 0,
                        place=number,
                        text=question,
                        kind=QuestionKind(kind),
                        choices=list(choices),
                    )
                )
        self._on.flush()
        return campaign

    def store_targets(self) -> None:
        """The lists, before the contacts that name them."""
        for told in self._told:
            standings = told.shift.standings
            rows = [_target(told.campaign, standing) for standing in standings]
            for standing, target_id in zip(standings, insert_with_ids(self._on, CampaignTarget, rows), strict=True):
                standing.target.id = target_id

    def store_calls(self) -> None:
        """The calls, what was left out of the lists and why, and the closing report."""
        for told in self._told:
            calls = told.shift.calls
            ids = insert_with_ids(self._on, CallRecord, [_call(told.campaign, call) for call in calls])
            questions = _questions(self._on, told.campaign.id or 0)
            answers = [
                row
                for call, call_id in zip(calls, ids, strict=True)
                if call.talk.reached
                for row in self._answered(call_id, questions)
            ]
            insert_all(self._on, table_of(TargetAnswer), answers)
            self._hold_back(told)
            if told.campaign.status is CampaignStatus.CLOSED:
                report = freeze_report(self._on, told.campaign, now=told.campaign.closed_at or self._scene.window.now)
                report.content = report.content | {"others": []}  # they began later
                self._on.add(report)

    def _hold_back(self, told: Told) -> None:
        """The guard's word on every company that was not called, as of the start or, where calls go on, of now."""
        screened = screen(self._on, aim_of(told.campaign), told.source, now=told.screened_at, today=self._scene.today)
        told.source.built_at, told.source.counts = told.screened_at, screened.counts
        self._on.add(told.source)
        self._on.flush()
        holds = [
            {
                "target": standing.target.id,
                "state": hold.state,
                "reason": hold.reason,
                "next_at": hold.until or told.screened_at,
            }
            for standing in told.shift.standings
            if standing.attempts == 0 and (hold := screened.holds[standing.target.client.id]) is not None
        ]
        if holds:
            table = table_of(CampaignTarget)
            values: dict[str, Any] = {name: sa.bindparam(name) for name in ("state", "reason", "next_at")}
            statement = sa.update(table).where(table.c.id == sa.bindparam("target")).values(**values)
            self._on.connection().execute(statement, holds)

    def _answered(self, call_id: int, questions: list[tuple[int, QuestionKind, list[str]]]) -> Iterator[RowValues]:
        """Most are asked most questions."""
        chance = self._answers
        for question_id, kind, choices in questions:
            if not chance.happens(0.45 if kind is QuestionKind.TEXT else 0.8):
                continue
            number = None
            if kind is QuestionKind.NUMBER:
                number = min(chance.whole(0, 5), chance.whole(0, 5))
            value = {
                QuestionKind.YES_NO: chance.one_of(("yes", "yes", "no")),
                QuestionKind.NUMBER: str(number),
                QuestionKind.CHOICE: chance.one_of(choices or [""]),
                QuestionKind.TEXT: chance.one_of(phrases.WHAT_IT_TAKES),
            }[kind]
            yield {"call_id": call_id, "question_id": question_id, "value": value, "number": number}


_CONTENT: dict[CampaignStatus, tuple[str, str, phrases.Script, tuple[str, ...], int]] = {
    CampaignStatus.RUNNING: (
        phrases.RUNNING_NAME,
        phrases.RUNNING_PURPOSE,
        phrases.RUNNING_SCRIPT,
        ("adult_apprenticeship", Theme.APPRENTICESHIP.value, Theme.RECRUITMENT.value),
        18,
    ),
    CampaignStatus.CLOSED: (
        phrases.CLOSED_NAME,
        phrases.CLOSED_PURPOSE,
        phrases.CLOSED_SCRIPT,
        ("work_placement",),
        0,
    ),
    CampaignStatus.DRAFT: (
        phrases.DRAFT_NAME,
        phrases.DRAFT_PURPOSE,
        phrases.DRAFT_SCRIPT,
        ("work_placement", Theme.RECRUITMENT.value),
        30,
    ),
}
_GOALS: dict[CampaignStatus, dict[str, Any]] = {
    CampaignStatus.RUNNING: {"goal_calls": 450, "goal_reached": 250, "goal_interested": 80, "goal_visits": 25},
    CampaignStatus.CLOSED: {"goal_calls": 300, "goal_interested": 50, "goal_visits": 15},
    CampaignStatus.DRAFT: {"goal_interested": 15},
}


def _target(campaign: Campaign, standing: Standing) -> RowValues:
    return {
        "campaign_id": campaign.id,
        "company_id": standing.target.client.id,
        "state": standing.state,
        "reason": None,
        "attempts": standing.attempts,
        "place": standing.target.place,
        "next_at": standing.next_at or campaign.started_at or campaign.created_at,
        "call_back_user_id": standing.call_back_by.id if standing.call_back_by else None,
        "last_outcome": standing.last_outcome,
        "last_called_at": standing.last_called_at,
        "pilot": standing.pilot,
        "added_at": campaign.created_at,
    }


def _call(campaign: Campaign, call: Call) -> RowValues:
    before = _target(campaign, call.before)
    kept = ("attempts", "call_back_user_id", "reason")
    return {
        "campaign_id": campaign.id,
        "target_id": call.standing.target.id,
        "user_id": call.talk.by.id,
        "incoming": False,
        "started_at": call.talk.at,
        "ended_at": call.ended_at,
        "outcome": call.talk.outcome,
        "entry": call.talk.entry,
        "visit_id": call.meeting.id if call.meeting else None,
        "refusal_id": call.refusal.id if call.refusal else None,
        "settled": [step.id for step in call.settled],
        "before": {name: before[name] for name in kept}
        | {
            "state": call.before.state.value,
            "next_at": before["next_at"].isoformat(),
            "last_outcome": call.before.last_outcome.value if call.before.last_outcome else None,
            "last_called_at": call.before.last_called_at.isoformat() if call.before.last_called_at else None,
        },
    }


def _questions(on: Session, campaign_id: int) -> list[tuple[int, QuestionKind, list[str]]]:
    query = (
        sa.select(col(ScriptQuestion.id), col(ScriptQuestion.kind), col(ScriptQuestion.choices))
        .join(ScriptStep, col(ScriptStep.id) == col(ScriptQuestion.step_id))
        .where(col(ScriptStep.campaign_id) == campaign_id)
        .order_by(col(ScriptStep.place), col(ScriptQuestion.place))
    )
    return [(row[0] or 0, row[1], row[2]) for row in on.connection().execute(query)]
