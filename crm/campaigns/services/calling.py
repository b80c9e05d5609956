"""What became of a call, saved as one: the contact, the answers, the company's place in the campaign, what comes next.

The order of locks is the same everywhere, so that nobody waits in a circle: companies, the visitor's calendar, the
trail.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.campaigns.holds import guard_hold
from crm.campaigns.inputs import CallInput
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget, TargetAnswer
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services.claiming import own_claim, take_target
from crm.campaigns.words import TargetState
from crm.contacts.guard.ask import Ask, Caller
from crm.contacts.guard.enforce import COMPANY_LOCK
from crm.contacts.guard.gather import verdict
from crm.contacts.inputs import ContactInput, TaskInput
from crm.contacts.models import ContactClaim, ContactRefusal, Interaction, Task, TaskKind
from crm.contacts.services.claims import release
from crm.contacts.services.logging import AlsoDone, save_contact
from crm.contacts.services.visits import book_guarded_visit
from crm.contacts.words import NOT_REACHED, ContactKind, Direction, Outcome, Purpose
from crm.cooperation.queries import types as cooperation_types
from crm.visiting.services.invitations import invite
from crm.visits.services.booking import CALENDAR_LOCK, Booking

DRAFT_FORM = "campaign_call"
LONGEST_CALL = timedelta(hours=4)
TRIED_AGAIN = (Outcome.NO_ANSWER, Outcome.BUSY)


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Who saves, and when."""

    user_id: int
    now: datetime
    today: date


_CALL_BACKS: sa.Select[*tuple[Any, ...]] = sa.select(col(Task.id)).where(
    col(Task.campaign_target_id) == sa.bindparam("target", type_=sa.Integer),
    col(Task.kind) == TaskKind.CALL_BACK,
    col(Task.done_at).is_(None),
)


def draft_subject(target_id: int) -> str:
    return f"target {target_id}"


def save_call(on: Session, campaign: Campaign, target: CampaignTarget, given: CallInput, at: AtDesk) -> CallRecord:
    """Save the call and give the company back. Inside `contact_transaction` only.

    Refuses when a colleague has the company meanwhile. Raises ContactPreventedError when the guard says no.
    """
    claim = _still_claimed(on, target, at)
    _queue_up(on, target.company_id, given.visit.lead_user_id if given.visit else None)
    caller = Caller(at.user_id, campaign.unit_id)
    settles = _open_call_backs(on, target)
    started = max(claim.claimed_at, at.now - LONGEST_CALL)
    contact = save_contact(
        on,
        _contact(on, campaign, target, given, started, at.now),
        caller=caller,
        now=at.now,
        today=at.today,
        override=given.override,
        also=_also(campaign, target, given, settles, at),
    )
    visit_id = _book(on, campaign, target, given, caller, at.now)
    call = CallRecord(
        campaign_id=campaign.id or 0,
        target_id=target.id or 0,
        user_id=at.user_id,
        incoming=given.incoming,
        started_at=started,
        ended_at=at.now,
        outcome=given.outcome,
        entry=contact.entry,
        visit_id=visit_id,
        refusal_id=_refusal_of(on, given, contact, at),
        settled=list(settles),
        before=standing(target),
    )
    on.add(call)
    on.flush()
    on.add_all(
        TargetAnswer(call_id=call.id or 0, question_id=question_id, value=answer.value, number=answer.number)
        for question_id, answer in given.answers.items()
    )
    release(on, claim.token, user_id=at.user_id)
    _move_on(on, campaign, target, given, at)
    return call


def standing(target: CampaignTarget) -> dict[str, Any]:
    """How a company stands in the campaign, to come back to."""
    return {
        "state": target.state.value,
        "reason": target.reason.value if target.reason else None,
        "attempts": target.attempts,
        "next_at": target.next_at.isoformat(),
        "call_back_user_id": target.call_back_user_id,
        "last_outcome": target.last_outcome.value if target.last_outcome else None,
        "last_called_at": target.last_called_at.isoformat() if target.last_called_at else None,
    }


def _still_claimed(on: Session, target: CampaignTarget, at: AtDesk) -> ContactClaim:
    """The person's claim; one that ran out unnoticed comes back while nobody has taken the company."""
    return own_claim(on, target, at.user_id) or take_target(on, target, user_id=at.user_id, now=at.now)


def _queue_up(on: Session, company_id: int, lead_user_id: int | None) -> None:
    if on.get_bind().dialect.name != "postgresql":
        return
    lock = sa.func.pg_advisory_xact_lock
    on.connection().execute(sa.select(lock(COMPANY_LOCK, company_id)))
    if lead_user_id is not None:
        on.connection().execute(sa.select(lock(CALENDAR_LOCK, lead_user_id)))


