"""What requests can be about, and what the job centre promises: settings of the administrator."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version, known_at
from crm.employer_requests import shipped
from crm.employer_requests.clock import GoalLine
from crm.employer_requests.models import RequestCategory, ServiceGoal
from crm.refusal import Refusal


def ensure_categories(on: Session) -> None:
    """Those that are not there yet; what an administrator has changed stays."""
    known = set(on.exec(select(RequestCategory.code)))
    for position, (code, danish, english) in enumerate(shipped.CATEGORIES):
        if code not in known:
            active = code not in shipped.CLOSED
            on.add(RequestCategory(code=code, name_da=danish, name_en=english, active=active, position=position))
    on.flush()


def ensure_goals(on: Session, *, now: datetime) -> None:
    """The example goals, when nobody has ever set any."""
    if on.exec(select(ServiceGoal.id).limit(1)).first() is not None:
        return
    ids: dict[str | None, int | None] = {None: None}
    ids |= {category.code: category.id for category in on.exec(select(RequestCategory))}
    on.add_all(
        ServiceGoal(
            category_id=ids[code],
            priority=priority,
            kind=kind,
            minutes=minutes,
            valid_from=shipped.SINCE,
            recorded_at=now,
        )
        for code, priority, kind, minutes in shipped.GOALS
    )
    on.flush()


def add_category(on: Session, code: str, name_da: str, name_en: str, *, now: datetime) -> RequestCategory:
    """One more, the last of the list. Refuses a code that is there."""
    if on.exec(select(RequestCategory.id).where(col(RequestCategory.code) == code)).first() is not None:
        raise Refusal(_("This code is taken."))
    last = on.exec(select(sa.func.max(col(RequestCategory.position)))).first()
    category = RequestCategory(code=code, name_da=name_da, name_en=name_en, position=(last or 0) + 1)
    on.add(category)
    on.flush()
    record(on, "request_category.set", category, details={"code": code, "active": True}, now=now)
    return category


def set_category(
    on: Session, category: RequestCategory, name_da: str, name_en: str, *, active: bool, version: int, now: datetime
) -> None:
    """Rename it, close it, open it. A closed one stays with the requests that have it."""
    claim_version(on, category, version)
    category.name_da, category.name_en, category.active = name_da, name_en, active
    on.add(category)
    record(on, "request_category.set", category, details={"code": category.code, "active": active}, now=now)


def set_goal(on: Session, given: GoalLine, *, user_id: int, now: datetime) -> ServiceGoal:
    """This goal holds for requests received from its day on. Without minutes nothing is promised.

    One for the same requests from the same day is retired: what was closed before keeps its result.
    """
    if given.minutes is not None and given.minutes <= 0:
        raise Refusal(_("A goal is at least one minute."))
    same = (
        known_at(ServiceGoal, None),
        col(ServiceGoal.kind) == given.kind,
        col(ServiceGoal.category_id).is_not_distinct_from(given.category_id),
        col(ServiceGoal.priority).is_not_distinct_from(given.priority),
        col(ServiceGoal.valid_from) == given.valid_from,
    )
    gone = sa.update(ServiceGoal).where(*same).values(retired_at=now, retired_by_user_id=user_id)
    on.connection().execute(gone)
    goal = ServiceGoal(**given._asdict(), recorded_at=now, recorded_by_user_id=user_id)
    on.add(goal)
    on.flush()
    record(on, "service_goal.set", goal, details=_details(goal, goal.minutes), now=now)
    return goal


def drop_goal(on: Session, goal: ServiceGoal, *, user_id: int, now: datetime) -> bool:
    """It holds no longer: the more general one does. False when somebody was first."""
    statement = (
        sa.update(ServiceGoal)
        .where(col(ServiceGoal.id) == goal.id, col(ServiceGoal.retired_at).is_(None))
        .values(retired_at=now, retired_by_user_id=user_id)
    )
    if on.connection().execute(statement).rowcount != 1:
        return False
    on.refresh(goal)
    record(on, "service_goal.set", goal, details=_details(goal, None), now=now)
    return True


def _details(goal: ServiceGoal, minutes: int | None) -> dict[str, Any]:
    priority = goal.priority and goal.priority.value
    return {"kind": goal.kind.value, "category": goal.category_id, "priority": priority, "minutes": minutes}
