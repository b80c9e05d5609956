"""Handing out companies: never one to two callers, over all campaigns, and none that the guard holds back.

The lock is the company's claim (`crm.contacts.services.claims`). On SQLite the transaction has the database to itself;
on PostgreSQL nobody waits for a company that somebody else is about to take or to write a contact with.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.campaigns.holds import Hold, guard_hold
from crm.campaigns.models import Campaign, CampaignCaller, CampaignTarget
from crm.campaigns.queries.queue import CALL_BACKS_DUE, TO_CALL, WAITING, WAITING_PILOT, standing_of
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.words import CALLING, CampaignStatus, HoldReason, TargetState
from crm.contacts.guard.ask import Ask, Caller, Verdict
from crm.contacts.guard.enforce import COMPANY_LOCK
from crm.contacts.guard.gather import verdicts
from crm.contacts.models import ContactClaim
from crm.contacts.queries.claims import claim_on
from crm.contacts.services.claims import claim_company, release
from crm.contacts.words import ContactKind, Purpose
from crm.refusal import Refusal
from crm.values.clock import local_date

AT_ONCE = 200
"""When one company turns out to be held back, so many of the next ones are asked about together."""
ROUNDS = 40
LOOKED_AT = 64
"""So many are looked at for one that no other caller is taking at this very moment."""

_ME: Any = sa.bindparam("me", type_=sa.Integer)
_CAMPAIGN: Any = sa.bindparam("campaign", type_=sa.Integer)
_UNFINISHED = (
    select(ContactClaim, CampaignTarget)
    .join(CampaignTarget, col(CampaignTarget.id) == col(ContactClaim.campaign_target_id))
    .where(col(ContactClaim.user_id) == _ME)
    .order_by(col(ContactClaim.claimed_at).desc(), col(ContactClaim.id).desc())
)
_UNFINISHED_HERE = _UNFINISHED.where(col(CampaignTarget.campaign_id) == _CAMPAIGN)
_OWN = (
    select(ContactClaim)
    .where(
        col(ContactClaim.user_id) == _ME,
        col(ContactClaim.company_id) == sa.bindparam("company", type_=sa.Integer),
        col(ContactClaim.campaign_target_id) == sa.bindparam("target", type_=sa.Integer),
    )
    .execution_options(populate_existing=True)
)
_CALLS = sa.select(col(CampaignCaller.user_id)).where(
    col(CampaignCaller.campaign_id) == _CAMPAIGN, col(CampaignCaller.user_id) == _ME
)
_ELSEWHERE = sa.delete(ContactClaim).where(
    col(ContactClaim.user_id) == _ME,
    sa.exists().where(
        col(CampaignTarget.id) == col(ContactClaim.campaign_target_id), col(CampaignTarget.campaign_id) != _CAMPAIGN
    ),
)


@dataclass(slots=True)
class Handed:
    """What was handed out: the company and the claim, or None; and how many were found to be held back."""

    target: CampaignTarget | None = None
    claim: ContactClaim | None = None
    held: dict[int, Hold] = field(default_factory=dict)


def claim_next(on: Session, campaign: Campaign, *, user_id: int, now: datetime) -> CampaignTarget | None:
    """The company this person calls next, claimed: the one they have begun, a due call-back, or the next in turn.

    None when there is none now. What the person had claimed in another campaign goes back.
    """
    handed = resume(on, campaign, user_id=user_id, now=now) or take_next(on, campaign, user_id=user_id, now=now)
    note_held(on, campaign, handed, now=now)
    if handed.claim is not None:
        _give_back_others(on, user_id, campaign.id or 0)
    return handed.target


def resume(on: Session, campaign: Campaign, *, user_id: int, now: datetime) -> Handed | None:
    """What this person has begun here and not finished, also when the lease ran out and nobody took it."""
    for claim, target in unfinished(on, user_id, campaign.id):
        if target.state in TO_CALL:
            again = claim_company(on, claim.company_id, user_id=user_id, now=now, campaign_target_id=target.id)
            if again is not None:
                return Handed(target, again)
    return None


def unfinished(on: Session, user_id: int, campaign_id: int | None = None) -> list[tuple[ContactClaim, CampaignTarget]]:
    """The person's claims of companies of a campaign (None: of any), the latest first."""
    if campaign_id is None:
        return list(on.exec(_UNFINISHED, params={"me": user_id}))
    return list(on.exec(_UNFINISHED_HERE, params={"me": user_id, "campaign": campaign_id}))


def take_next(on: Session, campaign: Campaign, *, user_id: int, now: datetime) -> Handed:
    """The next company in turn, claimed. The number of statements is bounded."""
    handed = Handed()
    tried: set[int] = set()
    values = standing_of(campaign, user_id, now)
    for query in _queues(campaign, now):
        for _round in range(ROUNDS):
            found = _candidate(on, query, values, tried)
            if found is None:
                break
            target_id, company_id = found
            tried.add(target_id)
            target, claim = _claimed(on, target_id, company_id, user_id, now)
            if target is None or claim is None:
                continue
            hold = guard_hold(_verdicts(on, campaign, [company_id], user_id, now)[company_id], now)
            if hold is None:
                handed.target, handed.claim = target, claim
                return handed
            release(on, claim.token, user_id=user_id)
            held = _held_ahead(on, campaign, query, values)
            _write_holds(on, held)
            handed.held |= held
    return handed


