"""What the tests of campaigns stand on: many companies with phones, and a campaign whose desk is always open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from crm.campaigns.inputs import CallInput, CampaignInput, SourceInput
from crm.campaigns.models import CallRecord, Campaign, CampaignTarget
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.services import lifecycle
from crm.campaigns.services.calling import AtDesk, save_call
from crm.campaigns.services.claiming import claim_next
from crm.campaigns.words import SourceKind
from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.queries.claims import claim_on
from crm.contacts.words import Outcome
from crm.db import transaction
from crm.register.models import Company, Workplace
from crm.values.clock import local_date
from crm.values.sectors import Sector

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday morning
DAY = timedelta(days=1)
ALWAYS = AttemptsRule(opens=time(0, 0), closes=time(23, 59, 59), weekdays=(0, 1, 2, 3, 4, 5, 6))
EVERYBODY = SourceInput(kind=SourceKind.FILTER, content={"filter": {}})
MakeCompanies = Callable[..., list[int]]


@dataclass(frozen=True, slots=True)
class Called:
    """A company at the desk."""

    target: CampaignTarget
    token: str


def companies_with_phones(
    on: Session, number: int, first: int = 1, *, phone: bool = True, workplaces: int = 1
) -> list[int]:
    """So many companies, each with one living workplace unless something else is said."""
    with transaction(on) as work:
        companies = [
            Company(
                cvr=f"{10_000_000 + each}",
                name=f"Firma {each}",
                sort_name=f"firma {each:05d}",
                search_text=f"firma {each} {10_000_000 + each}",
                living_workplaces=workplaces,
            )
            for each in range(first, first + number)
        ]
        work.add_all(companies)
        work.flush()
        work.add_all(
            Workplace(
                p_number=f"{1_000_000_000 + first + place + 100_000_000 * at}",
                company_id=company.id or 0,
                name=company.name,
                municipality_code="0851",
                sector=Sector.PRIVATE,
                phone=f"+4598{first + place:06d}" if phone else None,
                start_date=date(2010, 1, 1),
            )
            for place, company in enumerate(companies)
            for at in range(workplaces)
        )
    return [company.id or 0 for company in companies]


def campaign_of(
    on: Session,
    *caller_ids: int,
    unit_id: int,
    now: datetime = NOW,
    source: SourceInput = EVERYBODY,
    running: bool = True,
    **more: Any,
) -> Campaign:
    """A campaign over all companies, running, unless something else is said."""
    usual: dict[str, Any] = {
        "name": "Elevplads-kampagnen",
        "starts_on": local_date(now),
        "ends_on": local_date(now) + 60 * DAY,
        "unit_id": unit_id,
        "rule": ALWAYS,
        "caller_ids": caller_ids,
    }
    given = CampaignInput(**(usual | more))
    with transaction(on) as work:
        made = lifecycle.create_campaign(work, given, source, user_id=caller_ids[0], now=now, today=local_date(now))
        if running:
            lifecycle.start(work, made, version=made.version, now=now, today=local_date(now))
    return made


def next_for(on: Session, campaign: Campaign, user_id: int, now: datetime = NOW) -> Called | None:
    """Press "Next company"."""
    with transaction(on) as work:
        target = claim_next(work, campaign, user_id=user_id, now=now)
        claim = claim_on(work, target.company_id, now=now) if target else None
    return Called(target, claim.token) if target and claim else None


def saved(
    on: Session, campaign: Campaign, called: Called, user_id: int, outcome: Outcome, now: datetime = NOW, **more: Any
) -> CallRecord:
    """Press an outcome."""
    with contact_transaction(on) as work:
        at = AtDesk(user_id, now, local_date(now))
        return save_call(work, campaign, called.target, CallInput(outcome=outcome, **more), at)
