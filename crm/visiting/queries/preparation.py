"""Everything one should know before a visit, in a number of queries that doesn't grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from crm.accounts.queries import user_names
from crm.companies.groups.headcounts import NO_BOUND, headcounts_on
from crm.companies.groups.rules import years_before
from crm.companies.models import GroupMembership
from crm.companies.queries.listing import memberships
from crm.companies.queries.one import company_by_id
from crm.contacts.models import ContactRefusal, OutreachPause, ProtectionBasis
from crm.contacts.queries.heard import Heard, interests_shown, needs_heard
from crm.contacts.queries.people import PersonLine, people_of
from crm.contacts.queries.restrictions import bases_of, owners_of, pauses_of, refusals_of
from crm.contacts.queries.tasks import TaskLine, company_tasks
from crm.contacts.queries.timeline import Cursor, TimelineEntry, timeline
from crm.contacts.queries.timeline_sources import EntryKind
from crm.cooperation import queries as cooperations
from crm.cooperation.models import Cooperation, CooperationType
from crm.cooperation.standing import Standing, standing
from crm.register.models import Company, Workplace
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
        counts=_counts(on, number, today),
        people=people_of(on, number),
        contacts=timeline(on, number, kinds=(EntryKind.CONTACTS,), before=Cursor.now(now), limit=CONTACTS).entries,
        running=running,
        past=past[:PAST],
        past_count=len(past),
        proportion=_proportion(workplace, running, today) if workplace else None,
        needs=needs_heard(on, number),
        interests=interests_shown(on, number),
        tasks=company_tasks(on, number),
        refusals=refusals_of(on, number),
        pauses=pauses_of(on, number, today),
        bases=bases_of(on, number),
        types=[each for each in all_types if _can_begin(each, today)],
        all_types=all_types,
        owner_id=owner_id,
        names=user_names(on, {each for each in (owner_id, visit.lead_user_id, *whole.colleague_ids) if each}),
    )


def _workplace(on: Session, visit: Visit) -> Workplace | None:
    if visit.workplace_id is not None:
        return on.get(Workplace, visit.workplace_id)
    theirs = select(Workplace).where(col(Workplace.company_id) == visit.company_id)
    order = (col(Workplace.end_date).is_not(None), col(Workplace.headcount).is_(None), col(Workplace.headcount).desc())
    return on.exec(theirs.order_by(*order, col(Workplace.id)).limit(1)).first()


def _counts(on: Session, company_id: int, today: date) -> list[Count]:
    """The headcount on this day of each of the last years, the oldest first."""
    found = []
    for years in range(YEARS, -1, -1):
        day = years_before(today, years)
        count = headcounts_on(on, day, [company_id]).get(company_id)
        upper = count.upper if count and count.upper < NO_BOUND else None
        found.append(Count(day, count.lower if count else None, upper))
    return found


def _proportion(workplace: Workplace, running: Sequence[Cooperation], today: date) -> Proportion:
    hours = [each.hours_per_week for each in running if each.workplace_id == workplace.id and each.type_code in COUNTED]
    return estimate(workplace.headcount, hours, today, exact=workplace.headcount_exact)


def _can_begin(kind: CooperationType, today: date) -> bool:
    return (kind.valid_from is None or kind.valid_from <= today) and (kind.valid_to is None or kind.valid_to >= today)
