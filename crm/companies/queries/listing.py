"""The list of companies: one page of it in a number of queries that doesn't grow with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.companies.models import GroupMembership
from crm.companies.queries.filters import CompanyFilter, conditions, cooperating_ids
from crm.register.models import Company, Municipality, Workplace
from crm.web.paging import Page, paged

SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": (col(Company.sort_name), col(Company.id)),
    "-name": (col(Company.sort_name).desc(), col(Company.id).desc()),
    "headcount": (sa.func.coalesce(col(Company.headcount_lower), -1), col(Company.sort_name), col(Company.id)),
    "-headcount": (sa.func.coalesce(col(Company.headcount_lower), -1).desc(), col(Company.sort_name), col(Company.id)),
    "workplaces": (col(Company.living_workplaces), col(Company.sort_name), col(Company.id)),
    "-workplaces": (col(Company.living_workplaces).desc(), col(Company.sort_name), col(Company.id)),
}
COLUMNS = (
    "id",
    "cvr",
    "name",
    "living_workplaces",
    "headcount_lower",
    "headcount_upper",
    "advertising_protected",
)


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One company of the list; place and industry are those of its largest living workplace."""

    company: Any  # the columns above
    place: str | None
    more_places: int
    industry: str | None
    groups: list[GroupMembership]
    cooperates: bool


def company_page(on: Session, wanted: CompanyFilter, *, sort: str, number: int, today: date) -> Page:
    """The wanted page; its rows are CompanyLine. Five queries."""
    where = conditions(wanted, today)
    rows = sa.select(*(col(getattr(Company, name)) for name in COLUMNS)).where(*where)
    count = sa.select(sa.func.count()).select_from(Company).where(*where)
    ordered = rows.order_by(*SORTS.get(sort, SORTS["name"]))
    page = paged(on, ordered, count=count, number=number, counted_along=wanted.looks_beyond)
    ids = [row.id for row in page.rows]
    workplaces = _workplaces(on, ids)
    groups = memberships(on, ids)
    cooperating = cooperating_ids(on, ids, today)
    lines = [_line(row, workplaces.get(row.id, []), groups.get(row.id, []), cooperating, today) for row in page.rows]
    return Page(lines, page.total, page.number, page.size)


_OF_THESE: Any = sa.bindparam("companies", expanding=True)
_MEMBERSHIPS = (
    select(GroupMembership).where(col(GroupMembership.company_id).in_(_OF_THESE)).order_by(col(GroupMembership.id))
)


def memberships(on: Session, company_ids: Sequence[int]) -> dict[int, list[GroupMembership]]:
    """The groups each of these companies is in."""
    found = defaultdict(list)
    for each in on.exec(_MEMBERSHIPS, params={"companies": list(company_ids)}):
        found[each.company_id].append(each)
    return found


_MUNICIPALITIES = (
    sa.select(col(Municipality.code), col(Municipality.name))
    .where(sa.exists().where(col(Workplace.municipality_code) == col(Municipality.code)))
    .order_by(col(Municipality.name))
)


def municipalities_in_use(on: Session) -> list[tuple[str, str]]:
    """(code, name) of those with a workplace, by name: one index look-up for each of the 98."""
    return [(code, name) for code, name in on.connection().execute(_MUNICIPALITIES)]


def is_p_number(on: Session, p_number: str) -> bool:
    """Whether the register holds a workplace of this number."""
    return on.exec(select(Workplace.id).where(col(Workplace.p_number) == p_number)).first() is not None


_WORKPLACES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Workplace.company_id),
        col(Workplace.post_district),
        col(Workplace.industry_text),
        col(Workplace.start_date),
        col(Workplace.end_date),
        col(Municipality.name).label("municipality"),
    )
    .join(Municipality, col(Municipality.code) == col(Workplace.municipality_code))
    .where(col(Workplace.company_id).in_(_OF_THESE))
    .order_by(sa.func.coalesce(col(Workplace.headcount), -1).desc(), col(Workplace.id))
)


def _workplaces(on: Session, company_ids: Sequence[int]) -> dict[int, list[Any]]:
    """What the list needs of the companies' workplaces, the largest first."""
    found = defaultdict(list)
    for row in on.connection().execute(_WORKPLACES, {"companies": list(company_ids)}):
        found[row.company_id].append(row)
    return found


def _line(
    row: Any, workplaces: Sequence[Any], groups: list[GroupMembership], cooperating: set[int], today: date
) -> CompanyLine:
    living = [each for each in workplaces if each.end_date is None or each.end_date >= today] or list(workplaces[:1])
    first = living[0] if living else None
    return CompanyLine(
        company=row,
        place=(first.post_district or first.municipality) if first else None,
        more_places=len({each.post_district or each.municipality for each in living}) - 1 if living else 0,
        industry=first.industry_text if first else None,
        groups=groups,
        cooperates=row.id in cooperating,
    )
