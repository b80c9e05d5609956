"""What the tests of plans stand on: companies with places, a plan for the next working day, the job at hand."""

from collections.abc import Sequence
from datetime import date, datetime, time

from flask import Flask
from sqlmodel import Session, col, select

from crm.db import open_session, transaction
from crm.planning.core.solve import Effort
from crm.planning.inputs import PlanInput
from crm.planning.models import Plan, PlanLeftOut, PlanStop
from crm.planning.services.plans import make_plan
from crm.planning.services.queue import run_queued
from crm.planning.words import LeftOut
from crm.register.models import Workplace
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visits.queries.time import add_working_days

QUICK = Effort(rounds=60)


def next_day() -> date:
    return add_working_days(local_date(utc_now()), 1)


def at(hour: int, minute: int = 0, *, day: date | None = None) -> datetime:
    return datetime.combine(day or next_day(), time(hour, minute), COPENHAGEN)


def settle(on: Session, company_id: int, postcode: str | None, address: str = "Havnegade 4") -> int:
    """Give the company's workplace an address; its number."""
    with transaction(on) as work:
        workplace = work.exec(select(Workplace).where(col(Workplace.company_id) == company_id)).one()
        workplace.postcode, workplace.address, workplace.post_district = postcode, address, "Aalborg"
        work.add(workplace)
    return workplace.id or 0


def wanted(user_ids: Sequence[int], **more: object) -> PlanInput:
    usual: dict[str, object] = {
        "first_day": next_day(),
        "last_day": next_day(),
        "start_postcode": "9000",
        "user_ids": tuple(user_ids),
        "municipality_code": "0851",
    }
    return PlanInput(**(usual | more))  # type: ignore[arg-type]


def plan_for(on: Session, *user_ids: int, **more: object) -> Plan:
    with transaction(on) as work:
        return make_plan(work, wanted(user_ids, **more), user_id=user_ids[0], now=utc_now())


def worked_out(app: Flask, effort: Effort = QUICK) -> dict[str, int]:
    """As the jobs process does it, on a connection of its own."""
    with open_session(app.extensions["crm_engine"]) as own:
        return run_queued(own, effort, now=utc_now())


def stops(on: Session, plan: Plan) -> list[PlanStop]:
    on.rollback()
    on.expire_all()
    query = select(PlanStop).where(PlanStop.plan_id == plan.id)
    return list(on.exec(query.order_by(col(PlanStop.starts_at), col(PlanStop.id))))


def left_out(on: Session, plan: Plan) -> dict[int, LeftOut]:
    on.rollback()
    return {each.company_id: each.reason for each in on.exec(select(PlanLeftOut).where(PlanLeftOut.plan_id == plan.id))}
