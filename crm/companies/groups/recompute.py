"""The members of the company groups, found for all companies at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from crm.companies.groups import rules
from crm.companies.groups.headcounts import headcounts_on
from crm.companies.groups.rules import Finding
from crm.companies.models import Certainty, CompanyGroup, GroupMark, GroupMembership
from crm.register.chunks import chunks, insert_all
from crm.register.models import Workplace

Found = dict[tuple[int, CompanyGroup], Finding]


def recompute_groups(on: Session, today: date, company_ids: Sequence[int] | None = None) -> dict[str, int]:
    """Compute the groups of these companies (None: of all) anew; how many members each group has among them.

    Inside the caller's transaction. Four queries and the writing, whatever the number of companies.
    """
    found = find_members(on, today, company_ids)
    table = SQLModel.metadata.tables[GroupMembership.__tablename__]
    if company_ids is None:
        on.connection().execute(sa.delete(table))
    else:
        for part in chunks(company_ids):
            on.connection().execute(sa.delete(table).where(table.c.company_id.in_(part)))
    insert_all(on, table, [_row(*key, finding, today) for key, finding in sorted(found.items())])
    on.expire_all()
    return {group.value: sum(key[1] == group for key in found) for group in CompanyGroup}


def find_members(on: Session, today: date, company_ids: Sequence[int] | None = None) -> Found:
    now = headcounts_on(on, today, company_ids)
    then = headcounts_on(on, rules.years_before(today, rules.GROWTH_YEARS), company_ids)
    found: Found = {}
    for company_id, headcounts in now.items():
        _add(found, company_id, CompanyGroup.LARGE, rules.large(headcounts))
        _add(found, company_id, CompanyGroup.GROWTH, rules.growth(then.get(company_id), headcounts))
    marks = _marks(on, company_ids)
    first_days = _first_days(on, [mark.company_id for mark in marks])
    for mark in marks:
        key = (mark.company_id, CompanyGroup.GROWTH)
        if mark.group == CompanyGroup.STARTUP:
            first_day = first_days.get(mark.company_id)
            _add(found, mark.company_id, CompanyGroup.STARTUP, rules.startup(first_day, mark.source, today))
        elif mark.group == CompanyGroup.GROWTH and (key not in found or found[key].certainty == Certainty.POSSIBLE):
            found[key] = rules.marked_growth(mark.source)
    return found


def _add(found: Found, company_id: int, group: CompanyGroup, finding: Finding | None) -> None:
    if finding is not None:
        found[company_id, group] = finding


def _marks(on: Session, company_ids: Sequence[int] | None) -> list[GroupMark]:
    query = select(GroupMark).where(col(GroupMark.removed_at).is_(None)).order_by(col(GroupMark.id))
    if company_ids is not None:
        query = query.where(col(GroupMark.company_id).in_(company_ids))
    return list(on.exec(query))


def _first_days(on: Session, company_ids: Sequence[int]) -> dict[int, date]:
    """The first day of each company's first workplace."""
    found: dict[int, date] = {}
    for part in chunks(company_ids):
        query = (
            sa.select(col(Workplace.company_id), sa.func.min(col(Workplace.start_date)))
            .where(col(Workplace.company_id).in_(part))
            .group_by(col(Workplace.company_id))
        )
        found.update((row[0], row[1]) for row in on.connection().execute(query))
    return found


def _row(company_id: int, group: CompanyGroup, finding: Finding, today: date) -> dict[str, Any]:
    return {
        "company_id": company_id,
        "company_group": group,
        "certainty": finding.certainty,
        "reason": finding.reason.value,
        "facts": finding.facts,
        "computed_on": today,
    }
