"""The page where any company can say that it wants no contact: its CVR number, then what it asks for.

Nobody is asked to prove anything: to say no must be easy, it takes nothing away, and staff see who said it and lift it
after talking to the company. A few attempts from one address are enough.
"""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.contacts.forms.links import PublicRefusalForm
from crm.contacts.models import RefusalScope
from crm.contacts.queries.companies import company_of_cvr
from crm.contacts.routes.public_refusal import count_attempt
from crm.contacts.services.restrictions import a_year_after, set_refusal
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.values.cvr import parse_cvr
from crm.values.errors import InvalidValueError
from crm.web.access import public
from crm.web.forms import INVALID
from crm.web.htmx import Answer, go_to
from crm.web.once import once

no_contact = Blueprint("no_contact", __name__, url_prefix="/no-contact")


@no_contact.get("")
@public
def which() -> Answer:
    """First which company: the register's name is shown to be sure. What is no CVR number is never repeated."""
    if "cvr" not in request.args:
        return _ask()
    try:
        cvr = parse_cvr(request.args["cvr"])
    except InvalidValueError as error:
        return _ask(str(INVALID[error.code]), 422)
    company = company_of_cvr(session(), cvr)
    if company is None:
        return _ask(_("The register we use has no company with this CVR number here. Call us instead."), 422)
    until = a_year_after(local_date(utc_now()))
    return _form(cvr, company[1], PublicRefusalForm(formdata=None, scope=RefusalScope.ALL.value, until=until))


@no_contact.post("/of/<cvr>")
@public
def refuse(cvr: str) -> Answer:
    form, company = PublicRefusalForm(), company_of_cvr(session(), cvr)
    count_attempt("any company")
    if company is None:
        return go_to(url_for("no_contact.which"))
    company_id, name = company
    if not form.validate():
        return _form(cvr, name, form, 422)
    now = utc_now()

    def add() -> str:
        set_refusal(work, company_id, form.to_input(), user_id=None, now=now, today=local_date(now))
        return url_for("no_contact.which")

    try:
        with transaction() as work:
            once(work, form.once.data, add)
    except Refusal as refusal:
        form.until.errors = [str(refusal)]
        return _form(cvr, name, form, 422)
    flash(
        _("Thank you. It is registered for %(company)s, and all our staff see it from now on.", company=name), "success"
    )
    return go_to(url_for("no_contact.which"))


def _ask(error: str = "", status: int = 200) -> Response:
    return make_response(render_template("contacts/no_contact.html", error=error), status)


def _form(cvr: str, name: str, form: PublicRefusalForm, status: int = 200) -> Response:
    page = render_template("contacts/no_contact_form.html", cvr=cvr, company_name=name, form=form)
    return make_response(page, status)
