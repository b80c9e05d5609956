"""Which companies of an area could be visited, and what is known of each: as many queries for ten as for thousands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.companies.queries.filters import cooperating_among, cooperating_since
from crm.contacts.models import ContactPerson, Interaction, InterestMark
from crm.contacts.queries.companies import last_spoken
from crm.cooperation.models import Cooperation
from crm.planning.models import Plan, PlanCompany
from crm.planning.places import knows
from crm.planning.queries.programme import lives, standings_of
from crm.planning.queries.visited import last_visits, visited
from crm.planning.worth import ENDING_WITHIN, INTEREST_COUNTS, Known
from crm.register.models import Company, JobCentre, ServedMunicipality, Workplace
from crm.values.clock import local_date
from crm.values.cooperation_status import CooperationStatus
from crm.visits.models import Visit
from crm.visits.queries.visits import TAKES_TIME, local_days


@dataclass(slots=True)
class Candidate:
    """A company and its largest workplace in the area whose place is known."""

    company_id: int
    workplace_id: int
    postcode: str | None
    headcount: int
    known: Known = field(default_factory=Known)


def goals_open(on: Session, year: int) -> frozenset[CompanyGroup]:
    """Company groups of which more are to be visited this year, as the programme says; without one, all of them."""
    standings = standings_of(on, year, day=date(year, 12, 31))
    if not standings:
        return frozenset(CompanyGroup)
    return frozenset(each.line.group for each in standings if each.pace.still_open)


def area_of(plan: Plan, today: date) -> list[Any]:
    """Conditions on the living workplaces that the plan chooses from."""
    wishes: list[Any] = [lives(today)]
    if plan.municipality_code:
        wishes.append(col(Workplace.municipality_code) == plan.municipality_code)
    if plan.postcode_from:
        wishes.append(col(Workplace.postcode) >= plan.postcode_from)
    if plan.postcode_to:
        wishes.append(col(Workplace.postcode) <= plan.postcode_to)
    if plan.district:
        wishes.append(col(Workplace.post_district) == plan.district)
    given = sa.select(col(PlanCompany.company_id)).where(col(PlanCompany.plan_id) == plan.id)
    wishes.append(sa.or_(~sa.exists(given), col(Workplace.company_id).in_(given)))
    return wishes


def candidates(on: Session, area: Sequence[Any], *, day: date, today: date) -> list[Candidate]:
    """Every company with a workplace in the area, and what is known of it on the day. Eight queries."""
    ids: Any = sa.select(col(Workplace.company_id)).where(*area)
    groups: dict[int, dict[CompanyGroup, Certainty]] = defaultdict(dict)
    for company_id, group, certainty in _rows(on, _memberships(ids)):
        groups[company_id][group] = certainty
    return _told(on, _workplaces(on, area), ids, groups, last_visits(visited(on, ids)), day=day, today=today)


def candidates_of(
    on: Session,
    area: Sequence[Any],
    groups: Mapping[int, Mapping[CompanyGroup, Certainty]],
    visits: Mapping[int, date],
    *,
    day: date,
    today: date,
) -> list[Candidate]:
    """The same of some companies, of which the groups and the last visits are known already. Five queries."""
    ids = sorted(groups)
    found = _workplaces(on, [*area, col(Workplace.company_id).in_(ids)])
    return _told(on, found, ids, groups, visits, day=day, today=today)


def _told(
    on: Session,
    found: dict[int, Candidate],
    ids: Any,
    groups: Mapping[int, Mapping[CompanyGroup, Certainty]],
    visits: Mapping[int, date],
    *,
    day: date,
    today: date,
) -> list[Candidate]:
    """With what else is known of them."""
    spoken = last_spoken(ids)
    spoken_on = _days(on, sa.select(spoken.c.company_id, spoken.c.at))
    ending = {row[0]: row[1] for row in _rows(on, _endings(ids, day))}
    interests = {row[0]: row[1] for row in _rows(on, _interests(ids, day))}  # the latest comes last
    cooperating = {row[0] for row in _rows(on, cooperating_among(ids, today, cooperating_since(today)))}
    for company_id, each in found.items():
        each.known = Known(
            groups=groups.get(company_id, {}),
            last_visit=visits.get(company_id),
            last_spoken=spoken_on.get(company_id),
            ends_on=ending.get(company_id),
            interest=interests.get(company_id),
            cooperates=company_id in cooperating,
        )
    return list(found.values())


def with_visit_ahead(on: Session, company_ids: Sequence[int], *, today: date) -> set[int]:
    """Those of the companies that somebody is going to visit."""
    begins, _ends = local_days(today, today)
    query = sa.select(col(Visit.company_id)).where(
        TAKES_TIME, col(Visit.starts_at) >= begins, col(Visit.company_id).in_(company_ids)
    )
    return set(on.connection().execute(query).scalars())


def preferred_times(on: Session, company_ids: Sequence[int]) -> dict[int, list[str]]:
    """What contact persons have said about when they like to be visited."""
    query = (
        sa.select(col(ContactPerson.company_id), col(ContactPerson.preferred_time))
        .where(
            col(ContactPerson.company_id).in_(company_ids),
            col(ContactPerson.left_on).is_(None),
            col(ContactPerson.preferred_time) != "",
        )
        .order_by(col(ContactPerson.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for company_id, text in on.connection().execute(query):
        found[company_id].append(text)
    return found


def districts_in(on: Session, municipality_code: str) -> list[str]:
    """The names of the postal districts with a workplace there."""
    query = (
        sa.select(col(Workplace.post_district))
        .where(col(Workplace.municipality_code) == municipality_code, col(Workplace.post_district).is_not(None))
        .distinct()
        .order_by(col(Workplace.post_district))
    )
    return [name for name in on.connection().execute(query).scalars() if name]


def own_municipality(on: Session) -> str:
    """The first municipality of the installation's own job centre."""
    query = (
        sa.select(col(ServedMunicipality.municipality_code))
        .join(JobCentre, col(JobCentre.id) == col(ServedMunicipality.job_centre_id))
        .where(col(JobCentre.own))
        .order_by(col(ServedMunicipality.municipality_code))
        .limit(1)
    )
    return on.connection().execute(query).scalar() or ""


