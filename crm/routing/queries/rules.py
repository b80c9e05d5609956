"""Reading the rules, and what they decided."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.routing.core import Rule
from crm.routing.models import RequestRouting, RoutingRule
from crm.routing.words import Reason

_NAMES = tuple(field.name for field in fields(Rule))


def plain(rule: RoutingRule) -> Rule:
    """As the routing reads it."""
    return Rule(**{name: getattr(rule, name) for name in _NAMES})


def rules_in_order(on: Session) -> list[RoutingRule]:
    """All of them, also those that are switched off."""
    return list(on.exec(select(RoutingRule).order_by(col(RoutingRule.position), col(RoutingRule.id))))


def open_units(on: Session) -> set[int]:
    found = on.connection().execute(sa.select(col(Unit.id)).where(col(Unit.active)))
    return {each or 0 for each in found.scalars()}


def in_force(rules: Iterable[RoutingRule], units: set[int]) -> list[Rule]:
    """Those that count: switched on, to a unit that is open."""
    return [plain(rule) for rule in rules if rule.active and rule.unit_id in units]


def rule_by_id(on: Session, rule_id: int) -> RoutingRule | None:
    return on.get(RoutingRule, rule_id)


@dataclass(frozen=True, slots=True)
class RuleLine:
    rule: RoutingRule
    unit: str
    unit_open: bool
    person: str | None
    person_there: bool  # has an open account


def rule_lines(on: Session) -> list[RuleLine]:
    """The rules in their order with the names they show. One query."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(RoutingRule, Unit.name, Unit.active, User.name, User.active)  # type: ignore[call-overload]
        .join(Unit, col(Unit.id) == col(RoutingRule.unit_id))
        .join(User, col(User.id) == col(RoutingRule.user_id), isouter=True)
        .order_by(col(RoutingRule.position), col(RoutingRule.id))
    )
    return [
        RuleLine(rule, unit, opened, person, bool(there)) for rule, unit, opened, person, there in on.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Routed:
    """What was decided at an event of a request."""

    rule_id: int | None
    rule_name: str
    reasons: tuple[Reason, ...]


def routings_of(on: Session, request_id: int) -> dict[int, Routed]:
    """By event. One query."""
    query = select(RequestRouting).where(RequestRouting.request_id == request_id)
    return {each.event_id: Routed(each.rule_id, each.rule_name, read_reasons(each.reasons)) for each in on.exec(query)}


def read_reasons(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(word) for word in text.split())
