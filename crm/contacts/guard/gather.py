"""Reading the guard's facts for many companies: as many queries for one company as for ten thousand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.contacts.guard.ask import Ask, Verdict
from crm.contacts.guard.decide import INCOMING_COUNTS, PROMISE_KEPT, VISITS_AHEAD, decide
from crm.contacts.guard.facts import (
    ClaimFact,
    CompanyFacts,
    ContactFact,
    PauseFact,
    RefusalFact,
    TaskFact,
    VisitFact,
)
from crm.contacts.models import (
    ContactClaim,
    ContactRefusal,
    CooldownDays,
    Interaction,
    OutreachPause,
    ProtectionBasis,
    Task,
    TaskKind,
)
from crm.contacts.words import NOT_REACHED, ContactKind, Direction
from crm.cooperation.models import Cooperation
from crm.register.models import Company, JobCentre, Workplace
from crm.values.clock import local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import PLANNED, Visit, VisitStatus

AT_ONCE = 5_000  # a statement takes only so many parameters
Facts = Mapping[int, CompanyFacts]
CompanyIds = Sequence[int] | sa.Select[Any]


def verdicts(on: Session, company_ids: CompanyIds, ask: Ask) -> dict[int, Verdict]:
    """The guard's answer for each company. `company_ids`: numbers, or a selection of them."""
    return {company_id: decide(facts, ask) for company_id, facts in gather(on, company_ids, ask.moment).items()}


def verdict(on: Session, company_id: int, ask: Ask) -> Verdict:
    """The guard's answer for one company. KeyError when there is no such company."""
    return verdicts(on, [company_id], ask)[company_id]


def gather(
    on: Session, company_ids: CompanyIds, moment: datetime, *, without_entry: str = ""
) -> dict[int, CompanyFacts]:
    """What was known of each company at the moment. `without_entry`: a contact that is left out (it is corrected)."""
    if isinstance(company_ids, sa.Select) or len(company_ids) <= AT_ONCE:
        return _gather(on, company_ids, moment, without_entry)
    found: dict[int, CompanyFacts] = {}
    for start in range(0, len(company_ids), AT_ONCE):
        found |= _gather(on, company_ids[start : start + AT_ONCE], moment, without_entry)
    return found


def _gather(on: Session, ids: CompanyIds, moment: datetime, without_entry: str) -> dict[int, CompanyFacts]:
    companies = sa.select(col(Company.id), col(Company.advertising_protected)).where(col(Company.id).in_(ids))
    facts = {row[0]: CompanyFacts(protected=row[1]) for row in _rows(on, companies)}
    protected = [company_id for company_id, each in facts.items() if each.protected]
    _refusals(on, ids, moment, facts)
    _pauses(on, ids, moment, facts)
    _visits(on, ids, moment, facts)
    _tasks(on, ids, moment, facts)
    _claims(on, ids, moment, facts)
    _contacts(on, ids, moment, facts, without_entry)
    if protected:
        _what_lifts_protection(on, protected, moment, facts)
    return facts