def usual_postcode(on: Session, municipality_code: str) -> str:
    """The postcode with the most workplaces of the municipality: most likely the job centre's own."""
    query = (
        sa.select(col(Workplace.postcode))
        .where(col(Workplace.municipality_code) == municipality_code, col(Workplace.postcode).is_not(None))
        .group_by(col(Workplace.postcode))
        .order_by(sa.func.count().desc(), col(Workplace.postcode))
        .limit(1)
    )
    return on.connection().execute(query).scalar() or ""


def _workplaces(on: Session, area: Sequence[Any]) -> dict[int, Candidate]:
    size = sa.func.coalesce(col(Workplace.headcount), 0)
    columns: tuple[Any, ...] = (col(Workplace.company_id), col(Workplace.id), col(Workplace.postcode), size)
    query = (
        sa.select(*columns)
        .join(Company, col(Company.id) == col(Workplace.company_id))
        .where(*area, col(Company.living_workplaces) > 0)
        .order_by(size.desc(), col(Workplace.id))
    )
    found: dict[int, Candidate] = {}
    for row in on.connection().execute(query):
        first = found.get(row[0])
        if first is None or (not knows(first.postcode or "") and knows(row[2] or "")):
            found[row[0]] = Candidate(*row)
    return found


def _memberships(ids: Any) -> Any:
    columns: tuple[Any, ...] = (
        col(GroupMembership.company_id), col(GroupMembership.group), col(GroupMembership.certainty),
    )  # fmt: skip
    return sa.select(*columns).where(col(GroupMembership.company_id).in_(ids))


def _endings(ids: Any, day: date) -> Any:
    """The next arrangement of each company to end."""
    return (
        sa.select(col(Workplace.company_id), sa.func.min(col(Cooperation.end_date)))
        .join(Cooperation, col(Cooperation.workplace_id) == col(Workplace.id))
        .where(
            col(Workplace.company_id).in_(ids),
            col(Cooperation.retired_at).is_(None),
            col(Cooperation.status) == CooperationStatus.ACTIVE,
            col(Cooperation.end_date).between(day, day + ENDING_WITHIN),
        )
        .group_by(col(Workplace.company_id))
    )


def _interests(ids: Any, day: date) -> Any:
    begins, _ends = local_days(day - INTEREST_COUNTS, day)
    columns: tuple[Any, ...] = (col(Interaction.company_id), col(InterestMark.type_code))
    return (
        sa.select(*columns)
        .join(InterestMark, col(InterestMark.interaction_id) == col(Interaction.id))
        .where(
            col(Interaction.company_id).in_(ids), col(Interaction.retired_at).is_(None), col(Interaction.at) >= begins
        )
        .order_by(col(Interaction.at), col(Interaction.id), col(InterestMark.type_code))
    )


def _rows(on: Session, query: Any) -> Sequence[Any]:
    return on.connection().execute(query).all()


def _days(on: Session, query: Any) -> dict[int, date]:
    """By company, the local day of a moment."""
    return {row[0]: local_date(row[1]) for row in _rows(on, query)}
