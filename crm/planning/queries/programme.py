"""The yearly visiting programme: its lines, and how far each has come.

Companies of a line are those that are in the group today and have a living workplace (of the line's industry) in a
municipality of our own job centre. What counts as a visit is said in `crm.planning.queries.visited`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit
from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.planning.models import ProgrammeLine
from crm.planning.pace import Pace
from crm.planning.queries.visited import visited
from crm.register.models import Company, JobCentre, ServedMunicipality, Workplace
from crm.values.clock import local_date
from crm.values.periods import months_before
from crm.visits.models import Visit
from crm.visits.queries.visits import TAKES_TIME, local_days


class Part(StrEnum):
    """The lists behind a line's numbers."""

    ALL = "all"
    VISITED = "visited"
    BY_OTHERS = "by_others"  # of a unit's line: only other units have been there this year
    NOT_YET = "not_yet"  # nobody has been there this year
    NEVER = "never"  # of those: as far as we know nobody ever has
    DUE = "due"  # visited before, and longer ago than the interval


@dataclass(slots=True)
class Member:
    """A company of a group. `units`: who visited it in the year (None: somebody without a unit)."""

    company_id: int
    headcount: int
    sections: set[str] = field(default_factory=set)
    certain: bool = True
    last_visit: date | None = None
    units: set[int | None] = field(default_factory=set)
    booked: list[tuple[date, int | None]] = field(default_factory=list)  # visits ahead, with their units


@dataclass(frozen=True)
class Standing:
    """A line and its companies as `day` ends."""

    line: ProgrammeLine
    unit: str | None
    members: Sequence[Member]
    day: date

    @cached_property
    def parts(self) -> dict[Part, list[Member]]:
        found: dict[Part, list[Member]] = {part: [] for part in Part}
        found[Part.ALL].extend(self.members)
        for each in self.members:
            if self._counts(each.units):
                found[Part.VISITED].append(each)
            elif each.units:
                found[Part.BY_OTHERS].append(each)
            else:
                found[Part.NOT_YET].append(each)
            if each.last_visit is None:
                found[Part.NEVER].append(each)
            elif each.last_visit <= self.long_ago:
                found[Part.DUE].append(each)
        return found

    @cached_property
    def long_ago(self) -> date:
        """Who was visited on this day or before is due."""
        return months_before(self.day, self.line.interval_months)

    def is_due(self, member: Member) -> bool:
        """Never visited, or longer ago than the interval."""
        return member.last_visit is None or member.last_visit <= self.long_ago

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.line.year, self.line.quota, len(self.parts[Part.VISITED]), len(self.members), self.day)

    @property
    def possible(self) -> int:
        """So many are only perhaps in the group."""
        return sum(not each.certain for each in self.members)

    def booked(self) -> list[date]:
        """Days of the visits ahead that will count, the first one of each company."""
        waiting = self.parts[Part.NOT_YET] + self.parts[Part.BY_OTHERS]
        days = ([day for day, unit in each.booked if self._counts({unit})] for each in waiting)
        return sorted(min(each) for each in days if each)

    def _counts(self, units: Collection[int | None]) -> bool:
        return bool(units) if self.line.unit_id is None else self.line.unit_id in units


def lives(today: date) -> Any:
    """The condition that a workplace is not closed."""
    return sa.or_(col(Workplace.end_date).is_(None), col(Workplace.end_date) >= today)


def line_by_id(on: Session, line_id: int) -> ProgrammeLine | None:
    return on.get(ProgrammeLine, line_id)


def lines_of(on: Session, year: int) -> list[ProgrammeLine]:
    """Large companies first, then growth, then startups; of a group the line for all first."""
    places = {group: place for place, group in enumerate(CompanyGroup)}
    found = on.exec(select(ProgrammeLine).where(ProgrammeLine.year == year).order_by(col(ProgrammeLine.id)))
    return sorted(found, key=lambda line: (places[line.group], line.section, line.unit_id or 0))


def programme_years(on: Session) -> list[int]:
    """Years that have a programme, in their order."""
    return list(on.exec(select(ProgrammeLine.year).distinct().order_by(col(ProgrammeLine.year))))


