from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.companies import services
from crm.companies.forms import MarkForm
from crm.companies.queries import one
from crm.companies.routes.blueprint import companies, today
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once


@companies.route("/companies/<int:company_id>/marks/new", methods=["GET", "POST"])
@allow(*STAFF)
def mark(company_id: int) -> Answer:
    company = one.company_by_id(session(), company_id) or abort(404)
    form = MarkForm()
    if request.method != "POST":
        form.group.data = request.args.get("group") or form.group.data
        return _mark_page(form, company)
    if not form.validate():
        return _mark_page(form, company, 422)

    def create() -> str:
        services.mark_company(
            work,
            one.company_by_id(work, company_id) or abort(404),
            form.to_group(),
            form.source.data,
            user_id=actor().id,
            now=utc_now(),
            today=today(),
        )
        return url_for("companies.show", company_id=company_id)

    with transaction() as work:
        location = once(work, form.once.data, create)
    flash(_("The company is marked."), "success")
    return go_to(location)


@companies.post("/companies/<int:company_id>/marks/<int:mark_id>/remove")
@allow(*STAFF)
def unmark(company_id: int, mark_id: int) -> Answer:
    with transaction() as work:
        found = one.mark_by_id(work, mark_id)
        if found is None or found.company_id != company_id:
            abort(404)
        services.remove_mark(work, found, user_id=actor().id, now=utc_now(), today=today())
    flash(_("The mark is removed."), "success")
    return go_to(url_for("companies.show", company_id=company_id))


def _mark_page(form: MarkForm, company: object, status: int = 200) -> Response:
    return make_response(render_template("companies/mark.html", form=form, company=company), status)
