"""The company's fixed contact person at the job centre."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.queries import colleagues, user_names
from crm.contacts.forms.restrictions import OwnerForm
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.services.owners import OwnerTakenError, end_owner, set_owner
from crm.cooperation.queries import company_name
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to

owners = Blueprint("owners", __name__)


@owners.get("/companies/<int:company_id>/owner")
@allow(*STAFF)
def edit(company_id: int) -> Answer:
    current = _owner(session(), company_id)
    form = OwnerForm(data={"user_id": current or actor().id, "seen": current})
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
    try:
        with transaction() as work:
            _save(work, company_id, form)
    except OwnerTakenError:
        return _stale_page(form, company_id)
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


def _save(work: Session, company_id: int, form: OwnerForm) -> None:
    if _owner(work, company_id) == form.user_id.data:
        return
    set_owner(work, company_id, form.user_id.data, by_user_id=actor().id, now=utc_now(), seen=form.seen.data or 0)


def _stale_page(form: OwnerForm, company_id: int) -> Response:
    """A colleague was first: who it is now, and the choice as it was made."""
    current = _owner(session(), company_id)
    form.seen.renew(current)
    name = user_names(session(), {current}).get(current)
    form.form_errors = [
        _(
            "%(name)s became the fixed contact person meanwhile. Yours is not saved. Save once more to change it.",
            name=name,
        )
        if name
        else _("The company has had no fixed contact person since then. Yours is not saved. Save once more to set it.")
    ]
    return _page(form, company_id, 409)


def _owner(on: Session, company_id: int) -> int:
    return owners_of(on, [company_id]).get(company_id, 0)


def _page(form: OwnerForm, company_id: int, status: int = 200) -> Response:
    current = owners_of(session(), [company_id]).get(company_id)
    name = _name(company_id)
    page = render_template("contacts/owner.html", form=form, company_id=company_id, company_name=name, current=current)
    return make_response(page, status)


def _name(company_id: int) -> str:
    found = company_name(session(), company_id) or abort(404)
    return found[0]