def standings_of(on: Session, year: int, *, day: date) -> list[Standing]:
    """Every line of the year as the day ends. Six queries, however many lines and companies; one without lines."""
    return standings(on, lines_of(on, year), day=day)


def standings(on: Session, lines: Sequence[ProgrammeLine], *, day: date) -> list[Standing]:
    """Lines of one year."""
    if not lines:
        return []
    year = lines[0].year
    until = min(day, date(year, 12, 31))
    wanted = {line.group for line in lines}
    groups = _members(on, wanted, until)
    every: dict[int, list[Member]] = defaultdict(list)
    for members in groups.values():
        for each in members:
            every[each.company_id].append(each)
    _tell_visits(on, every, in_groups(wanted), year, until)
    _tell_bookings(on, every, in_groups(wanted), max(day, date(year, 1, 1)), date(year, 12, 31))
    names = dict(_rows(on, sa.select(col(Unit.id), col(Unit.name))))
    return [
        Standing(line, names.get(line.unit_id), _of_section(groups.get(line.group, ()), line.section), until)
        for line in lines
    ]


def _of_section(members: Iterable[Member], section: str) -> list[Member]:
    return [each for each in members if not section or section in each.sections]


def in_groups(groups: Collection[CompanyGroup]) -> Any:
    """A selection of the companies of these groups."""
    return sa.select(col(GroupMembership.company_id)).where(col(GroupMembership.group).in_(groups))


def at_home() -> Any:
    """A selection of the municipalities of our own job centre."""
    return (
        sa.select(col(ServedMunicipality.municipality_code))
        .join(JobCentre, col(JobCentre.id) == col(ServedMunicipality.job_centre_id))
        .where(col(JobCentre.own))
    )


def _members(on: Session, groups: Collection[CompanyGroup], today: date) -> dict[CompanyGroup, list[Member]]:
    size = sa.func.coalesce(col(Company.headcount_lower), 0)
    columns: tuple[Any, ...] = (
        col(GroupMembership.group), col(Company.id), size, col(GroupMembership.certainty),
        col(Workplace.industry_section),
    )  # fmt: skip
    query = (
        sa.select(*columns)
        .join(Company, col(Company.id) == col(GroupMembership.company_id))
        .join(Workplace, col(Workplace.company_id) == col(Company.id))
        .where(col(GroupMembership.group).in_(groups), col(Workplace.municipality_code).in_(at_home()), lives(today))
        .distinct()
    )
    found: dict[CompanyGroup, dict[int, Member]] = {group: {} for group in groups}
    for group, company_id, headcount, certainty, section in _rows(on, query):
        member = found[group].setdefault(company_id, Member(company_id, headcount))
        member.certain = certainty is Certainty.CERTAIN
        member.sections.add(section or "")
    return {group: list(members.values()) for group, members in found.items()}


def _tell_visits(on: Session, every: dict[int, list[Member]], ids: Any, year: int, until: date) -> None:
    """`ids`: a selection of all of them, and perhaps of more."""
    for told in visited(on, ids, until=until):
        for each in every.get(told.company_id, ()):
            each.last_visit = max(told.day, each.last_visit or told.day)
            if told.day.year == year:
                each.units.add(told.unit_id)


def _tell_bookings(on: Session, every: dict[int, list[Member]], ids: Any, first: date, last: date) -> None:
    if first > last:
        return
    begins, ends = local_days(first, last)
    columns: tuple[Any, ...] = (col(Visit.company_id), col(Visit.starts_at), col(Visit.unit_id))
    query = sa.select(*columns).where(
        TAKES_TIME,
        col(Visit.starts_at) >= begins,
        col(Visit.starts_at) < ends,
        col(Visit.company_id).in_(ids),
    )
    for company_id, starts_at, unit_id in _rows(on, query):
        for each in every.get(company_id, ()):
            each.booked.append((local_date(starts_at), unit_id))


def _rows(on: Session, query: Any) -> Sequence[Any]:
    return on.connection().execute(query).all()
