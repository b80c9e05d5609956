"""Plans are worked out here, in the jobs process, one after the other.

A plan is claimed by one conditional UPDATE; `started_at` then is the claim. While it is worked out the claim is renewed
in short transactions; the result is written in one. Whoever lost the claim, because it was cancelled, writes nothing.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import transaction
from crm.planning.core.problem import Proposal
from crm.planning.core.solve import Effort, propose
from crm.planning.models import Plan, PlanLeftOut, PlanStop
from crm.planning.services.material import Left, Material, gather
from crm.planning.words import Failure, LeftOut, Mark, Phase, PlanStatus
from crm.values.clock import COPENHAGEN, utc_now

STALE_AFTER = timedelta(seconds=60)
ACTOR = "job plan-queue"
Clock = Callable[[], datetime]
log = structlog.get_logger("planning")

_is_queued = col(Plan.status) == PlanStatus.QUEUED


class LostClaimError(Exception):
    """The plan was cancelled, or somebody else has taken it over."""


def is_waiting(on: Session) -> bool:
    """Whether there is a plan to work out, or one that was left half-way."""
    wanted = sa.or_(_is_queued, _is_stale(utc_now()))
    return on.exec(select(Plan.id).where(wanted).limit(1)).first() is not None


def run_queued(on: Session, effort: Effort, *, now: datetime, clock: Clock = utc_now) -> dict[str, int]:
    """Work out everything that waits. Opens its own transactions; returns how many of each."""
    counts = {"planned": 0, "failed": 0}
    _recover(on, now=now)
    while (claimed := _claim(on, clock())) is not None:
        plan_id, claim = claimed
        try:
            failure = _work_out(on, plan_id, claim, effort, clock)
            counts["failed" if failure else "planned"] += 1
        except LostClaimError:
            log.info("plan.claim_lost", plan=plan_id)
        except DBAPIError:
            raise  # a busy or lost database says nothing about the plan: it is taken up again later
        except Exception:
            log.exception("plan.failed", plan=plan_id)
            _fail(on, plan_id, claim, Failure.ERROR, now=clock())
            counts["failed"] += 1
    return counts


def _work_out(on: Session, plan_id: int, claim: datetime, effort: Effort, clock: Clock) -> Failure | None:
    plan = on.get_one(Plan, plan_id, populate_existing=True)
    material = gather(on, plan, now=clock())
    if not material.problem.shifts:
        _fail(on, plan_id, claim, Failure.NOBODY_WORKS, now=clock())
        return Failure.NOBODY_WORKS
    now = clock()
    with transaction(on) as work:
        _renew(work, plan_id, claim, now, phase=Phase.SEARCHING, percent=0)
    proposal = propose(material.problem, effort, _progress(on, plan_id, claim, clock))
    now = clock()
    with transaction(on) as work:
        # Holds the row to the end: a cancelled plan writes nothing.
        _renew(work, plan_id, claim, now, percent=100)
        _keep(work, work.get_one(Plan, plan_id), material, proposal, now=now)
    return None


def _progress(on: Session, plan_id: int, claim: datetime, clock: Clock) -> Callable[[float], bool]:
    def go_on(share: float) -> bool:
        now = clock()
        with transaction(on) as work:
            _renew(work, plan_id, claim, now, percent=int(share * 100))
        return True

    return go_on


def _keep(on: Session, plan: Plan, material: Material, proposal: Proposal, *, now: datetime) -> None:
    """The new proposal in place of the old one; pinned and dropped visits stay."""
    plan_id = plan.id or 0
    unmarked = sa.delete(PlanStop).where(col(PlanStop.plan_id) == plan_id, col(PlanStop.mark) == Mark.NONE)
    on.connection().execute(unmarked)
    on.connection().execute(sa.delete(PlanLeftOut).where(col(PlanLeftOut.plan_id) == plan_id))
    stops = _stops(plan_id, material, proposal)
    on.add_all(stops)
    visited = {stop.company_id for stop in stops}
    left = [*material.left]
    left += [
        Left(company_id, LeftOut.NO_ROOM, each.value)
        for company_id, each in material.ranked.items()
        if company_id not in visited
    ]
    on.add_all(
        PlanLeftOut(plan_id=plan_id, company_id=each.company_id, reason=each.why, value=each.value, guard=[*each.guard])
        for each in left
        if each.why is not LeftOut.DROPPED  # those are kept as dropped visits
    )
    plan.status, plan.finished_at, plan.error = PlanStatus.DONE, now, None
    plan.considered = material.considered
    on.add(plan)
    record(on, "plan.work_out", plan, details={"visits": len(stops), "left_out": len(left)}, actor=ACTOR, now=now)


def _stops(plan_id: int, material: Material, proposal: Proposal) -> list[PlanStop]:
    found = []
    for route in proposal.routes:
        for stop in route.stops:
            if stop.due_id is None:
                continue
            each = material.ranked[stop.due_id]
            begins = datetime.combine(route.day, time(*divmod(stop.begins, 60)), COPENHAGEN)
            found.append(
                PlanStop(
                    plan_id=plan_id,
                    user_id=route.user_id,
                    company_id=stop.due_id,
                    workplace_id=each.candidate.workplace_id,
                    starts_at=begins,
                    ends_at=datetime.combine(route.day, time(*divmod(stop.ends, 60)), COPENHAGEN),
                    value=each.value,
                    reasons=[reason.to_json() for reason in each.reasons],
                )
            )
    return found


def _recover(on: Session, *, now: datetime) -> None:
    """Take up again, once, what was interrupted; give up what was twice."""
    with transaction(on) as work:
        for plan in work.exec(select(Plan).where(_is_stale(now))):
            if plan.error == Failure.INTERRUPTED:
                plan.status, plan.finished_at = PlanStatus.FAILED, now
            else:
                plan.status, plan.error, plan.started_at = PlanStatus.QUEUED, Failure.INTERRUPTED, None


def _is_stale(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Plan.status) == PlanStatus.SOLVING, col(Plan.heartbeat_at) < now - STALE_AFTER)


def _claim(on: Session, now: datetime) -> tuple[int, datetime] | None:
    """The oldest waiting plan, now ours, and the claim."""
    with transaction(on) as work:
        plan_id = work.exec(select(Plan.id).where(_is_queued).order_by(col(Plan.id)).limit(1)).first()
        values = {
            "status": PlanStatus.SOLVING,
            "phase": Phase.GATHERING,
            "percent": 0,
            "started_at": now,
            "heartbeat_at": now,
        }
        if plan_id is None or _update(work, values, col(Plan.id) == plan_id, _is_queued) != 1:
            return None
    return plan_id, now


def _renew(work: Session, plan_id: int, claim: datetime, now: datetime, **values: Any) -> None:
    """Raises LostClaimError."""
    is_ours = (col(Plan.id) == plan_id, col(Plan.started_at) == claim, col(Plan.status) == PlanStatus.SOLVING)
    if _update(work, {"heartbeat_at": now, **values}, *is_ours) != 1:
        raise LostClaimError


def _fail(on: Session, plan_id: int, claim: datetime, failure: Failure, *, now: datetime) -> None:
    try:
        with transaction(on) as work:
            _renew(work, plan_id, claim, now, status=PlanStatus.FAILED, error=failure.value, finished_at=now)
    except LostClaimError:
        return


def _update(work: Session, values: dict[str, Any], *where: Any) -> int:
    statement = sa.update(Plan).where(*where).values(**values).execution_options(synchronize_session=False)
    changed: int = work.connection().execute(statement).rowcount
    work.expire_all()
    return changed
