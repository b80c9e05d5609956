"""What the job centre promises companies, and how it kept that."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlmodel import Session

from crm.employer_requests.queries.clocks import goal_history
from crm.employer_requests.words import GoalKind, Priority
from crm.rate.memo import Memo
from crm.service_desk.figures import DeskFigures, figures
from crm.service_desk.queries.figures import asked_in
from crm.surveys.disclosure import readable
from crm.values.clock import local_date
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


@dataclass(frozen=True, slots=True)
class Answers:
    """How soon the first answer came: of each band how many requests, None where they are too few to be shown."""

    total: int
    bands: tuple[tuple[int, int | None], ...]

    @property
    def shown(self) -> bool:
        return any(count for _band, count in self.bands)


def kept_in(on: Session, quarter: Period, *, now: datetime) -> list[Kept]:
    """Of requests that came in during the quarter."""
    total = _figures(on, quarter, now).total
    return [_shown(kind, total.goals[kind].kept, total.goals[kind].missed) for kind in GoalKind]


def answers_in(on: Session, quarter: Period, *, now: datetime) -> Answers:
    """Of requests that came in during the quarter. Too small bands stay hidden beside the others and the whole."""
    at_once, *others = _figures(on, quarter, now).bands
    counts = dict(enumerate(others, start=1))
    counts[1] += at_once
    readable_ones = readable(counts, FEWEST)
    bands = tuple((band, count if band in readable_ones else None) for band, count in counts.items() if count)
    return Answers(sum(counts.values()), bands)


def _figures(on: Session, quarter: Period, now: datetime) -> DeskFigures:
    """Worked out once an hour: it is asked for by strangers."""
    memo: Memo = current_app.extensions.setdefault("crm_kept_goals", Memo(8))
    hour = now.replace(minute=0, second=0, microsecond=0)
    return memo.recall((quarter, hour), lambda: figures(asked_in(on, quarter, now=now)))


def _shown(kind: GoalKind, kept: int, missed: int) -> Kept:
    due = kept + missed
    return Kept(kind, kept, due) if due >= FEWEST else Kept(kind, None, None)