def _open_call_backs(on: Session, target: CampaignTarget) -> tuple[int, ...]:
    """Calls that this campaign has promised the company: this is the one."""
    return tuple(row[0] for row in on.connection().execute(_CALL_BACKS, {"target": target.id}))


def _contact(
    on: Session, campaign: Campaign, target: CampaignTarget, given: CallInput, started: datetime, now: datetime
) -> ContactInput:
    reached = given.outcome not in NOT_REACHED
    interested = given.outcome in (Outcome.INTERESTED, Outcome.VISIT_BOOKED)
    types = {each.code for each in cooperation_types(on)} if interested else set()
    return ContactInput(
        company_id=target.company_id,
        kind=ContactKind.CALL,
        direction=Direction.INCOMING if given.incoming else Direction.OUTGOING,
        at=started,
        minutes=max(1, round((now - started).total_seconds() / 60)) if reached else None,
        purpose=Purpose.CAMPAIGN,
        outcome=given.outcome,
        note=given.note,
        themes=tuple(campaign.themes),
        interests=tuple(theme for theme in campaign.themes if theme in types),
        person_ids=given.person_ids,
        needs=given.needs,
        campaign_target_id=target.id,
    )


def _also(
    campaign: Campaign, target: CampaignTarget, given: CallInput, settles: tuple[int, ...], at: AtDesk
) -> AlsoDone:
    steps = []
    if given.call_back is not None:
        owner = given.call_back.owner_user_id
        steps.append(
            TaskInput(
                kind=TaskKind.CALL_BACK,
                title=campaign.name,
                company_id=target.company_id,
                due_at=given.call_back.due_at,
                owner_user_id=owner,
                unit_id=None if owner else campaign.unit_id,
                promised=True,
                person_id=given.call_back.person_id,
                campaign_target_id=target.id,
            )
        )
    if given.hand_over is not None:
        steps.append(
            TaskInput(
                kind=TaskKind.FOLLOW_UP,
                title=given.hand_over.title,
                company_id=target.company_id,
                due_at=at.now + timedelta(days=1),
                unit_id=given.hand_over.unit_id,
                campaign_target_id=target.id,
            )
        )
    return AlsoDone(
        next_steps=tuple(steps),
        settles=settles,
        refusal=given.refusal,
        draft=(DRAFT_FORM, draft_subject(target.id or 0)),
    )


def _book(
    on: Session, campaign: Campaign, target: CampaignTarget, given: CallInput, caller: Caller, now: datetime
) -> int | None:
    if given.visit is None:
        return None
    booking = Booking(
        company_id=target.company_id,
        lead_user_id=given.visit.lead_user_id,
        starts_at=given.visit.starts_at,
        purpose=campaign.name,
        workplace_id=given.visit.workplace_id,
        person_ids=given.person_ids,
        campaign_target_id=target.id,
    )
    visit = book_guarded_visit(on, booking, caller=caller, now=now, purpose=Purpose.CAMPAIGN, override=given.override)
    invite(on, visit, now=now)
    return visit.id


def _refusal_of(on: Session, given: CallInput, contact: Interaction, at: AtDesk) -> int | None:
    """The refusal that was recorded with the contact."""
    if given.refusal is None:
        return None
    query = select(ContactRefusal.id).where(
        col(ContactRefusal.company_id) == contact.company_id,
        col(ContactRefusal.recorded_at) == at.now,
        col(ContactRefusal.recorded_by_user_id) == at.user_id,
    )
    return on.exec(query.order_by(col(ContactRefusal.id).desc()).limit(1)).first()


def _move_on(on: Session, campaign: Campaign, target: CampaignTarget, given: CallInput, at: AtDesk) -> None:
    """Where the company stands after the call."""
    rule = AttemptsRule.from_json(campaign.rule)
    if not given.incoming:
        target.attempts += 1
    target.last_outcome, target.last_called_at = given.outcome, at.now
    target.call_back_user_id, target.reason = None, None
    target.state = TargetState.DONE
    if given.call_back is not None:
        target.state, target.next_at = TargetState.CALL_BACK, given.call_back.due_at
        target.call_back_user_id = given.call_back.owner_user_id
    elif given.outcome in TRIED_AGAIN and target.attempts < rule.max_attempts:
        target.state = TargetState.WAITING
        _rest(on, campaign, target, at.now, at.now + rule.gap(given.outcome))
    on.add(target)
    on.flush()


def _rest(on: Session, campaign: Campaign, target: CampaignTarget, now: datetime, earliest: datetime) -> None:
    """Not before the rule's gap is over, nor before the guard lets anybody call."""
    ask = Ask(Caller(0, campaign.unit_id), ContactKind.CALL, now, purpose=Purpose.CAMPAIGN)
    hold = guard_hold(verdict(on, target.company_id, ask), now)
    target.next_at = earliest
    if hold is not None and hold.until is not None and hold.until > earliest:
        target.next_at, target.reason = hold.until, hold.reason
