"""Making a plan, and what a person does with it. Nothing here books a visit."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.planning.inputs import PlanInput
from crm.planning.models import Plan, PlanCompany, PlanPerson, PlanStop
from crm.planning.words import UNDER_WAY, Mark, Phase, PlanStatus
from crm.refusal import Refusal


def make_plan(on: Session, wanted: PlanInput, *, user_id: int, now: datetime) -> Plan:
    """Ask for it; the job works it out."""
    plan = Plan(
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        municipality_code=wanted.municipality_code,
        postcode_from=wanted.postcode_from,
        postcode_to=wanted.postcode_to,
        district=wanted.district,
        start_postcode=wanted.start_postcode,
        candidates=wanted.candidates,
        visit_minutes=wanted.visit_minutes,
        most_per_day=wanted.most_per_day,
        earliest=wanted.earliest,
        latest=wanted.latest,
        created_at=now,
        created_by_user_id=user_id,
    )
    on.add(plan)
    on.flush()
    on.add_all(
        PlanPerson(plan_id=plan.id or 0, user_id=each, start_postcode=wanted.own_starts.get(each))
        for each in sorted(set(wanted.user_ids))
    )
    on.add_all(PlanCompany(plan_id=plan.id or 0, company_id=each) for each in sorted(set(wanted.company_ids)))
    days = (wanted.last_day - wanted.first_day).days + 1
    record(on, "plan.create", plan, details={"days": days, "people": len(set(wanted.user_ids))}, now=now)
    return plan


def plan_again(on: Session, plan: Plan, *, now: datetime) -> None:
    """Work it out anew: what is pinned stays, what is dropped stays out. Refuses while it is being worked out."""
    values = {
        "status": PlanStatus.QUEUED,
        "phase": Phase.WAITING,
        "percent": 0,
        "error": None,
        "started_at": None,
        "finished_at": None,
    }
    if _update(on, plan, values, col(Plan.status).not_in(UNDER_WAY)) != 1:
        raise Refusal(_("The plan is being worked out already."))
    record(on, "plan.queue", plan, now=now)


def cancel_plan(on: Session, plan: Plan, *, now: datetime) -> None:
    """Stop working it out; what an earlier search found stays. Refuses when there is nothing to stop."""
    values = {"status": PlanStatus.CANCELLED, "finished_at": now}
    if _update(on, plan, values, col(Plan.status).in_(UNDER_WAY)) != 1:
        raise Refusal(_("The plan is worked out already. There is nothing to cancel."))
    record(on, "plan.cancel", plan, now=now)


def mark_stop(on: Session, plan: Plan, stop: PlanStop, mark: Mark, *, now: datetime) -> None:
    """Pin a proposed visit, drop it, or take either back. Refuses while the plan is being worked out."""
    on.refresh(plan, with_for_update=True)
    if plan.status in UNDER_WAY:
        raise Refusal(_("The plan is being worked out. Wait until it is done."))
    stop.mark = mark
    on.add(stop)
    record(on, "plan.mark", plan, details={"mark": mark.value, "company_id": stop.company_id}, now=now)


def _update(on: Session, plan: Plan, values: dict[str, object], *where: sa.ColumnElement[bool]) -> int:
    """One conditional statement: of two at once, one finds it changed."""
    statement = sa.update(Plan).where(col(Plan.id) == plan.id, *where).values(**values)
    changed: int = on.connection().execute(statement.execution_options(synchronize_session=False)).rowcount
    on.refresh(plan)
    return changed
