"""The rules of routing: their order, the form for one of them, and what a change would have meant last quarter."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.queries import colleagues, units
from crm.companies.queries.listing import municipalities_in_use
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import StaleEditError, session, transaction
from crm.employer_requests.queries.requests import category_names
from crm.routing import labels
from crm.routing.core import Rule
from crm.routing.forms import MoveForm, NewRuleForm, Offered, RuleFields, RuleForm, filled_from
from crm.routing.models import RoutingRule
from crm.routing.queries.rules import in_force, open_units, plain, rule_by_id, rule_lines, rules_in_order
from crm.routing.queries.trying import Tried, last_quarter, tried
from crm.routing.services.rules import add_rule, edit_rule, move_rule
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.i18n import language
from crm.web.once import once

routing = Blueprint("routing", __name__, url_prefix="/admin/routing")
KEEPERS = (Role.MANAGER, Role.ADMIN)


@routing.get("")
@allow(*KEEPERS)
def index() -> Answer:
    """The rules in their order, each with how many requests of the last quarter it would decide."""
    on = session()
    lines = rule_lines(on)
    rules = [plain(line.rule) for line in lines if line.rule.active and line.unit_open]
    found = tried(last_quarter(on, now=utc_now()), rules, rules)
    shown = {"lines": lines, "tried": found, "labels": labels, "names": _names()}
    return make_response(render_template("routing/index.html", **shown))


@routing.get("/new")
@allow(*KEEPERS)
def new() -> Answer:
    places = len(rules_in_order(session())) + 1
    form = NewRuleForm(data={"place": places})
    form.offer(_offered(places))
    return _page(form, None)


@routing.post("/new")
@allow(*KEEPERS)
def create() -> Answer:
    form = NewRuleForm()
    form.offer(_offered(len(rules_in_order(session())) + 1))
    if not form.validate():
        return _page(form, None, 422)
    if form.trial.data:
        return _page(form, None, tried=_tried(form, None), unit_names=_unit_names(), people=_people())

    def add() -> str:
        add_rule(work, form.to_input(), place=form.place.data, now=utc_now())
        return url_for("routing.index")

    with transaction() as work:
        location = once(work, form.once.data, add)
    flash(_("The rule is saved. It counts from the next request on."), "success")
    return go_to(location)


@routing.get("/<int:rule_id>")
@allow(*KEEPERS)
def show(rule_id: int) -> Answer:
    rule = _rule(rule_id)
    return _page(_filled(rule), rule)


@routing.post("/<int:rule_id>")
@allow(*KEEPERS)
def edit(rule_id: int) -> Answer:
    rule, form = _rule(rule_id), RuleForm()
    form.offer(_offered(len(rules_in_order(session()))), rule)
    if not form.validate():
        return _page(form, rule, 422)
    if form.trial.data:
        return _page(form, rule, tried=_tried(form, rule), unit_names=_unit_names(), people=_people())
    try:
        with transaction() as work:
            how = {"place": form.place.data, "version": form.version.data, "now": utc_now()}
            edit_rule(work, _rule(rule_id), form.to_input(), **how)
    except StaleEditError:
        rule = _rule(rule_id)
        changes = field_changes(form, _filled(rule))
        form.version.renew(rule.version)
        return _page(form, rule, 409, changes=changes)
    flash(_("The rule is saved. It counts from the next request on."), "success")
    return go_to(url_for("routing.index"))


@routing.post("/<int:rule_id>/move")
@allow(*KEEPERS)
def move(rule_id: int) -> Answer:
    _rule(rule_id)
    form = MoveForm()
    if not form.validate():
        abort(400)
    with transaction() as work:
        move_rule(work, _rule(rule_id), -1 if form.direction.data == "up" else 1, now=utc_now())
    return go_to(url_for("routing.index", _anchor=f"rule-{rule_id}"))


def _rule(rule_id: int) -> RoutingRule:
    return rule_by_id(session(), rule_id) or abort(404)


def _filled(rule: RoutingRule) -> RuleForm:
    """The form as it is saved."""
    order = [each.id for each in rules_in_order(session())]
    form = RuleForm(formdata=None, data=filled_from(rule) | {"place": order.index(rule.id) + 1})
    form.offer(_offered(len(order)), rule)
    return form


def _tried(form: RuleFields, rule: RoutingRule | None) -> Tried:
    """What the form would change, were it saved."""
    on = session()
    saved, opened, given = rules_in_order(on), open_units(on), form.to_input()
    said = asdict(given)
    counts = said.pop("active") and given.unit_id in opened
    others = [each for each in saved if rule is None or each.id != rule.id]
    place = form.place.data - 1
    after = in_force(others[:place], opened)
    after += [Rule(id=rule.id or 0 if rule else 0, **said)] if counts else []
    after += in_force(others[place:], opened)
    return tried(last_quarter(on, now=utc_now()), in_force(saved, opened), after)


def _names() -> labels.Names:
    on = session()
    return labels.Names(category_names(on, language()), dict(municipalities_in_use(on)), type_names(types(on)))


def _offered(places: int) -> Offered:
    return Offered(units(session()), colleagues(session()), _names(), places)


def _unit_names() -> dict[int, str]:
    return {unit.id or 0: unit.name for unit in units(session())}


def _people() -> dict[int, str]:
    return {each.id: each.name for each in colleagues(session())}


def _page(form: RuleFields, rule: RoutingRule | None, status: int = 200, **more: Any) -> Response:
    return make_response(render_template("routing/rule.html", form=form, rule=rule, **more), status)
