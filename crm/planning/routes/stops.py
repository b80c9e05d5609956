"""A proposed visit: pin it, drop it, take either back. Accepting one is booking it, on the page for that."""

from flask import Blueprint, abort, flash, url_for

from crm.db import session, transaction
from crm.planning.forms.plan import MarkForm
from crm.planning.queries.plans import stop_by_id
from crm.planning.routes.plans import fetch
from crm.planning.services.plans import mark_stop
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer, go_to

plan_stops = Blueprint("plan_stops", __name__)


@plan_stops.post("/plans/<int:plan_id>/stops/<int:stop_id>")
@allow(*STAFF)
def mark(plan_id: int, stop_id: int) -> Answer:
    form = MarkForm()
    if not form.validate():
        abort(400)
    plan, stop = fetch(plan_id), stop_by_id(session(), plan_id, stop_id) or abort(404)
    try:
        with transaction() as work:
            mark_stop(work, plan, stop, form.to_mark(), now=utc_now())
    except Refusal as refusal:
        flash(str(refusal), "warning")
    return go_to(url_for("plans.show", plan_id=plan_id, day=local_date(stop.starts_at).isoformat()))
