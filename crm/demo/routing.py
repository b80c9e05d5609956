"""The rules of routing of the made-up Aalborg, who stands in for whom, and where a request would have gone by them."""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any, NamedTuple

from sqlmodel import Session, select

from crm.accounts.models import Unit
from crm.demo.chance import Chance
from crm.demo.kinds import SERVICE
from crm.demo.outreach.scene import Account, Client, Scene
from crm.demo.window import Window
from crm.employer_requests.models import RequestCategory
from crm.employer_requests.words import EventKind
from crm.routing.models import RoutingRule
from crm.routing.words import Existing, Reason, Who
from crm.values.sectors import Sector
from crm.visits.models import Absence, AbsenceKind, StandIn
from crm.working_time.queries import opening_calendar

_NAMES: dict[str, str] = json.loads(files("crm.demo").joinpath("data/requests.json").read_text(encoding="utf-8"))[
    "routing"
]
_OTHER_UNIT = "Jobhuset"
_RULES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (  # name, unit, whom, conditions
    ("complaint", SERVICE, "dorte", {"category": "complaint"}),
    ("same", SERVICE, Who.SAME_COLLEAGUE, {"existing": Existing.OPEN_REQUEST}),
    ("retention", _OTHER_UNIT, "carla", {"category": "retention"}),
    ("flex_job", _OTHER_UNIT, Who.LEAST_LOADED, {"category": "flex_job"}),
    ("building", SERVICE, "bo", {"industry_section": "F"}),
    ("public", _OTHER_UNIT, Who.LEAST_LOADED, {"sector": Sector.PUBLIC}),
    ("english", SERVICE, "emil", {"language": "en"}),
    ("rest", SERVICE, Who.LEAST_LOADED, {}),
)
_BY_CATEGORY = {
    "complaint": ("dorte", Reason.NAMED),
    "retention": ("carla", Reason.NAMED),
    "flex_job": ("carla", Reason.LEAST_LOADED),
}
_STAND_INS = (("anna", "bo"), ("bo", "anna"), ("bo", "emil"), ("carla", "anna"), ("emil", "anna"))
_HOLIDAY_IN = timedelta(days=14)


class Decided(NamedTuple):
    to: Account
    rule: str  # its name; empty: the fixed contact person
    reasons: tuple[Reason, ...]


def write_routing(on: Session, scene: Scene, window: Window) -> None:
    """In the caller's transaction."""
    accounts = scene.accounts
    units = dict(on.exec(select(Unit.name, Unit.id)).all())
    categories = dict(on.exec(select(RequestCategory.code, RequestCategory.id)).all())
    for position, (name, unit, whom, conditions) in enumerate(_RULES, start=1):
        said = dict(conditions)
        said["category_id"] = categories[said.pop("category")] if "category" in said else None
        person = accounts.get(whom)
        on.add(
            RoutingRule(
                name=_NAMES[name],
                position=position,
                unit_id=units[unit] or 0,
                who=Who.PERSON if person else Who(whom),
                user_id=person.id if person else None,
                **said,
            )
        )
    dorte = accounts["dorte"].id
    for position, (of, by) in enumerate(_STAND_INS):
        on.add(
            StandIn(
                user_id=accounts[of].id, stand_in_user_id=accounts[by].id, position=position,
                recorded_at=window.now, recorded_by_user_id=dorte,
            )
        )  # fmt: skip
    on.add(_holiday(on, accounts["bo"], window))
    on.flush()


def _holiday(on: Session, who: Account, window: Window) -> Absence:
    first = opening_calendar(on).add_working_days(window.today + _HOLIDAY_IN, 1)
    starts = window.at(first, 0, 0)
    return Absence(
        user_id=who.id, starts_at=starts, ends_at=window.at(first + timedelta(days=5), 0, 0),
        kind=AbsenceKind.HOLIDAY, recorded_at=window.now, recorded_by_user_id=who.id,
    )  # fmt: skip


def decide(scene: Scene, client: Client | None, category: str, chance: Chance) -> Decided:
    """As the rules would have it, told from outside: the fixed contact person, what it is about, who they are."""
    accounts = scene.accounts
    if client is not None and client.owner is not None:
        return Decided(client.owner, "", (Reason.FIXED_CONTACT,))
    if category in _BY_CATEGORY:
        who, how = _BY_CATEGORY[category]
        return Decided(accounts[who], _NAMES[category], (Reason.CATEGORY, how))
    if client is not None and client.section == "F":
        return Decided(accounts["bo"], _NAMES["building"], (Reason.INDUSTRY, Reason.NAMED))
    if client is not None and client.public:
        return Decided(accounts["carla"], _NAMES["public"], (Reason.SECTOR, Reason.LEAST_LOADED))
    whom = chance.one_of([accounts[name] for name in ("emil", "anna", "bo")])
    return Decided(whom, _NAMES["rest"], (Reason.EVERY_REQUEST, Reason.LEAST_LOADED))


def routings(
    on: Session, decided: dict[int, Decided], event_ids: list[int], events: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What was decided at the first assignment of each request, as rows."""
    rules = dict(on.exec(select(RoutingRule.name, RoutingRule.id)).all())
    found: dict[int, dict[str, Any]] = {}
    for event_id, event in zip(event_ids, events, strict=True):
        request_id = event["request_id"]
        if event["kind"] is EventKind.ASSIGNED and request_id in decided and request_id not in found:
            _to, rule, reasons = decided[request_id]
            found[request_id] = {
                "event_id": event_id,
                "request_id": request_id,
                "rule_id": rules.get(rule),
                "rule_name": rule,
                "reasons": " ".join(reasons),
            }
    return list(found.values())
