"""Plans of visits: ask for one, look at it, have it worked out again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import colleagues
from crm.companies.queries.listing import municipalities_in_use
from crm.contacts.queries.my_day import company_names
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import session, transaction
from crm.planning import labels
from crm.planning.forms.plan import GivenCompaniesForm, PlanForm
from crm.planning.models import Plan
from crm.planning.navigation import address_of, way_round, way_to
from crm.planning.queries.due import districts_in, own_municipality, usual_postcode
from crm.planning.queries.plans import left_out_rows, plan_by_id, plan_list
from crm.planning.queries.sheet import sheet_of
from crm.planning.services.plans import cancel_plan, make_plan, plan_again
from crm.planning.words import UNDER_WAY, Failure, PlanStatus
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.visits.queries.time import add_working_days, closed_days
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once
from crm.web.paging import paged, wanted_page

plans = Blueprint("plans", __name__)

LARGEST_ID = 2**31


@plans.get("/plans")
@allow(*STAFF)
def index() -> Answer:
    rows, count = plan_list()
    page = paged(session(), rows, count=count, number=wanted_page(request.args.get("page")))
    names = dict(municipalities_in_use(session()))
    return make_response(render_template("planning/index.html", page=page, labels=labels, municipalities=names))


@plans.route("/plans/new", methods=["GET", "POST"])
@allow(*STAFF)
def new() -> Answer:
    form = _form()
    if not form.is_submitted():
        return _new_page(form)
    if not form.check(_today()):
        return _new_page(form, 422)

    def create() -> str:
        made = make_plan(work, form.to_input(), user_id=actor().id, now=utc_now())
        return url_for("plans.show", plan_id=made.id)

    with transaction() as work:
        location = once(work, form.once.data, create)
    return go_to(location)


@plans.get("/plans/<int:plan_id>")
@allow(*STAFF)
def show(plan_id: int) -> Answer:
    """How far it is; then one day of it, or all."""
    plan = fetch(plan_id)
    return page_or_part("planning/show.html", "planning/_plan.html", **_content(plan, _wanted_day(plan)))


@plans.get("/plans/<int:plan_id>/print")
@allow(*STAFF)
def on_paper(plan_id: int) -> Answer:
    """All days, one after the other, to take along."""
    plan = fetch(plan_id)
    return make_response(render_template("planning/print.html", **_content(plan, None)))


@plans.get("/plans/<int:plan_id>/left-out")
@allow(*STAFF)
def left_out(plan_id: int) -> Answer:
    """Companies that are due and not in the plan, and why."""
    plan = fetch(plan_id)
    rows, count = left_out_rows(plan_id)
    page = paged(session(), rows, count=count, number=wanted_page(request.args.get("page")))
    return make_response(render_template("planning/left_out.html", plan=plan, page=page, labels=labels))


@plans.post("/plans/<int:plan_id>/again")
@allow(*STAFF)
def again(plan_id: int) -> Answer:
    """Pinned visits stay, dropped ones stay out."""
    return _act(plan_id, plan_again)


@plans.post("/plans/<int:plan_id>/cancel")
@allow(*STAFF)
def cancel(plan_id: int) -> Answer:
    return _act(plan_id, cancel_plan)


def fetch(plan_id: int) -> Plan:
    return plan_by_id(session(), plan_id) or abort(404)


def _act(plan_id: int, verb: Callable[..., None]) -> Answer:
    try:
        with transaction() as work:
            verb(work, fetch(plan_id), now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
    else:
        if verb is cancel_plan:
            flash(_("Cancelled. What was found before stays."))
    return go_to(url_for("plans.show", plan_id=plan_id))


def _content(plan: Plan, day: date | None) -> dict[str, Any]:
    on, under_way = session(), plan.status in UNDER_WAY
    return {
        "plan": plan,
        "under_way": under_way,
        "why_failed": labels.FAILURES[Failure(plan.error)] if plan.error and plan.status is PlanStatus.FAILED else None,
        "sheet": None if under_way else sheet_of(on, plan, only=day),
        "day": day,
        "left_out_count": on.connection().execute(left_out_rows(plan.id or 0)[1]).scalar_one(),
        "types": type_names(types(on)),
        "municipality": dict(municipalities_in_use(on)).get(plan.municipality_code or ""),
        "labels": labels,
        "address_of": address_of,
        "way_to": way_to,
        "way_round": way_round,
    }


def _wanted_day(plan: Plan) -> date | None:
    """The day in the address; of a longer plan the first one that is not over; None for all."""
    asked = request.args.get("day", "")
    if asked == "all":
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = add_working_days(max(plan.first_day, _today()) - timedelta(days=1), 1, closed_days(session()))
    return day if plan.first_day <= day <= plan.last_day else plan.first_day


def _form() -> PlanForm:
    """`?first= &last= &company=` fill it: from the programme's proposals of a week."""
    on, next_day = session(), add_working_days(_today(), 1, closed_days(session()))
    own, given = own_municipality(on), _given_companies()
    first = max(_day_in_address("first") or next_day, _today())
    form = PlanForm(
        data={
            "first_day": first,
            "last_day": max(first, _day_in_address("last") or first),
            "people": [actor().id],
            "companies": [company_id for company_id, _name in given],
            "municipality": own,
            "start_postcode": usual_postcode(on, own),
        }
    )
    form.offer(
        people=[(each.id, f"{each.name}, {each.unit}" if each.unit else each.name) for each in colleagues(on)],
        municipalities=municipalities_in_use(on),
        districts=districts_in(on, own),
        companies=given,
    )
    return form


def _given_companies() -> list[tuple[int, str]]:
    """Companies that the address names, or the form that was sent, by name."""
    sent = GivenCompaniesForm().companies.data or []
    ids = {*sent, *request.args.getlist("company", type=int)}
    ids = {company_id for company_id in ids if 0 < company_id < LARGEST_ID}
    names = company_names(session(), ids) if ids else {}
    return sorted(names.items(), key=lambda pair: pair[1])


def _day_in_address(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _new_page(form: PlanForm, status: int = 200) -> Response:
    return make_response(render_template("planning/new.html", form=form), status)


def _today() -> date:
    return local_date(utc_now())
