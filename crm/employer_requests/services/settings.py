"""What requests can be about, and what the job centre promises: settings of the administrator."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain, count
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version, known_at
from crm.employer_requests import shipped
from crm.employer_requests.clock import GoalLine
from crm.employer_requests.models import RequestCategory, ServiceGoal
from crm.employer_requests.queries.goals import goals_of, goals_version
from crm.employer_requests.words import GoalKind, Priority
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    name_da: str
    name_en: str
    active: bool
    public: bool
    usual_priority: Priority


def add_category(on: Session, given: CategoryInput, *, now: datetime) -> RequestCategory:
    """One more, the last of the list. Its code comes from the English name. Refuses a name that is there."""
    _refuse_known_name(on, given, but=None)
    last = on.exec(select(sa.func.max(col(RequestCategory.position)))).first()
    category = RequestCategory(code=_free_code(on, given.name_en), position=(last or 0) + 1, **asdict(given))
    on.add(category)
    on.flush()
    return _noted(on, category, now)


def set_category(
    on: Session, category: RequestCategory, given: CategoryInput, *, version: int, now: datetime
) -> RequestCategory:
    """Rename it, close it, open it. A closed one stays with the requests that have it. Refuses to close the last."""
    _refuse_known_name(on, given, but=category.id)
    others = select(RequestCategory.id).where(col(RequestCategory.active), col(RequestCategory.id) != category.id)
    if not given.active and on.exec(others.limit(1)).first() is None:
        raise Refusal(_("It is the only category in use."))
    claim_version(on, category, version)
    for name, value in asdict(given).items():
        setattr(category, name, value)
    on.add(category)
    on.flush()
    return _noted(on, category, now)


def move_category(on: Session, category: RequestCategory, *, up: bool, now: datetime) -> None:
    """One place up or down; nothing happens at the end of the list. All get places anew: two may have had the same."""
    order = list(on.exec(select(RequestCategory).order_by(col(RequestCategory.position), col(RequestCategory.id))))
    place = next(index for index, each in enumerate(order) if each.id == category.id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order):
        each.position = position
        on.add(each)
    on.flush()
    _noted(on, category, now)


def _noted(on: Session, category: RequestCategory, now: datetime) -> RequestCategory:
    details = {"code": category.code, "active": category.active}
    record(on, "request_category.set", category, details=details, now=now)
    return category


def _free_code(on: Session, name: str) -> str:
    code = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:32] or "category"
    taken = set(on.exec(select(RequestCategory.code)))
    numbered = (f"{code}_{number}" for number in count(2))
    return next(each for each in chain([code], numbered) if each not in taken)


def _refuse_known_name(on: Session, given: CategoryInput, *, but: int | None) -> None:
    for column, name in ((RequestCategory.name_da, given.name_da), (RequestCategory.name_en, given.name_en)):
        query = select(RequestCategory.id).where(sa.func.lower(col(column)) == name.lower())
        if on.exec(query).first() not in (None, but):
            raise Refusal(_("There is a category of this name already: %(name)s.", name=name))


@dataclass(frozen=True, slots=True)
class GoalsInput:
    """The goals of some requests: all, those of a category, of a priority, or both.

    A step that is missing is as for the more general ones; None promises nothing.
    """

    category_id: int | None
    priority: Priority | None
    minutes: Mapping[GoalKind, int | None]
    valid_from: date

    def lines(self) -> list[GoalLine]:
        return [
            GoalLine(kind, self.category_id, self.priority, self.valid_from, minutes)
            for kind, minutes in self.minutes.items()
        ]


class StaleGoalsError(Exception):
    """Somebody changed the goals since the form was opened."""


def change_goals(on: Session, given: GoalsInput, *, user_id: int, now: datetime, version: int) -> int:
    """What differs is recorded; how many steps did. `version`: what `goals_version` said when the form was made."""
    if version != goals_version(on):
        raise StaleGoalsError
    changed = 0
    for kind in GoalKind:
        rows = [row for row in goals_of(on, given.category_id, given.priority) if row.kind is kind]
        if kind not in given.minutes:
            changed += sum(drop_goal(on, row, user_id=user_id, now=now) for row in rows)
            continue
        holds = next((row for row in rows if row.valid_from <= given.valid_from), None)
        if holds is None or holds.minutes != given.minutes[kind]:
            line = GoalLine(kind, given.category_id, given.priority, given.valid_from, given.minutes[kind])
            set_goal(on, line, user_id=user_id, now=now)
            changed += 1
    return changed


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
