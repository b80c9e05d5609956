"""Saved views of the queue: as those of companies, for another list."""

from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.companies import services
from crm.companies.forms import ViewForm
from crm.companies.queries.views import saved_views, view_by_id
from crm.contacts.queries.log_form import is_p_number
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.service_desk.queries.queue import DeskFilter, Tab
from crm.service_desk.routes.blueprint import requests
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once
from crm.web.search import search_text

LISTING = "requests"


@requests.get("/requests/views")
@allow(*STAFF)
def views() -> Answer:
    """One's own views of the queue, and those that colleagues share."""
    lines = saved_views(session(), actor().id, listing=LISTING)
    return make_response(render_template("service_desk/views.html", lines=lines))


@requests.route("/requests/views/new", methods=["GET", "POST"])
@allow(*STAFF)
def save_view() -> Answer:
    """Save what the queue shows: its parameters stand in this address too."""
    query, form = _query(), ViewForm()
    if request.method != "POST":
        return _page(form, query)
    if not form.validate():
        return _page(form, query, 422)

    def create() -> str:
        how = {"shared": form.shared.data, "user_id": actor().id, "now": utc_now()}
        services.save_view(work, form.name.data, query, **how, listing=LISTING)
        return url_for("requests.index", **query)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, query, 422)
    flash(_("The view is saved."), "success")
    return go_to(location)


@requests.post("/requests/views/<int:view_id>/delete")
@allow(*STAFF)
def delete_view(view_id: int) -> Answer:
    with transaction() as work:
        view = view_by_id(work, view_id, actor().id, listing=LISTING)
        if view is None or view.owner_user_id != actor().id:
            abort(404)
        services.delete_view(work, view, now=utc_now())
    flash(_("The view is deleted."), "success")
    return go_to(url_for("requests.views"))


def _query() -> dict[str, Any]:
    """What of the address a view keeps; without what looks like a CPR number."""
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    return DeskFilter.from_args(request.args, search.text, Tab.ALL).parameters()


def _page(form: ViewForm, query: dict[str, Any], status: int = 200) -> Response:
    return make_response(render_template("service_desk/view_new.html", form=form, query=query), status)