def _rows(on: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterable[Any]:
    return on.connection().execute(query)


def _refusals(on: Session, ids: CompanyIds, moment: datetime, facts: Facts) -> None:
    table = ContactRefusal
    query = sa.select(
        col(table.company_id),
        col(table.scope),
        col(table.unit_id),
        col(table.until),
        col(table.recorded_at),
        col(table.recorded_by_user_id),
    ).where(
        col(table.company_id).in_(ids),
        col(table.lifted_at).is_(None),
        col(table.until) >= local_date(moment),
        col(table.recorded_at) <= moment,
    )
    for company_id, *fields in _rows(on, query.order_by(col(table.id))):
        facts[company_id].refusals.append(RefusalFact(*fields))


def _pauses(on: Session, ids: CompanyIds, moment: datetime, facts: Facts) -> None:
    table = OutreachPause
    query = sa.select(
        col(table.company_id), col(table.until), col(table.recorded_at), col(table.recorded_by_user_id)
    ).where(
        col(table.company_id).in_(ids),
        col(table.lifted_at).is_(None),
        col(table.until) >= local_date(moment),
        col(table.recorded_at) <= moment,
    )
    for company_id, *fields in _rows(on, query.order_by(col(table.id))):
        facts[company_id].pauses.append(PauseFact(*fields))


def _visits(on: Session, ids: CompanyIds, moment: datetime, facts: Facts) -> None:
    """A day more on either side: the rule counts local days."""
    query = sa.select(
        col(Visit.company_id),
        col(Visit.starts_at),
        col(Visit.lead_user_id),
        col(Visit.unit_id),
        col(Visit.status).in_(PLANNED),
    ).where(
        col(Visit.company_id).in_(ids),
        col(Visit.status).in_((*PLANNED, VisitStatus.HELD)),
        col(Visit.starts_at).between(moment - timedelta(days=1), moment + VISITS_AHEAD + timedelta(days=2)),
        col(Visit.created_at) <= moment,
    )
    for company_id, starts_at, user_id, unit_id, planned in _rows(on, query.order_by(col(Visit.starts_at))):
        facts[company_id].visits.append(VisitFact(starts_at, user_id, unit_id, bool(planned)))


def _tasks(on: Session, ids: CompanyIds, moment: datetime, facts: Facts) -> None:
    """Open ones that are due by tomorrow, and promised calls whenever they are due."""
    promised = sa.and_(
        col(Task.kind) == TaskKind.CALL_BACK, col(Task.promised), col(Task.due_at) > moment - PROMISE_KEPT
    )
    query = sa.select(
        col(Task.company_id), col(Task.due_at), col(Task.owner_user_id), col(Task.unit_id), promised
    ).where(
        col(Task.company_id).in_(ids),
        col(Task.done_at).is_(None),
        col(Task.created_at) <= moment,
        sa.or_(promised, col(Task.due_at) < moment + timedelta(days=1)),
    )
    for company_id, due_at, user_id, unit_id, is_promise in _rows(on, query.order_by(col(Task.due_at))):
        facts[company_id].tasks.append(TaskFact(due_at, user_id, unit_id, bool(is_promise)))


def _claims(on: Session, ids: CompanyIds, moment: datetime, facts: Facts) -> None:
    table = ContactClaim
    query = sa.select(col(table.company_id), col(table.user_id), col(table.claimed_at), col(table.expires_at)).where(
        col(table.company_id).in_(ids), col(table.expires_at) > moment, col(table.claimed_at) <= moment
    )
    for company_id, *fields in _rows(on, query):
        facts[company_id].claims.append(ClaimFact(*fields))


def _contacts(on: Session, ids: CompanyIds, moment: datetime, facts: Facts, without_entry: str) -> None:
    """The latest outgoing contact of each kind, reached and not reached: a call in vain shortens no rest."""
    days = _cooldown_days(on)
    longest = timedelta(days=max(days.values(), default=0) + 1)
    table = Interaction
    reached = col(table.outcome).not_in(NOT_REACHED)
    place = sa.func.row_number().over(
        partition_by=(col(table.company_id), col(table.kind), reached),
        order_by=(col(table.at).desc(), col(table.id).desc()),
    )
    recent = (
        sa.select(
            col(table.company_id),
            col(table.kind),
            reached.label("reached"),
            col(table.at),
            col(table.recorded_by_user_id),
            col(table.unit_id),
            place.label("place"),
        )
        .where(
            col(table.company_id).in_(ids),
            col(table.retired_at).is_(None),
            col(table.direction) == Direction.OUTGOING,
            col(table.at).between(moment - longest, moment),
            col(table.entry) != without_entry,
        )
        .subquery()
    )
    for company_id, kind, is_reached, at, user_id, unit_id, _place in _rows(
        on, sa.select(recent).where(recent.c.place == 1).order_by(recent.c.at.desc())
    ):
        rest = days[kind, bool(is_reached)]
        facts[company_id].contacts.append(ContactFact(kind, bool(is_reached), at, user_id, unit_id, rest))


def _cooldown_days(on: Session) -> defaultdict[tuple[ContactKind, bool], int]:
    table = CooldownDays
    found: defaultdict[tuple[ContactKind, bool], int] = defaultdict(int)
    for kind, reached, days in _rows(on, sa.select(col(table.kind), col(table.reached), col(table.days))):
        found[kind, reached] = days
    return found


def _what_lifts_protection(on: Session, ids: Sequence[int], moment: datetime, facts: Facts) -> None:
    today = local_date(moment)
    basis = sa.select(col(ProtectionBasis.company_id)).where(
        col(ProtectionBasis.company_id).in_(ids),
        col(ProtectionBasis.withdrawn_at).is_(None),
        sa.or_(col(ProtectionBasis.until).is_(None), col(ProtectionBasis.until) >= today),
        col(ProtectionBasis.recorded_at) <= moment,
    )
    for (company_id,) in _rows(on, basis.distinct()):
        facts[company_id].has_basis = True
    running = (
        sa.select(col(Workplace.company_id))
        .join(Cooperation, col(Cooperation.workplace_id) == col(Workplace.id))
        .join(JobCentre, sa.and_(col(JobCentre.code) == col(Cooperation.job_centre_code), col(JobCentre.own)))
        .where(
            col(Workplace.company_id).in_(ids),
            col(Cooperation.retired_at).is_(None),
            col(Cooperation.status) == CooperationStatus.ACTIVE,
            col(Cooperation.start_date) <= today,
            sa.or_(col(Cooperation.end_date).is_(None), col(Cooperation.end_date) >= today),
        )
    )
    for (company_id,) in _rows(on, running.distinct()):
        facts[company_id].running = True
    called_us = (
        sa.select(col(Interaction.company_id), sa.func.max(col(Interaction.at)))
        .where(
            col(Interaction.company_id).in_(ids),
            col(Interaction.retired_at).is_(None),
            col(Interaction.direction) == Direction.INCOMING,
            col(Interaction.at).between(moment - INCOMING_COUNTS, moment),
        )
        .group_by(col(Interaction.company_id))
    )
    for company_id, at in _rows(on, called_us):
        facts[company_id].last_incoming = at
