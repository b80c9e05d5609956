"""Adding rules, changing them, and putting them in another order."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.companies.models import CompanyGroup
from crm.db import claim_version
from crm.routing.models import RoutingRule
from crm.routing.words import Existing, Who
from crm.values.sectors import Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInput:
    """A rule as it is written; an empty condition fits everything."""

    name: str
    unit_id: int
    active: bool = True
    who: Who = Who.LEAST_LOADED
    user_id: int | None = None
    category_id: int | None = None
    company_group: CompanyGroup | None = None
    industry_section: str | None = None
    industry_code: str | None = None
    postcode_from: str | None = None
    postcode_to: str | None = None
    municipality_code: str | None = None
    headcount_from: int | None = None
    headcount_to: int | None = None
    sector: Sector | None = None
    language: str | None = None
    existing: Existing | None = None
    arrangement: str | None = None


def add_rule(on: Session, given: RuleInput, *, place: int, now: datetime) -> RoutingRule:
    """One more; `place` counts from 1."""
    rule = RoutingRule(**asdict(given), position=0)
    on.add(rule)
    on.flush()
    _put(on, rule, place)
    return _noted(on, rule, now)


def edit_rule(
    on: Session, rule: RoutingRule, given: RuleInput, *, place: int, version: int, now: datetime
) -> RoutingRule:
    """Raises StaleEditError when somebody was first."""
    claim_version(on, rule, version)
    for name, value in asdict(given).items():
        setattr(rule, name, value)
    on.add(rule)
    _put(on, rule, place)
    return _noted(on, rule, now)


def move_rule(on: Session, rule: RoutingRule, steps: int, *, now: datetime) -> None:
    """So many places down the list, or up for a negative number. At the list's end nothing happens."""
    order = [each.id for each in _in_order(on)]
    place = order.index(rule.id) + 1
    wanted = min(max(1, place + steps), len(order))
    if wanted == place:
        return
    claim_version(on, rule, rule.version)  # who has it open in a form is told
    _put(on, rule, wanted)
    _noted(on, rule, now)


def _in_order(on: Session) -> list[RoutingRule]:
    """All rules, locked: two who move at once do so one after the other."""
    query = select(RoutingRule).order_by(col(RoutingRule.position), col(RoutingRule.id)).with_for_update()
    return list(on.exec(query))


def _put(on: Session, rule: RoutingRule, place: int) -> None:
    others = [each for each in _in_order(on) if each.id != rule.id]
    others.insert(max(0, place - 1), rule)
    for position, each in enumerate(others, start=1):
        if each.position != position:
            each.position = position
            on.add(each)
    on.flush()


def _noted(on: Session, rule: RoutingRule, now: datetime) -> RoutingRule:
    details = {"active": rule.active, "position": rule.position, "unit_id": rule.unit_id, "user_id": rule.user_id}
    record(on, "routing_rule.set", rule, details=details, now=now)
    return rule
