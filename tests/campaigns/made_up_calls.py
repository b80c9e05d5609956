"""A campaign of some hundred calls in which everything happens, also in the nights in which the clock is changed.

The rows are written as they would stand after months; `plain_count` counts them again, one by one, in plain Python.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from campaign_ground import companies_with_phones
from sqlmodel import Session, select

from crm.accounts.models import User
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
from crm.campaigns.words import CampaignStatus, HoldReason, QuestionKind, SourceKind, TargetState
from crm.contacts.words import Outcome
from crm.cooperation.models import Cooperation
from crm.db import Retirement, transaction
from crm.register.models import Workplace
from crm.values.clock import COPENHAGEN, local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import Visit, VisitStatus

BEGAN = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
NIGHTS = (
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),  # 1.59 in winter
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 3.00 in summer
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 2.30 for the first time
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 2.30 for the second
    datetime(2026, 10, 24, 22, 15, tzinfo=UTC),  # 0.15 on the Sunday
    datetime(2026, 3, 15, 23, 45, tzinfo=UTC),  # 0.45 on the Monday
)
REACHED = {
    "call_back", "refused", "not_relevant", "interested", "visit_booked", "need_noted", "no_contact", "done",
}  # fmt: skip
INTERESTED = {"interested", "visit_booked", "need_noted"}


@dataclass(frozen=True, slots=True)
class MadeUp:
    campaign: Campaign
    questions: tuple[ScriptQuestion, ...]


def made_up_campaign(on: Session, *callers: User, companies: int = 120, calls: int = 400, first: int = 1) -> MadeUp:
    """Running since March, with a script of four questions, visits and cooperations."""
    chance = Random(10 + first)
    company_ids = companies_with_phones(on, companies, first)
    user_ids = [caller.id or 0 for caller in callers]
    with transaction(on) as work:
        campaign = _campaign(work, callers[0])
        work.add_all(CampaignCaller(campaign_id=campaign.id or 0, user_id=user_id) for user_id in user_ids)
        questions = _script(work, campaign)
        targets = [_target(campaign, company_id, place) for place, company_id in enumerate(company_ids)]
        work.add_all(targets)
        work.flush()
        for number in range(calls):
            at = NIGHTS[number] if number < len(NIGHTS) else _working_hour(chance)
            call = _call(
                work, campaign, chance.choice(targets[: companies * 3 // 4]), chance.choice(user_ids), at, chance
            )
            _answer(work, call, questions, chance)
            _book(work, call, chance)
        _cooperate(work, targets, chance)
    return MadeUp(campaign, questions)


def _campaign(work: Session, maker: User) -> Campaign:
    campaign = Campaign(
        name="Elevplads-kampagnen",
        purpose="Flere elevpladser",
        status=CampaignStatus.RUNNING,
        starts_on=BEGAN.date(),
        ends_on=NOW.date(),
        unit_id=maker.unit_id or 0,
        goal_calls=500,
        goal_visits=10,
        created_at=BEGAN,
        created_by_user_id=maker.id or 0,
        started_at=BEGAN,
    )
    work.add(campaign)
    work.flush()
    work.add(CampaignSource(campaign_id=campaign.id or 0, kind=SourceKind.FILTER))
    return campaign


def _script(work: Session, campaign: Campaign) -> tuple[ScriptQuestion, ...]:
    step = ScriptStep(campaign_id=campaign.id or 0, place=1, text="Goddag")
    work.add(step)
    work.flush()
    kinds = (
        ("Plads til en elev?", QuestionKind.YES_NO, []),
        ("Hvornår?", QuestionKind.CHOICE, ["Sommer", "Vinter", "Ved ikke"]),
        ("Hvor mange?", QuestionKind.NUMBER, []),
        ("Hvad mangler I?", QuestionKind.TEXT, []),
    )
    made = tuple(
        ScriptQuestion(step_id=step.id or 0, place=place, text=text, kind=kind, choices=choices)
        for place, (text, kind, choices) in enumerate(kinds, start=1)
    )
    work.add_all(made)
    work.flush()
    return made


def _target(campaign: Campaign, company_id: int, place: int) -> CampaignTarget:
    """The last ones are left out."""
    reason = {0: HoldReason.NO_PHONE, 1: HoldReason.REFUSED}.get(place % 3) if place >= 100 else None
    state = TargetState.LEFT_OUT if reason else TargetState.WAITING
    return CampaignTarget(
        campaign_id=campaign.id or 0, company_id=company_id, state=state, reason=reason, place=place, next_at=BEGAN,
        added_at=BEGAN,
    )  # fmt: skip


def _working_hour(chance: Random) -> datetime:
    moment = BEGAN + timedelta(
        days=chance.randrange(250), seconds=chance.randrange(8 * 3600), microseconds=chance.randrange(10**6)
    )
    return moment


def _call(
    work: Session, campaign: Campaign, target: CampaignTarget, user_id: int, at: datetime, chance: Random
) -> CallRecord:
    outcome = chance.choice([*Outcome, Outcome.NO_ANSWER, Outcome.NO_ANSWER])
    ended = at + timedelta(seconds=chance.randrange(20, 900), microseconds=chance.randrange(10**6))
    call = CallRecord(
        campaign_id=campaign.id or 0, target_id=target.id or 0, user_id=user_id, incoming=chance.random() < 0.1,
        started_at=at, ended_at=ended, outcome=outcome, entry=f"{chance.getrandbits(100):032x}",
        undone_at=ended if chance.random() < 0.06 else None,
    )  # fmt: skip
    work.add(call)
    work.flush()
    if call.undone_at is None:
        target.state, target.last_outcome, target.last_called_at = TargetState.DONE, outcome, ended
        target.attempts += 1
    return call


def _answer(work: Session, call: CallRecord, questions: tuple[ScriptQuestion, ...], chance: Random) -> None:
    if call.outcome.value not in REACHED:
        return
    count = chance.randrange(12)
    values = (chance.choice(["yes", "no"]), chance.choice(["Sommer", "Vinter"]), str(count), "Tømrere")
    for question, value in zip(questions, values, strict=True):
        if chance.random() < 0.8:
            number = count if question.kind is QuestionKind.NUMBER else None
            work.add(TargetAnswer(call_id=call.id or 0, question_id=question.id or 0, value=value, number=number))


def _book(work: Session, call: CallRecord, chance: Random) -> None:
    if call.outcome is not Outcome.VISIT_BOOKED:
        return
    target = work.get_one(CampaignTarget, call.target_id)
    visit = Visit(
        company_id=target.company_id, lead_user_id=call.user_id, starts_at=call.ended_at + timedelta(days=2),
        ends_at=call.ended_at + timedelta(days=2, hours=1), purpose="Elevplads-kampagnen",
        status=chance.choice([VisitStatus.HELD, VisitStatus.CONFIRMED, VisitStatus.CANCELLED]),
        campaign_target_id=target.id, created_at=call.ended_at, created_by_user_id=call.user_id,
    )  # fmt: skip
    work.add(visit)
    work.flush()
    if call.undone_at is None:
        call.visit_id = visit.id
    else:
        visit.status = VisitStatus.CANCELLED


def _cooperate(work: Session, targets: list[CampaignTarget], chance: Random) -> None:
    """Before and after the calls, of our own centre and another, some of them voided."""
    for target in targets:
        place = work.exec(select(Workplace).where(Workplace.company_id == target.company_id)).one()
        for part in range(2):
            start = BEGAN.date() + timedelta(days=chance.randrange(-20, 300))
            voided = chance.random() < 0.1
            work.add(
                Cooperation(
                    source="file", external_id=f"{target.id}-{part}", workplace_id=place.id,
                    type_code="adult_apprenticeship", start_date=start,
                    status=chance.choice([*CooperationStatus, CooperationStatus.ACTIVE]),
                    job_centre_code=chance.choice(["0851", "0851", "0101"]), recorded_at=BEGAN,
                    retired_at=NOW if voided else None, retirement=Retirement.VOIDED if voided else None,
                )
            )  # fmt: skip


def plain_count(on: Session, campaign: Campaign, *, now: datetime = NOW, days: int = 90) -> dict[str, Any]:
    """The same figures, counted row by row."""
    calls = [call for call in on.exec(select(CallRecord)) if call.undone_at is None]
    targets = {target.id: target for target in on.exec(select(CampaignTarget))}
    first: dict[int, datetime] = {}
    for call in calls:
        first[call.target_id] = min(call.started_at, first.get(call.target_id, call.started_at))
    hours, weekdays, callers = Counter[int](), Counter[int](), Counter[int]()
    for call in calls:
        local = call.started_at.astimezone(COPENHAGEN)
        hours[local.hour] += 1
        weekdays[local.weekday()] += 1
        callers[call.user_id] += int(call.ended_at.timestamp()) - int(call.started_at.timestamp())

    def companies(outcomes: set[str]) -> int:
        return len({call.target_id for call in calls if call.outcome.value in outcomes})

    return {
        "outcomes": dict(Counter(call.outcome for call in calls)),
        "hours": dict(hours),
        "weekdays": dict(weekdays),
        "seconds": dict(callers),
        "listed": sum(
            each.state is not TargetState.LEFT_OUT or each.last_called_at is not None for each in targets.values()
        ),
        "called": len(first),
        "reached": companies(REACHED),
        "interested": companies(INTERESTED),
        "booked": companies({"visit_booked"}),
        "held": len({visit.campaign_target_id for visit in on.exec(select(Visit)) if visit.status is VisitStatus.HELD}),
        "cooperation": _began_to_cooperate(on, targets, first, now, days),
        "answers": _answer_counts(on, {call.id for call in calls}),
    }  # fmt: skip


def _began_to_cooperate(
    on: Session, targets: dict[Any, CampaignTarget], first: dict[int, datetime], now: datetime, days: int
) -> int:
    company_of = {place.id: place.company_id for place in on.exec(select(Workplace))}
    began = set()
    for made in on.exec(select(Cooperation)):
        counts = made.retired_at is None and made.status.value in {"active", "ended"} and made.job_centre_code == "0851"
        if not counts or made.start_date > local_date(now):
            continue
        for target_id, at in first.items():
            after = (made.start_date - local_date(at)).days
            if targets[target_id].company_id == company_of[made.workplace_id] and 0 < after <= days:
                began.add(target_id)
    return len(began)


def _answer_counts(on: Session, call_ids: set[Any]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for answer in on.exec(select(TargetAnswer)):
        if answer.call_id in call_ids:
            found.setdefault(answer.question_id, Counter())[answer.value] += 1
    return found
