"""The list of companies of a campaign: built, and built anew, for all companies at once."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from crm.audit.trail import record
from crm.campaigns.holds import Hold, hold_of
from crm.campaigns.models import Campaign, CampaignSource, CampaignTarget
from crm.campaigns.queries.sources import Source, companies_of
from crm.campaigns.words import OPEN, HoldReason, TargetState
from crm.contacts.guard.ask import Ask, Caller
from crm.contacts.guard.gather import verdicts
from crm.contacts.models import ContactPerson, PersonPhone
from crm.contacts.words import ContactKind, Purpose
from crm.register.chunks import insert_all
from crm.register.models import Workplace

NOBODY = 0
"""The list is built for whoever calls: nobody's own appointments count."""
UNKNOWN = "unknown"
CALLABLE = "callable"


@dataclass(frozen=True, slots=True)
class Screened:
    """Companies of a source, each with what speaks against calling it now (None: nothing)."""

    holds: dict[int, Hold | None]
    unknown: int

    @property
    def counts(self) -> dict[str, int]:
        """By reason; `callable`, and `unknown` for numbers of a list that belong to no company."""
        found = Counter(CALLABLE if hold is None else hold.reason.value for hold in self.holds.values())
        return dict(found) | ({UNKNOWN: self.unknown} if self.unknown else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What of a campaign decides whom it may call. `campaign_id` 0: it is not made yet."""

    unit_id: int | None
    shares_companies: bool
    campaign_id: int = 0


def aim_of(campaign: Campaign) -> Aim:
    return Aim(unit_id=campaign.unit_id, shares_companies=campaign.shares_companies, campaign_id=campaign.id or 0)


def screen(on: Session, aim: Aim, source: Source, *, now: datetime, today: date) -> Screened:
    """What the list would be; nothing is written. As many queries for ten companies as for five thousand."""
    found = companies_of(on, source, today)
    ask = Ask(Caller(NOBODY, aim.unit_id), ContactKind.CALL, now, purpose=Purpose.CAMPAIGN)
    answers = verdicts(on, list(found.closed) if found.selection is None else found.selection, ask)
    phones = with_phone(on, today)
    elsewhere = set() if aim.shares_companies else _in_other_campaigns(on, aim.campaign_id)
    holds = {
        company_id: hold_of(
            answers[company_id],
            now,
            closed=closed,
            has_phone=company_id in phones,
            elsewhere=company_id in elsewhere,
        )
        for company_id, closed in found.closed.items()
    }
    return Screened(holds, found.unknown)


def build_targets(
    on: Session, campaign: Campaign, source: CampaignSource, *, now: datetime, today: date
) -> dict[str, int]:
    """Make the list, or bring it up to date; the counts by reason.

    A frozen list gets no new companies once it was built, and loses none. What was called, or skipped for good, stays.
    """
    screened = screen(on, aim_of(campaign), source, now=now, today=today)
    known = _known(on, campaign.id or 0)
    frozen = not campaign.follows_source and source.built_at is not None and known
    new = [] if frozen else [company_id for company_id in screened.holds if company_id not in known]
    table = _table()
    insert_all(on, table, [_row(campaign, company_id, screened.holds[company_id], now) for company_id in new])
    _update(on, [each for each in known.values() if each.may_change], screened, now, frozen=bool(frozen))
    source.built_at, source.counts = now, screened.counts
    on.add(source)
    on.flush()
    on.expire_all()
    left_out = sum(hold is not None for hold in screened.holds.values())
    record(on, "campaign.build", campaign, details={"companies": len(screened.holds), "held": left_out}, now=now)
    return screened.counts


def with_phone(on: Session, today: date) -> set[int]:
    """Companies that a living workplace or a contact person gives a phone number of. Two queries."""
    living = sa.or_(col(Workplace.end_date).is_(None), col(Workplace.end_date) >= today)
    places = sa.select(col(Workplace.company_id)).where(col(Workplace.phone).is_not(None), living).distinct()
    people = (
        sa.select(col(ContactPerson.company_id))
        .join(PersonPhone, col(PersonPhone.person_id) == col(ContactPerson.id))
        .where(col(ContactPerson.left_on).is_(None))
        .distinct()
    )
    run = on.connection().execute
    return {*run(places).scalars().all(), *run(people).scalars().all()}


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    company_id: int
    state: TargetState
    reason: HoldReason | None
    next_at: datetime

    @property
    def may_change(self) -> bool:
        """Not what was called, is to be called back, or was skipped by a person."""
        open_state = self.state in (TargetState.WAITING, TargetState.LEFT_OUT)
        return open_state and self.reason is not HoldReason.SKIPPED

    def stands_as(self, hold: Hold | None) -> bool:
        if hold is None:
            return self.reason is None
        same = self.state is hold.state and self.reason is hold.reason
        return same and (hold.until is None or hold.until == self.next_at)

    def rests_longer_than(self, hold: Hold | None) -> bool:
        """After a call, by the campaign's own rule."""
        return self.reason is None and hold is not None and hold.until is not None and self.next_at > hold.until


def _known(on: Session, campaign_id: int) -> dict[int, _Known]:
    table = CampaignTarget
    columns: tuple[Any, ...] = (
        col(table.id),
        col(table.company_id),
        col(table.state),
        col(table.reason),
        col(table.next_at),
    )
    query = sa.select(*columns).where(col(table.campaign_id) == campaign_id)
    return {row[1]: _Known(*row) for row in on.connection().execute(query)}


def _in_other_campaigns(on: Session, campaign_id: int) -> set[int]:
    """Companies that an open campaign is to call."""
    query = (
        sa.select(col(CampaignTarget.company_id))
        .join(Campaign, col(Campaign.id) == col(CampaignTarget.campaign_id))
        .where(
            col(Campaign.id) != campaign_id,
            col(Campaign.status).in_(OPEN),
            col(CampaignTarget.state).in_((TargetState.WAITING, TargetState.CALL_BACK)),
        )
    )
    return set(on.connection().execute(query).scalars())


def _row(campaign: Campaign, company_id: int, hold: Hold | None, now: datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign.id,
        "company_id": company_id,
        "attempts": 0,
        "place": crc32(f"{campaign.id}:{company_id}".encode()) & 0x7FFFFFFF,
        "pilot": False,
        "added_at": now,
        **_standing(hold, now),
    }


def _standing(hold: Hold | None, now: datetime) -> dict[str, Any]:
    if hold is None:
        return {"state": TargetState.WAITING, "reason": None, "next_at": now}
    return {"state": hold.state, "reason": hold.reason, "next_at": hold.until or now}


def _update(on: Session, known: Collection[_Known], screened: Screened, now: datetime, *, frozen: bool) -> None:
    """Only what has changed. A company that rests after a call keeps its own moment."""
    changes = []
    for each in known:
        if each.company_id in screened.holds:
            hold = screened.holds[each.company_id]
            rests = each.stands_as(hold) or each.rests_longer_than(hold)
        else:
            hold = Hold(HoldReason.NOT_IN_SOURCE)
            rests = frozen or each.reason is HoldReason.NOT_IN_SOURCE
        if not rests:
            changes.append({"target": each.id, **_standing(hold, now)})
    if changes:
        table = _table()
        values: dict[str, Any] = {name: sa.bindparam(name) for name in ("state", "reason", "next_at")}
        on.connection().execute(sa.update(table).where(table.c.id == sa.bindparam("target")).values(**values), changes)


def _table() -> sa.Table:
    return SQLModel.metadata.tables[CampaignTarget.__tablename__]
