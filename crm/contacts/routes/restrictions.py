"""What a company asks for: no contact, a pause, or contact in spite of advertising protection."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.queries import units
from crm.contacts.forms.restrictions import BasisForm, LiftForm, PauseForm, RefusalForm, RenewForm
from crm.contacts.models import ContactRefusal, RefusalScope
from crm.contacts.queries.restrictions import basis_by_id, pause_by_id, refusal_by_id
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.services import restrictions as services
from crm.cooperation.queries import company_name
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import BaseForm
from crm.web.htmx import Answer, go_to
from crm.web.once import once

restrictions = Blueprint("restrictions", __name__)
Add = Callable[[Session, dict[str, Any]], None]


@restrictions.get("/companies/<int:company_id>/refusals/new")
@allow(*STAFF)
def refusal_form(company_id: int) -> Answer:
    form = RefusalForm(data={"scope": RefusalScope.ALL.value, "until": services.a_year_after(_today())})
    form.offer(units(session()))
    return _page("contacts/refusal_new.html", company_id, form=form)


@restrictions.post("/companies/<int:company_id>/refusals/new")
@allow(*STAFF)
def refuse(company_id: int) -> Answer:
    _name(company_id)
    form = RefusalForm()
    form.offer(units(session()))
    if not form.validate():
        return _page("contacts/refusal_new.html", company_id, 422, form=form)

    def add(work: Session, acting: dict[str, Any]) -> None:
        services.set_refusal(work, company_id, form.to_input(), **acting)

    said = _("The refusal is saved. Everybody sees it from now on.")
    return _added(company_id, form, "contacts/refusal_new.html", said, add)


@restrictions.get("/refusals/<int:refusal_id>/lift")
@allow(*STAFF)
def lift_form(refusal_id: int) -> Answer:
    refusal = _refusal(refusal_id)
    return _page("contacts/refusal_lift.html", refusal.company_id, form=LiftForm(), refusal=refusal)


@restrictions.post("/refusals/<int:refusal_id>/lift")
@allow(*STAFF)
def lift(refusal_id: int) -> Answer:
    refusal, form = _refusal(refusal_id), LiftForm()
    if not form.validate():
        return _page("contacts/refusal_lift.html", refusal.company_id, 422, form=form, refusal=refusal)
    with transaction() as work:
        services.lift_refusal(work, _refusal(refusal_id), form.reason.data, user_id=actor().id, now=utc_now())
    flash(_("The refusal is lifted. The company may be contacted again."), "success")
    return go_to(_back(refusal.company_id))


@restrictions.get("/refusals/<int:refusal_id>/renew")
@allow(*STAFF)
def renew_form(refusal_id: int) -> Answer:
    refusal = _refusal(refusal_id)
    form = RenewForm(data={"said_by": refusal.said_by, "until": services.a_year_after(_today())})
    return _page("contacts/refusal_renew.html", refusal.company_id, form=form, refusal=refusal)


@restrictions.post("/refusals/<int:refusal_id>/renew")
@allow(*STAFF)
def renew(refusal_id: int) -> Answer:
    """The company was asked again and still wants no contact."""
    refusal, form = _refusal(refusal_id), RenewForm()
    if not form.validate():
        return _page("contacts/refusal_renew.html", refusal.company_id, 422, form=form, refusal=refusal)
    try:
        with transaction() as work:
            services.renew_refusal(
                work,
                _refusal(refusal_id),
                form.said_by.data,
                until=form.until.data,
                user_id=actor().id,
                now=utc_now(),
                today=_today(),
            )
    except Refusal as refused:
        form.until.errors = [str(refused)]
        return _page("contacts/refusal_renew.html", refusal.company_id, 422, form=form, refusal=refusal)
    flash(_("The refusal holds on."), "success")
    return go_to(_back(refusal.company_id))


@restrictions.get("/companies/<int:company_id>/pauses/new")
@allow(*STAFF)
def pause_form(company_id: int) -> Answer:
    return _page("contacts/pause_new.html", company_id, form=PauseForm())


@restrictions.post("/companies/<int:company_id>/pauses/new")
@allow(*STAFF)
def pause(company_id: int) -> Answer:
    _name(company_id)
    form = PauseForm()
    if not form.validate():
        return _page("contacts/pause_new.html", company_id, 422, form=form)

    def add(work: Session, acting: dict[str, Any]) -> None:
        services.set_pause(work, company_id, form.until.data, form.reason.data, **acting)

    said = _("The pause is saved. Everybody sees it from now on.")
    return _added(company_id, form, "contacts/pause_new.html", said, add)


@restrictions.post("/pauses/<int:pause_id>/lift")
@allow(*STAFF)
def lift_pause(pause_id: int) -> Answer:
    with transaction() as work:
        found = pause_by_id(work, pause_id) or abort(404)
        services.lift_pause(work, found, user_id=actor().id, now=utc_now())
    flash(_("The pause is over."), "success")
    return go_to(_back(found.company_id))


@restrictions.get("/companies/<int:company_id>/protection/new")
@allow(*STAFF)
def basis_form(company_id: int) -> Answer:
    return _page("contacts/basis_new.html", company_id, form=BasisForm())


@restrictions.post("/companies/<int:company_id>/protection/new")
@allow(*STAFF)
def add_basis(company_id: int) -> Answer:
    _name(company_id)
    form = BasisForm()
    if not form.validate():
        return _page("contacts/basis_new.html", company_id, 422, form=form)

    def add(work: Session, acting: dict[str, Any]) -> None:
        services.add_basis(work, company_id, form.to_input(), **acting)

    said = _("The basis is saved. The company may be contacted in spite of its protection.")
    return _added(company_id, form, "contacts/basis_new.html", said, add)


@restrictions.post("/protection/<int:basis_id>/withdraw")
@allow(*STAFF)
def withdraw_basis(basis_id: int) -> Answer:
    with transaction() as work:
        found = basis_by_id(work, basis_id) or abort(404)
        services.withdraw_basis(work, found, user_id=actor().id, now=utc_now())
    flash(_("The basis is withdrawn."), "success")
    return go_to(_back(found.company_id))


def _added(company_id: int, form: BaseForm, template: str, said: str, add: Add) -> Answer:
    """Write it down once, in one transaction; what is refused comes back with the words on top of the form."""

    def create() -> str:
        add(work, {"user_id": actor().id, "now": utc_now(), "today": _today()})
        return _back(company_id)

    try:
        with transaction() as work:
            location = once(work, form["once"].data, create)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(template, company_id, 422, form=form)
    flash(said, "success")
    return go_to(location)


def _page(template: str, company_id: int, status: int = 200, **context: Any) -> Response:
    name = _name(company_id)
    page = render_template(template, company_id=company_id, company_name=name, scopes=SCOPES, **context)
    return make_response(page, status)


def _name(company_id: int) -> str:
    found = company_name(session(), company_id) or abort(404)
    return found[0]


def _refusal(refusal_id: int) -> ContactRefusal:
    """One that nobody has lifted yet."""
    found = refusal_by_id(session(), refusal_id)
    if found is None or found.lifted_at is not None:
        abort(404)
    return found


def _back(company_id: int) -> str:
    return url_for("companies.show", company_id=company_id, _anchor="wishes")


def _today() -> date:
    return local_date(utc_now())
