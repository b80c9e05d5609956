"""Everything one should know before a visit, in a number of queries that doesn't grow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from crm.accounts.queries import user_names
from crm.companies.groups.rules import years_before
from crm.companies.models import GroupMembership
from crm.companies.queries.listing import memberships
from crm.companies.queries.one import company_by_id
from crm.contacts.models import ContactRefusal, OutreachPause, ProtectionBasis
from crm.contacts.queries.heard import Heard, interests_shown, needs_heard
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.restrictions import bases_of, owners_of, pauses_of, refusals_of
from crm.contacts.queries.tasks import TaskLine, company_tasks
from crm.contacts.queries.timeline import timeline
from crm.contacts.queries.timeline_places import Cursor, TimelineEntry
from crm.contacts.queries.timeline_sources import EntryKind
from crm.cooperation import queries as cooperations
from crm.cooperation.models import Cooperation, CooperationType
from crm.cooperation.standing import Standing, standing
from crm.employer_requests.queries.requests import RequestLine, open_requests_of
from crm.register.models import Company, Workplace, WorkplaceLife, WorkplaceState
from crm.values.clock import local_date
from crm.visiting.proportion import COUNTED, Proportion, estimate
from crm.visiting.trend import Count
from crm.visits.models import Visit
from crm.visits.queries.visits import WholeVisit, whole_visit

YEARS = 5
CONTACTS, PAST = 6, 6
"""So many of the last contacts and past arrangements: one page holds no more."""


@dataclass(frozen=True, slots=True)
class Preparation:
    whole: WholeVisit
    company: Company
    workplace: Workplace | None  # the one visited, else the company's largest
    groups: Sequence[GroupMembership]
    counts: Sequence[Count]
    people: Sequence[PersonLine]
    contacts: Sequence[TimelineEntry]
    running: Sequence[Cooperation]
    past: Sequence[Cooperation]
    past_count: int
    proportion: Proportion | None
    needs: Sequence[Heard]
    interests: Sequence[Heard]
    requests: Sequence[RequestLine]
    tasks: Sequence[TaskLine]
    refusals: Sequence[ContactRefusal]
    pauses: Sequence[OutreachPause]
    bases: Sequence[ProtectionBasis]
    types: Sequence[CooperationType]  # that can begin today
    all_types: Sequence[CooperationType]
    owner_id: int | None
    names: dict[int, str]


def preparation(on: Session, visit: Visit, *, now: datetime) -> Preparation | None:
    """None when the company is gone."""
    today, number = local_date(now), visit.company_id
    company = company_by_id(on, number)
    if company is None:
        return None
    whole = whole_visit(on, visit)
    workplace = _workplace(on, visit)
    arrangements = cooperations.at_company(on, number, limit=None)
    running = [each for each in arrangements if standing(each, today) is Standing.RUNNING]
    past = [each for each in arrangements if standing(each, today) is Standing.PAST]
    all_types = cooperations.types(on)
    owner_id = owners_of(on, [number]).get(number)
    return Preparation(
        whole=whole,
        company=company,
        workplace=workplace,
        groups=memberships(on, [number]).get(number, []),
        counts=headcounts_by_year(on, number, today),
        people=people_of(on, number),
        contacts=timeline(on, number, kinds=(EntryKind.CONTACTS,), before=Cursor.now(now), limit=CONTACTS).entries,
        running=running,
        past=past[:PAST],
        past_count=len(past),
        proportion=_proportion(workplace, running, today) if workplace else None,
        needs=needs_heard(on, number),
        interests=interests_shown(on, number),
        requests=open_requests_of(on, number),
        tasks=company_tasks(on, number),
        refusals=refusals_of(on, number),
        pauses=pauses_of(on, number, today),
        bases=bases_of(on, number),
        types=[each for each in all_types if _can_begin(each, today)],
        all_types=all_types,
        owner_id=owner_id,
        names=user_names(on, (owner_id, visit.lead_user_id, *whole.colleague_ids)),
    )


def _workplace(on: Session, visit: Visit) -> Workplace | None:
    if visit.workplace_id is not None:
        return on.get(Workplace, visit.workplace_id)
    theirs = select(Workplace).where(col(Workplace.company_id) == visit.company_id)
    order = (col(Workplace.end_date).is_not(None), col(Workplace.headcount).is_(None), col(Workplace.headcount).desc())
    return on.exec(theirs.order_by(*order, col(Workplace.id)).limit(1)).first()


def headcounts_by_year(on: Session, company_id: int, today: date) -> list[Count]:
    """The headcount on this day of each of the last years, the oldest first. One query for all of them."""
    theirs = select(WorkplaceState.workplace_id).where(col(WorkplaceState.company_id) == company_id)
    query = (
        select(WorkplaceState, WorkplaceLife)
        .join(WorkplaceLife, col(WorkplaceLife.workplace_id) == col(WorkplaceState.workplace_id))
        .where(
            col(WorkplaceState.workplace_id).in_(theirs),
            col(WorkplaceState.retired_at).is_(None),
            col(WorkplaceLife.retired_at).is_(None),
        )
        .order_by(col(WorkplaceState.workplace_id), col(WorkplaceState.valid_from))
    )
    by_workplace: dict[int, list[tuple[WorkplaceState, WorkplaceLife]]] = {}
    for state, life in on.exec(query):
        by_workplace.setdefault(state.workplace_id, []).append((state, life))
    return [_count(by_workplace.values(), company_id, years_before(today, years)) for years in range(YEARS, -1, -1)]


def _count(workplaces: Iterable[Sequence[tuple[WorkplaceState, WorkplaceLife]]], company_id: int, day: date) -> Count:
    """As `crm.companies.groups.headcounts` counts: the state that holds on the day, of workplaces alive then."""
    bounds = []
    for history in workplaces:
        state, life = next((each for each in reversed(history) if each[0].valid_from <= day), history[0])
        alive = life.start_date <= day and (life.end_date is None or life.end_date >= day)
        if alive and state.company_id == company_id and state.headcount is not None:
            bounds.append((state.headcount, _upper(state)))
    if not bounds:
        return Count(day, None, None)
    uppers = [upper for _lower, upper in bounds]
    return Count(day, sum(lower for lower, _upper in bounds), _sum(uppers))


def _sum(bounds: Sequence[int | None]) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    return sum(known) if len(known) == len(bounds) else None


def _upper(state: WorkplaceState) -> int | None:
    if state.headcount_exact:
        return state.headcount
    return state.headcount_band.at_most if state.headcount_band else None


def _proportion(workplace: Workplace, running: Sequence[Cooperation], today: date) -> Proportion:
    hours = [each.hours_per_week for each in running if each.workplace_id == workplace.id and each.type_code in COUNTED]
    return estimate(workplace.headcount, hours, today, exact=workplace.headcount_exact)


def _can_begin(kind: CooperationType, today: date) -> bool:
    return (kind.valid_from is None or kind.valid_from <= today) and (kind.valid_to is None or kind.valid_to >= today)