def note_held(on: Session, campaign: Campaign, handed: Handed, *, now: datetime) -> None:
    """One line in the trail for the companies that were found to be held back; last in the transaction."""
    if handed.held:
        record(on, "campaign.hold", campaign, details={"companies": len(handed.held)}, now=now)


def take_target(on: Session, target: CampaignTarget, *, user_id: int, now: datetime) -> ContactClaim:
    """This very company, because it is calling. Refuses while a colleague has it, and says who."""
    claim = claim_company(on, target.company_id, user_id=user_id, now=now, campaign_target_id=target.id)
    if claim is not None:
        return claim
    holder = claim_on(on, target.company_id, now=now)
    name = on.exec(select(User.name).where(col(User.id) == holder.user_id)).first() if holder else None
    raise Refusal(
        _("%(name)s has this company right now. Put the call through, or log it on the company's page.",
          name=name or _("A colleague"))
    )  # fmt: skip


def own_claim(on: Session, target: CampaignTarget, user_id: int) -> ContactClaim | None:
    """The person's claim of this company, also when its lease ran out: until somebody takes it, it is theirs."""
    return on.exec(_OWN, params={"me": user_id, "company": target.company_id, "target": target.id}).first()


def is_caller(on: Session, campaign_id: int, user_id: int) -> bool:
    return on.connection().execute(_CALLS, {"me": user_id, "campaign": campaign_id}).first() is not None


def _queues(campaign: Campaign, now: datetime) -> list[Any]:
    """A promised call is made also outside the times of day; nothing is handed out outside the period."""
    today = local_date(now)
    if campaign.status not in CALLING or not campaign.starts_on <= today <= campaign.ends_on:
        return []
    in_turn = WAITING_PILOT if campaign.status is CampaignStatus.PILOT else WAITING
    return [CALL_BACKS_DUE, in_turn] if AttemptsRule.from_json(campaign.rule).may_call(now) else [CALL_BACKS_DUE]


def _candidate(on: Session, query: Any, values: dict[str, Any], tried: set[int]) -> tuple[int, int] | None:
    """The first one that nobody else is busy with. Concurrent callers pass over each other's without waiting."""
    dialect = on.get_bind().dialect.name
    first = (
        _first(query.where(col(CampaignTarget.id).not_in(sorted(tried))), dialect) if tried else _built(query, dialect)
    )
    row = on.connection().execute(first, values).first()
    return None if row is None else (row[0], row[1])


def _first(query: Any, dialect: str) -> Any:
    if dialect != "postgresql":
        return query.limit(1)
    inner = query.limit(LOOKED_AT).subquery()
    free = sa.func.pg_try_advisory_xact_lock(COMPANY_LOCK, inner.c.company_id)
    return sa.select(inner.c.id, inner.c.company_id).where(free).limit(1)


_built = cache(_first)


def _claimed(
    on: Session, target_id: int, company_id: int, user_id: int, now: datetime
) -> tuple[CampaignTarget | None, ContactClaim | None]:
    """The claim, if the company is still free and the target still to be called once it is claimed."""
    claim = claim_company(on, company_id, user_id=user_id, now=now, campaign_target_id=target_id)
    if claim is None:
        return None, None
    target = on.get(CampaignTarget, target_id, populate_existing=True)
    if target is None or target.state not in TO_CALL or target.next_at > now:
        release(on, claim.token, user_id=user_id)
        return None, None
    return target, claim


def _verdicts(
    on: Session, campaign: Campaign, company_ids: list[int], user_id: int, now: datetime
) -> dict[int, Verdict]:
    ask = Ask(Caller(user_id, campaign.unit_id), ContactKind.CALL, now, purpose=Purpose.CAMPAIGN)
    return verdicts(on, company_ids, ask)


def _held_ahead(on: Session, campaign: Campaign, query: Any, values: dict[str, Any]) -> dict[int, Hold]:
    """Which of the next ones are held back as well, so that they need not be tried one by one.

    Rows that somebody else is about to change are passed over: nobody waits for anybody.
    """
    rows = query.limit(AT_ONCE).with_for_update(of=CampaignTarget, skip_locked=True)
    ahead = {row[1]: row[0] for row in on.connection().execute(rows, values)}
    if not ahead:
        return {}
    now = values["now"]
    answers = _verdicts(on, campaign, list(ahead), values["me"], now)
    holds = {ahead[company_id]: guard_hold(verdict, now) for company_id, verdict in answers.items()}
    lasting = {target_id: hold for target_id, hold in holds.items() if hold is not None}
    return {target_id: hold for target_id, hold in lasting.items() if hold.reason is not HoldReason.CLAIMED}


def _write_holds(on: Session, holds: dict[int, Hold]) -> None:
    """A company to be called back stays that, only later; one that must not be called is left out."""
    table = CampaignTarget
    for hold in set(holds.values()):
        ids = [target_id for target_id, each in holds.items() if each == hold]
        values: dict[str, Any] = {"reason": hold.reason}
        if hold.until is None:
            values["state"] = TargetState.LEFT_OUT
        else:
            values["next_at"] = hold.until
        statement = (
            sa.update(table)
            .where(col(table.id).in_(ids), col(table.state).in_(TO_CALL))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        on.connection().execute(statement)


def _give_back_others(on: Session, user_id: int, campaign_id: int) -> None:
    """Whoever calls in this campaign is not on the phone in another."""
    on.connection().execute(_ELSEWHERE, {"me": user_id, "campaign": campaign_id})
