"""Trying rules on the requests of the last quarter: what would have gone elsewhere, and which rules never fit."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.db import Moment
from crm.employer_requests.models import EmployerRequest
from crm.routing.core import Facts, People, Route, Rule, route
from crm.routing.queries.facts import ASKED, Asked, facts_of
from crm.routing.queries.people import people_on_duty
from crm.routing.words import Reason

QUARTER = timedelta(days=92)
_REQUESTS: sa.Select[*tuple[Any, ...]] = (
    sa.select(*ASKED, col(EmployerRequest.reference), col(EmployerRequest.subject))
    .where(col(EmployerRequest.received_at) >= sa.bindparam("since", type_=Moment))
    .order_by(col(EmployerRequest.received_at), col(EmployerRequest.id))
)
_NAMED = (Reason.NAMED, Reason.FIXED_CONTACT)


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """Where a request goes: a unit (none: it stays at the desk), and whom by name."""

    unit_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    reference: str
    subject: str


@dataclass(frozen=True, slots=True)
class Move:
    from_goal: Goal
    to_goal: Goal
    requests: list[Named]


@dataclass(frozen=True, slots=True)
class Tried:
    """`fitted` counts the requests that each rule decided; `moves`: the largest first."""

    total: int
    moves: list[Move]
    fitted: Mapping[int, int]
    fixed: int  # went to the company's fixed contact person before any rule was asked
    no_rule: int
    never: list[Rule]  # decided none of them


@dataclass(frozen=True, slots=True)
class Quarter:
    """The requests of the last quarter with what the rules ask of them: read once, tried with several sets of rules."""

    requests: Sequence[Named]
    facts: Mapping[int, Facts]
    people: People

    def routes(self, rules: Sequence[Rule]) -> dict[int, Route]:
        return {each.id: route(self.facts[each.id], rules, self.people) for each in self.requests}


def last_quarter(on: Session, *, now: datetime) -> Quarter:
    """Eight queries. Everybody counts as present, so that only the rules make a difference."""
    rows = on.connection().execute(_REQUESTS, {"since": now - QUARTER}).all()
    asked = [Asked(*row[:6]) for row in rows]
    return Quarter([Named(row[0], row[6], row[7]) for row in rows], facts_of(on, asked), people_on_duty(on))


def tried(quarter: Quarter, before: Sequence[Rule], after: Sequence[Rule]) -> Tried:
    """What `after` would change. Pure."""
    new = quarter.routes(after)
    old = new if before is after else quarter.routes(before)
    moves: dict[tuple[Goal, Goal], list[Named]] = defaultdict(list)
    for each in quarter.requests:
        pair = _goal(old[each.id]), _goal(new[each.id])
        if pair[0] != pair[1]:
            moves[pair].append(each)
    decided = Counter(found.rule.id for found in new.values() if found.rule)
    return Tried(
        total=len(quarter.requests),
        moves=[Move(*pair, found) for pair, found in sorted(moves.items(), key=lambda item: (-len(item[1]), item[0]))],
        fitted={rule.id: decided[rule.id] for rule in after},
        fixed=sum(Reason.FIXED_CONTACT in found.reasons for found in new.values()),
        no_rule=sum(Reason.NO_RULE in found.reasons for found in new.values()),
        never=[rule for rule in after if not decided[rule.id]],
    )


def _goal(found: Route) -> Goal:
    """By name only whom a rule names: who has least to do is another one every day."""
    named = any(reason in _NAMED for reason in found.reasons)
    return Goal(found.unit_id or 0, (found.user_id or 0) if named else 0)
