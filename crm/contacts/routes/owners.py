"""The company's fixed contact person at the job centre."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.queries import colleagues
from crm.contacts.forms.restrictions import OwnerForm
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.services.owners import end_owner, set_owner
from crm.cooperation.queries import company_name
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to

owners = Blueprint("owners", __name__)


@owners.get("/companies/<int:company_id>/owner")
@allow(*STAFF)
def edit(company_id: int) -> Answer:
    form = OwnerForm(data={"user_id": owners_of(session(), [company_id]).get(company_id, actor().id)})
    form.offer(colleagues(session()), me=actor().id)
    return _page(form, company_id)


@owners.post("/companies/<int:company_id>/owner")
@allow(*STAFF)
def save(company_id: int) -> Answer:
    form = OwnerForm()
    form.offer(colleagues(session()), me=actor().id)
    if not form.validate():
        return _page(form, company_id, 422)
    _name(company_id)
    with transaction() as work:
        if owners_of(work, [company_id]).get(company_id) != form.user_id.data:
            set_owner(work, company_id, form.user_id.data, by_user_id=actor().id, now=utc_now())
    flash(_("The fixed contact person is saved."), "success")
    return go_to(url_for("companies.show", company_id=company_id))


@owners.post("/companies/<int:company_id>/owner/end")
@allow(*STAFF)
def end(company_id: int) -> Answer:
    _name(company_id)
    with transaction() as work:
        end_owner(work, company_id, by_user_id=actor().id, now=utc_now())
    flash(_("The company has no fixed contact person now."), "success")
    return go_to(url_for("companies.show", company_id=company_id))


def _page(form: OwnerForm, company_id: int, status: int = 200) -> Response:
    current = owners_of(session(), [company_id]).get(company_id)
    name = _name(company_id)
    page = render_template("contacts/owner.html", form=form, company_id=company_id, company_name=name, current=current)
    return make_response(page, status)


def _name(company_id: int) -> str:
    found = company_name(session(), company_id) or abort(404)
    return found[0]
