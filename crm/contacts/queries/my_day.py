"""What one person has before them today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.guard.ask import Caller
from crm.contacts.models import ContactClaim, ContactRefusal, Interaction, OutreachPause, TaskKind
from crm.contacts.queries.claims import claim_of
from crm.contacts.queries.companies import MINE_FOR, answered, has_companies, own_company_ids
from crm.contacts.queries.restrictions import refusals_to_ask_about
from crm.contacts.queries.tasks import TaskLine, own_tasks
from crm.cooperation.models import Cooperation
from crm.register.models import Company, Workplace
from crm.values.clock import COPENHAGEN, local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import Visit
from crm.visits.queries.visits import visits_of

ENDING_WITHIN = timedelta(days=30)
PAUSE_ENDING_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ending:
    """A cooperation that ends soon."""

    cooperation: Cooperation
    company_id: int
    company_name: str


@dataclass(frozen=True, slots=True)
class MyDay:
    """Lists in the order in which they are worked off; `names` holds the name of every company in them."""

    visits: list[Visit]
    call_backs: list[TaskLine]  # due today or earlier
    follow_ups: list[TaskLine]
    answered: list[Interaction]
    ending: list[Ending]
    refusals: list[ContactRefusal]  # ask the company: does it still want no contact?
    pauses: list[OutreachPause]  # quiet that is over soon
    claim: ContactClaim | None  # a call that was begun and not finished
    has_companies: bool  # of the person's own
    names: dict[int, str]


def my_day(on: Session, caller: Caller, email: str, *, now: datetime) -> MyDay:
    """A constant number of queries. `email`: cooperations name their consultant by it."""
    today = local_date(now)
    ends = datetime.combine(today + timedelta(days=1), time.min, COPENHAGEN)
    mine = own_company_ids(caller.user_id, now - MINE_FOR)
    visits = visits_of(on, caller.user_id, today, today)
    tasks = own_tasks(on, caller.user_id, caller.unit_id, until=ends)
    replies = [contact for contact, _name in answered(on, caller.user_id, now=now)]
    refusals = refusals_to_ask_about(on, today, mine)
    pauses = _pauses_ending(on, mine, today)
    claim = claim_of(on, caller.user_id, now=now)
    named: list[Any] = [*visits, *replies, *refusals, *pauses, *([claim] if claim else [])]
    return MyDay(
        visits=visits,
        call_backs=[line for line in tasks if line.task.kind is TaskKind.CALL_BACK],
        follow_ups=[line for line in tasks if line.task.kind is TaskKind.FOLLOW_UP],
        answered=replies,
        ending=ending_cooperations(on, mine, email, today=today),
        refusals=refusals,
        pauses=pauses,
        claim=claim,
        has_companies=has_companies(on, caller.user_id, now=now),
        names=company_names(on, {row.company_id for row in named}),
    )


def ending_cooperations(on: Session, company_ids: Any, consultant: str, *, today: date) -> list[Ending]:
    """Arrangements that end within a month, at these companies or of this consultant."""
    query = (
        select(Cooperation, Company.id, Company.name)
        .join(Workplace, col(Workplace.id) == col(Cooperation.workplace_id))
        .join(Company, col(Company.id) == col(Workplace.company_id))
        .where(
            col(Cooperation.retired_at).is_(None),
            col(Cooperation.status) == CooperationStatus.ACTIVE,
            col(Cooperation.end_date).between(today, today + ENDING_WITHIN),
            sa.or_(col(Company.id).in_(company_ids), sa.func.lower(col(Cooperation.consultant)) == consultant.lower()),
        )
        .order_by(col(Cooperation.end_date), col(Cooperation.id))
    )
    return [Ending(row[0], row[1] or 0, row[2]) for row in on.exec(query)]


def company_names(on: Session, company_ids: set[int]) -> dict[int, str]:
    query = select(Company.id, Company.name).where(col(Company.id).in_(company_ids))
    return {company_id: name for company_id, name in on.exec(query) if company_id is not None}


def _pauses_ending(on: Session, company_ids: Any, today: date) -> list[OutreachPause]:
    query = select(OutreachPause).where(
        col(OutreachPause.company_id).in_(company_ids),
        col(OutreachPause.lifted_at).is_(None),
        col(OutreachPause.until).between(today, today + PAUSE_ENDING_WITHIN),
    )
    return list(on.exec(query.order_by(col(OutreachPause.until), col(OutreachPause.id))))
