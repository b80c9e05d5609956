"""The companies behind a number of the programme, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.planning.queries.programme import Member, Part, Standing
from crm.register.models import Company
from crm.web.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    id: int
    name: str
    cvr: str
    headcount_lower: int | None
    headcount_upper: int | None
    certain: bool
    last_visit: date | None
    booked_on: date | None


def rows_of(on: Session, standing: Standing, part: Part, *, number: int) -> Page:
    """One page of the list: the latest visits first, the ones due by the longest wait, else by size. One query."""
    every = in_order(standing, part)
    last = max(1, -(-len(every) // PAGE_SIZE))
    number = min(number, last)
    shown = every[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(whole_rows(on, shown), len(every), number)


def in_order(standing: Standing, part: Part) -> list[Member]:
    members = standing.parts[part]
    if part in (Part.VISITED, Part.BY_OTHERS):
        return sorted(members, key=lambda each: (each.last_visit or date.min, each.company_id), reverse=True)
    if part is Part.DUE:
        return sorted(members, key=lambda each: (each.last_visit or date.min, each.company_id))
    return sorted(members, key=lambda each: (-each.headcount, each.company_id))


def whole_rows(on: Session, members: Collection[Member]) -> list[ProgrammeRow]:
    """With what the register says of the companies, in the same order."""
    said = companies_by_id(on, [each.company_id for each in members])
    return [_row(said[each.company_id], each) for each in members]


def _row(company: tuple[Any, Any, Any, Any, Any], member: Member) -> ProgrammeRow:
    booked_on = min((day for day, _unit in member.booked), default=None)
    return ProgrammeRow(*company, certain=member.certain, last_visit=member.last_visit, booked_on=booked_on)


def companies_by_id(on: Session, company_ids: Collection[int]) -> dict[int, Any]:
    """(id, name, cvr, headcounts) of these companies."""
    if not company_ids:
        return {}
    names = ("id", "name", "cvr", "headcount_lower", "headcount_upper")
    query = sa.select(*(col(getattr(Company, name)) for name in names)).where(col(Company.id).in_(company_ids))
    return {row[0]: row for row in on.connection().execute(query)}
