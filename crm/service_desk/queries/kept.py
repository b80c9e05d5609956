"""What the job centre promises companies, and how it kept that."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from flask import current_app
from sqlmodel import Session, col

from crm.employer_requests.clock import State
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.clocks import clocks_of, goal_history
from crm.employer_requests.words import GoalKind, Priority
from crm.rate.memo import Memo
from crm.values.clock import COPENHAGEN, local_date
from crm.values.periods import Period

FEWEST = 5
"""With fewer, a share would tell what became of single requests: it is held back."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Working minutes for each step of a request of the category; None when nothing is promised."""

    category: str
    minutes: dict[GoalKind, int | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many requests the step was due, and of how many it came in time; both None when they are too few."""

    goal: GoalKind
    kept: int | None
    due: int | None


def promises(on: Session, categories: dict[int, str], *, now: datetime) -> list[Promise]:
    """For ordinary requests that come today. One query."""
    goals, today = goal_history(on).at(now), local_date(now)
    found = []
    for category_id, name in categories.items():
        minutes = {kind: goals.minutes(kind, category_id, Priority.NORMAL, today) for kind in GoalKind}
        found.append(Promise(name, minutes))
    return found


def kept_in(on: Session, quarter: Period, *, now: datetime) -> list[Kept]:
    """Of requests that came in during the quarter. Worked out once an hour: it is asked for by strangers."""
    memo: Memo = current_app.extensions.setdefault("crm_kept_goals", Memo(8))
    hour = now.replace(minute=0, second=0, microsecond=0)
    return memo.recall((quarter, hour), lambda: _count(on, quarter, now))


def _count(on: Session, quarter: Period, now: datetime) -> list[Kept]:
    start = datetime.combine(quarter.start, time.min, COPENHAGEN)
    end = datetime.combine(quarter.end, time.max, COPENHAGEN)
    query = sa.select(col(EmployerRequest.id)).where(col(EmployerRequest.received_at).between(start, end))
    ids: list[int] = list(on.connection().execute(query).scalars())  # type: ignore[arg-type]
    counts: Counter[tuple[GoalKind, State]] = Counter()
    for clocks in clocks_of(on, ids, now=now).values():
        counts.update((kind, clock.state) for kind, clock in clocks.items())
    return [_shown(kind, counts[kind, State.MET], counts[kind, State.MISSED]) for kind in GoalKind]


def _shown(kind: GoalKind, kept: int, missed: int) -> Kept:
    due = kept + missed
    return Kept(kind, kept, due) if due >= FEWEST else Kept(kind, None, None)
