"""The company's own page, opened by a secret link: what it asks of us, without signing in."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.throttle import wait_before
from crm.contacts.forms.links import PublicLiftForm, PublicRefusalForm
from crm.contacts.models import ContactLink, RefusalScope
from crm.contacts.queries.links import link_by_hash
from crm.contacts.queries.restrictions import refusal_by_id, refusals_of
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.services.links import hashed
from crm.contacts.services.restrictions import a_year_after, lift_refusal, set_refusal
from crm.cooperation.queries import company_name
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.web.access import public
from crm.web.errors import TooManyAttemptsError
from crm.web.htmx import Answer, go_to
from crm.web.once import once

public_refusal = Blueprint("public_refusal", __name__, url_prefix="/no-contact")


@public_refusal.get("/<token>")
@public
def show(token: str) -> Answer:
    link = _link(token)
    form = PublicRefusalForm(data={"scope": RefusalScope.ALL.value, "until": a_year_after(_today())})
    return _page(token, link, form)


@public_refusal.post("/<token>")
@public
def refuse(token: str) -> Answer:
    link, form = _link(token), PublicRefusalForm()
    count_attempt(link.token_hash)
    if not form.validate():
        return _page(token, link, form, 422)

    def add() -> str:
        set_refusal(work, link.company_id, form.to_input(), user_id=None, now=utc_now(), today=_today())
        return url_for("public_refusal.show", token=token)

    try:
        with transaction() as work:
            once(work, form.once.data, add)
    except Refusal as refusal:
        form.until.errors = [str(refusal)]
        return _page(token, link, form, 422)
    flash(_("Thank you. It is registered, and all our staff see it from now on."), "success")
    return go_to(url_for("public_refusal.show", token=token))


@public_refusal.post("/<token>/lift/<int:refusal_id>")
@public
def lift(token: str, refusal_id: int) -> Answer:
    """The company takes back what it said itself."""
    link, form = _link(token), PublicLiftForm()
    count_attempt(link.token_hash)
    if not form.validate():
        return _page(token, link, PublicRefusalForm(formdata=None), 422, lifting=(refusal_id, form))
    with transaction() as work:
        found = refusal_by_id(work, refusal_id)
        if found is None or found.company_id != link.company_id or found.recorded_by_user_id is not None:
            abort(404)
        lift_refusal(work, found, form.said_by.data, user_id=None, now=utc_now())
    flash(_("Thank you. We may contact you again."), "success")
    return go_to(url_for("public_refusal.show", token=token))


def _link(token: str) -> ContactLink:
    """The link that the token opens; 404 for any other, and a pause for who tries many."""
    found = link_by_hash(session(), hashed(token), now=utc_now())
    if found is None:
        count_attempt("unknown")
        abort(404)
    return found


def count_attempt(what: str) -> None:
    """As signing in: a few attempts in a quarter of an hour from one address."""
    with transaction() as work:
        seconds = wait_before(work, f"contact-link:{what}", request.remote_addr or "", now=utc_now())
    if seconds:
        raise TooManyAttemptsError(seconds)


def _page(token: str, link: ContactLink, form: PublicRefusalForm, status: int = 200, **more: Any) -> Response:
    name, cvr = company_name(session(), link.company_id) or abort(404)
    page = render_template(
        "contacts/public_refusal.html",
        token=token,
        form=form,
        lift_form=PublicLiftForm(formdata=None),
        company_name=name,
        cvr=cvr,
        refusals=[each for each in refusals_of(session(), link.company_id) if each.until >= _today()],
        scopes=SCOPES,
        expires_at=link.expires_at,
        **more,
    )
    return make_response(page, status)


def _today() -> date:
    return local_date(utc_now())
