"""Reading plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.planning.models import Plan, PlanLeftOut, PlanPerson, PlanStop
from crm.planning.words import Mark
from crm.register.models import Company, Workplace
from crm.visits.models import Visit
from crm.visits.queries.visits import TAKES_TIME, local_days


def plan_by_id(on: Session, plan_id: int) -> Plan | None:
    return on.get(Plan, plan_id)


def plan_list() -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int]]:
    """Plans with the number of visits proposed and who made them, the latest first, for `paged`."""
    stops = (
        sa.select(sa.func.count())
        .where(col(PlanStop.plan_id) == col(Plan.id), col(PlanStop.mark) != Mark.DROPPED)
        .scalar_subquery()
    )
    people = sa.select(sa.func.count()).where(col(PlanPerson.plan_id) == col(Plan.id)).scalar_subquery()
    columns: tuple[Any, ...] = (
        col(Plan.id), col(Plan.first_day), col(Plan.last_day), col(Plan.status), col(Plan.created_at),
        col(Plan.district), col(Plan.postcode_from), col(Plan.postcode_to), col(Plan.municipality_code),
        col(User.name).label("made_by"), stops.label("stops"), people.label("people"),
    )  # fmt: skip
    rows: sa.Select[*tuple[Any, ...]] = (
        sa.select(*columns).join(User, col(User.id) == col(Plan.created_by_user_id)).order_by(col(Plan.id).desc())
    )
    return rows, sa.select(sa.func.count()).select_from(Plan)


def people_of(on: Session, plan_id: int) -> list[tuple[int, str]]:
    """(id, name) of those the plan is for, by name."""
    query = (
        select(User.id, User.name)
        .join(PlanPerson, col(PlanPerson.user_id) == col(User.id))
        .where(PlanPerson.plan_id == plan_id)
        .order_by(col(User.name), col(User.id))
    )
    return [(user_id or 0, name) for user_id, name in on.exec(query)]


def starts_of(on: Session, plan: Plan) -> dict[int, str]:
    """By person, the postcode they set out from and come back to: their own, or the plan's."""
    query = select(PlanPerson.user_id, PlanPerson.start_postcode).where(PlanPerson.plan_id == plan.id)
    return {user_id: own or plan.start_postcode for user_id, own in on.exec(query)}


def stops_of(on: Session, plan_id: int, *marks: Mark) -> list[PlanStop]:
    """With these marks, in their order; all when none is named."""
    query = select(PlanStop).where(PlanStop.plan_id == plan_id)
    if marks:
        query = query.where(col(PlanStop.mark).in_(marks))
    return list(on.exec(query.order_by(col(PlanStop.starts_at), col(PlanStop.id))))


def stop_by_id(on: Session, plan_id: int, stop_id: int) -> PlanStop | None:
    return on.exec(select(PlanStop).where(PlanStop.id == stop_id, PlanStop.plan_id == plan_id)).first()


@dataclass(frozen=True, slots=True)
class Where:
    """A workplace with its company's name."""

    company_id: int
    company: str
    name: str
    address: str | None
    postcode: str | None
    district: str | None
    phone: str | None


def places_of(on: Session, workplace_ids: Sequence[int]) -> dict[int, Where]:
    columns: tuple[Any, ...] = (
        col(Workplace.id), col(Workplace.company_id), col(Company.name), col(Workplace.name), col(Workplace.address),
        col(Workplace.postcode), col(Workplace.post_district), col(Workplace.phone),
    )  # fmt: skip
    query = (
        sa.select(*columns)
        .join(Company, col(Company.id) == col(Workplace.company_id))
        .where(col(Workplace.id).in_(workplace_ids))
    )
    return {row[0]: Where(*row[1:]) for row in on.connection().execute(query)}


def left_out_rows(plan_id: int) -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int]]:
    """Companies that are due and not in the plan, the most valuable first, for `paged`."""
    columns: tuple[Any, ...] = (
        col(PlanLeftOut.company_id), col(Company.name), col(Company.cvr), col(PlanLeftOut.reason),
        col(PlanLeftOut.value), col(PlanLeftOut.guard),
    )  # fmt: skip
    rows: sa.Select[*tuple[Any, ...]] = (
        sa.select(*columns)
        .join(Company, col(Company.id) == col(PlanLeftOut.company_id))
        .where(col(PlanLeftOut.plan_id) == plan_id)
        .order_by(col(PlanLeftOut.value).desc(), col(Company.sort_name), col(PlanLeftOut.company_id))
    )
    return rows, sa.select(sa.func.count()).select_from(PlanLeftOut).where(col(PlanLeftOut.plan_id) == plan_id)


def visits_booked(on: Session, company_ids: Sequence[int], first: date, last: date) -> dict[int, int]:
    """By company, the planned visit on these days: what has become of a proposal."""
    begins, ends = local_days(first, last)
    query = (
        sa.select(col(Visit.company_id), col(Visit.id))
        .where(
            TAKES_TIME,
            col(Visit.company_id).in_(company_ids),
            col(Visit.starts_at) >= begins,
            col(Visit.starts_at) < ends,
        )
        .order_by(col(Visit.starts_at).desc())
    )
    return {row[0]: row[1] or 0 for row in on.connection().execute(query)}
