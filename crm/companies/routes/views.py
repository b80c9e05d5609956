"""Saved views of the list: saved under a name, opened, thrown away."""

from flask import abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.companies import services
from crm.companies.forms import ViewForm
from crm.companies.queries.listing import is_p_number
from crm.companies.queries.views import kept_parameters, saved_views, view_by_id
from crm.companies.routes.blueprint import companies
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once
from crm.web.search import search_text


@companies.get("/companies/views")
@allow(*STAFF)
def views() -> Answer:
    """One's own views, and those that colleagues share."""
    lines = saved_views(session(), actor().id)
    return make_response(render_template("companies/views.html", lines=lines))


@companies.route("/companies/views/new", methods=["GET", "POST"])
@allow(*STAFF)
def save_view() -> Answer:
    """Save what the list shows: its parameters stand in this address too."""
    search_text(is_p_number=lambda number: is_p_number(session(), number))  # takes out what looks like a CPR number
    query, form = kept_parameters(request.args), ViewForm()
    if request.method != "POST":
        return make_response(render_template("companies/view_new.html", form=form, query=query))
    if not form.validate():
        return make_response(render_template("companies/view_new.html", form=form, query=query), 422)

    def create() -> str:
        name, shared = form.name.data, form.shared.data
        services.save_view(work, name, query, shared=shared, user_id=actor().id, now=utc_now())
        return url_for("companies.index", **query)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return make_response(render_template("companies/view_new.html", form=form, query=query), 422)
    flash(_("The view is saved."), "success")
    return go_to(location)


@companies.post("/companies/views/<int:view_id>/delete")
@allow(*STAFF)
def delete_view(view_id: int) -> Answer:
    with transaction() as work:
        view = view_by_id(work, view_id, actor().id)
        if view is None or view.owner_user_id != actor().id:
            abort(404)
        services.delete_view(work, view, now=utc_now())
    flash(_("The view is deleted."), "success")
    return go_to(url_for("companies.views"))
