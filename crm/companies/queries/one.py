"""One company: its workplaces with their states over time, its groups and marks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.companies.models import GroupMark
from crm.register.models import Company, Municipality, Workplace, WorkplaceState
from crm.web.paging import Page

AT_ONCE = 10
"""So many workplaces the page shows at once."""
WITH_HISTORY = 3
"""A company of so many workplaces shows what the register said of each; of more, only of the one pointed at."""


@dataclass(frozen=True, slots=True)
class WorkplaceLine:
    """A workplace and what the register said of it over time, the newest state first."""

    workplace: Workplace
    municipality: str
    states: list[WorkplaceState]
    alive: bool


def company_by_id(on: Session, company_id: int) -> Company | None:
    return on.get(Company, company_id)


_COMPANY: Any = sa.bindparam("company", type_=sa.Integer)
_HOW_MANY = sa.select(sa.func.count()).where(col(Workplace.company_id) == _COMPANY)
_WORKPLACES = (
    select(Workplace)
    .where(col(Workplace.company_id) == _COMPANY)
    .order_by(
        col(Workplace.p_number) != sa.bindparam("wanted", type_=sa.String),
        col(Workplace.end_date).is_not(None),
        col(Workplace.headcount).is_(None),
        col(Workplace.headcount).desc(),
        col(Workplace.id),
    )
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("skipped", type_=sa.Integer))
)
_STATES = (
    select(WorkplaceState)
    .where(
        col(WorkplaceState.workplace_id).in_(sa.bindparam("workplaces", expanding=True)),
        col(WorkplaceState.retired_at).is_(None),
    )
    .order_by(col(WorkplaceState.valid_from).desc())
)
_MUNICIPALITIES = sa.select(col(Municipality.code), col(Municipality.name)).where(
    col(Municipality.code).in_(sa.bindparam("codes", expanding=True))
)
_MARKS = (
    select(GroupMark)
    .where(col(GroupMark.company_id) == _COMPANY, col(GroupMark.removed_at).is_(None))
    .order_by(col(GroupMark.id))
)


def workplace_page(on: Session, company_id: int, today: date, *, number: int, wanted: str = "") -> Page:
    """One page of the workplaces (WorkplaceLine), the living first, the largest first.

    `wanted` is a P-number that comes first whatever its size, with its history.
    """
    total = on.connection().execute(_HOW_MANY, {"company": company_id}).scalar_one()
    number = min(number, max(1, ceil(total / AT_ONCE)))
    page = {"company": company_id, "wanted": wanted, "most": AT_ONCE, "skipped": (number - 1) * AT_ONCE}
    workplaces = on.exec(_WORKPLACES, params=page).all()
    told = [each.id or 0 for each in workplaces if total <= WITH_HISTORY or each.p_number == wanted]
    states = _states(on, told)
    names = municipality_names(on, {each.municipality_code for each in workplaces})
    lines = [
        WorkplaceLine(
            workplace=each,
            municipality=names.get(each.municipality_code, each.municipality_code),
            states=states.get(each.id or 0, []),
            alive=each.start_date <= today and (each.end_date is None or each.end_date >= today),
        )
        for each in workplaces
    ]
    return Page(sorted(lines, key=lambda line: not line.alive), total, number, AT_ONCE)


def municipality_names(on: Session, codes: set[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in on.connection().execute(_MUNICIPALITIES, {"codes": list(codes)})}


def marks(on: Session, company_id: int) -> list[GroupMark]:
    """Marks that hold now."""
    return list(on.exec(_MARKS, params={"company": company_id}))


def mark_by_id(on: Session, mark_id: int) -> GroupMark | None:
    return on.get(GroupMark, mark_id)


def _states(on: Session, workplace_ids: list[int]) -> dict[int, list[WorkplaceState]]:
    found = defaultdict(list)
    for state in on.exec(_STATES, params={"workplaces": workplace_ids}) if workplace_ids else ():
        found[state.workplace_id].append(state)
    return found
