"""Reading the service goals as the pages of settings show them, and what others would have meant."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.db import known_at
from crm.employer_requests.clock import GoalLine, Goals, State
from crm.employer_requests.models import EmployerRequest, ServiceGoal
from crm.employer_requests.queries.clocks import clocks_under
from crm.employer_requests.words import GoalKind, Priority

Key = tuple[int | None, Priority | None]
"""Category and priority; None stands for all of them."""


def current_goals(on: Session) -> list[ServiceGoal]:
    """All that are known now, the newest day first. One query."""
    query = select(ServiceGoal).where(known_at(ServiceGoal, None))
    return list(on.exec(query.order_by(col(ServiceGoal.valid_from).desc(), col(ServiceGoal.id).desc())))


def goals_of(on: Session, category_id: int | None, priority: Priority | None) -> list[ServiceGoal]:
    """Those of exactly these requests, the newest day first."""
    return [each for each in current_goals(on) if (each.category_id, each.priority) == (category_id, priority)]


def goals_version(on: Session) -> int:
    """A number that is another as soon as somebody has changed the goals."""
    number = sa.select(sa.func.max(col(ServiceGoal.id)), sa.func.count(col(ServiceGoal.retired_at)))
    last, retired = on.connection().execute(number).one()
    return (last or 0) + retired


def holding(rows: Sequence[ServiceGoal], day: date) -> dict[Key, dict[GoalKind, int | None]]:
    """What holds for requests that come on the day: by whom it is for, each step with its working minutes."""
    found: dict[Key, dict[GoalKind, int | None]] = {}
    for row in rows:
        if row.valid_from <= day:
            found.setdefault((row.category_id, row.priority), {}).setdefault(row.kind, row.minutes)
    return found


@dataclass(frozen=True, slots=True)
class GoalChange:
    """A goal that was recorded once; `retired_at` None: it is known still."""

    goal: ServiceGoal
    by: str | None  # None: it came with the installation


def goal_changes(on: Session, category_id: int | None, priority: Priority | None) -> list[GoalChange]:
    """All that ever were of exactly these requests, the latest first. One query."""
    query = (
        select(ServiceGoal, User.name)
        .join(User, col(User.id) == col(ServiceGoal.recorded_by_user_id), isouter=True)
        .where(
            col(ServiceGoal.category_id).is_not_distinct_from(category_id),
            col(ServiceGoal.priority).is_not_distinct_from(priority),
        )
        .order_by(col(ServiceGoal.recorded_at).desc(), col(ServiceGoal.id).desc())
    )
    return [GoalChange(goal, name) for goal, name in on.exec(query)]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one step: how many of the requests kept their goal, as it was and as it would have been."""

    kept: int
    due: int
    would_keep: int
    would_be_due: int


def outlook(
    on: Session, lines: Sequence[GoalLine], key: Key, where: Sequence[sa.ColumnElement[bool]], *, now: datetime
) -> Mapping[GoalKind, Outlook]:
    """What these goals for the key would have made of the requests, had they held all the time. Seven queries."""
    others = [
        GoalLine(row.kind, row.category_id, row.priority, row.valid_from, row.minutes)
        for row in current_goals(on)
        if (row.category_id, row.priority) != key
    ]
    query = sa.select(col(EmployerRequest.id)).where(*where)
    ids = [each or 0 for each in on.connection().execute(query).scalars()]
    always = [line._replace(valid_from=date.min) for line in lines]
    was = _counted(on, ids, None, now)
    would = _counted(on, ids, Goals([*others, *always]), now)
    return {
        kind: Outlook(
            kept=was[kind, State.MET],
            due=was[kind, State.MET] + was[kind, State.MISSED],
            would_keep=would[kind, State.MET],
            would_be_due=would[kind, State.MET] + would[kind, State.MISSED],
        )
        for kind in GoalKind
    }


def _counted(on: Session, ids: Sequence[int], goals: Goals | None, now: datetime) -> Counter[tuple[GoalKind, State]]:
    found: Counter[tuple[GoalKind, State]] = Counter()
    for clocks in clocks_under(on, ids, goals, now=now).values():
        found.update((kind, clock.state) for kind, clock in clocks.items())
    return found
