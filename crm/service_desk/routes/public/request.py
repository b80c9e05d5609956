"""A company asks for something: the form, and the receipt that is shown once."""

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from crm.accounts.throttle import wait_before
from crm.db import session, transaction
from crm.employer_requests.queries.offers import offer_by_code
from crm.employer_requests.queries.requests import public_categories
from crm.employer_requests.services.attachments import Stored, drop_attachment, keep_attachment
from crm.refusal import Refusal
from crm.service_desk.forms.request import EmployerForm
from crm.service_desk.public_words import promise, what_happens_next
from crm.service_desk.queries.numbers import KnownCompany, company_of
from crm.service_desk.queries.own import own_request, request_by_token
from crm.service_desk.services.public import hashed, send_request, token_for
from crm.settings import Settings
from crm.values.clock import utc_now
from crm.web.access import public
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.i18n import language
from crm.web.once import once

public_request = Blueprint("public_request", __name__, url_prefix="/virksomhedsservice")
RECEIPT = "request_receipt"


@public_request.get("/henvendelse")
@public
def new() -> Answer:
    """From an offer's page the category is chosen already."""
    offer = offer_by_code(session(), request.args.get("offer", ""))
    chosen = str(offer.category_id or "") if offer is not None else ""
    return _page(_form(data={"category": chosen}), None)


@public_request.post("/henvendelse/virksomhed")
@public
def look_up() -> Answer:
    """The name that belongs to the number. What else is written already is kept."""
    form = _form()
    form.number.validate(form)
    form.is_us.data = False
    known = _known(form)
    if known is None:
        form.forget_unknown()
    status = 422 if form.number.errors else 200
    return page_or_part(
        "public/request.html", "public/_company.html", status=status, form=form, known=known, looked_up=True
    )


@public_request.post("/henvendelse")
@public
def send() -> Answer:
    form = _form()
    good = form.validate()
    known = _known(form)
    if not (form.is_whole(known) and good):
        return _page(form, known, 422)
    if seconds := _seconds_to_wait():
        return _too_many(form, known, seconds)
    token = token_for(form.once.data)
    stored = _keep(form)
    sent: list[str] = []

    def create() -> str:
        given = form.to_input(known, language=language(), now=utc_now())
        url = url_for("public_status.show", token=token, _external=True)
        sent.append(send_request(work, given, stored, token=token, url=url, now=utc_now()).reference)
        return ""  # the address is a secret, and where a form led to is kept for a day

    try:
        with transaction() as work:
            once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return _page(form, known, 422)
    finally:
        if stored is not None and not sent:
            drop_attachment(_settings(), stored.stored_as)
    cookie[RECEIPT] = token
    return go_to(url_for("public_request.receipt"))


@public_request.get("/kvittering")
@public
def receipt() -> Answer:
    """Shown once: a shared computer must not show the next person whose request it was."""
    token = cookie.get(RECEIPT)
    if request.method == "GET":
        cookie.pop(RECEIPT, None)
    found = request_by_token(session(), hashed(token)) if token else None
    if found is None:
        return make_response(render_template("public/receipt_gone.html"), 404)
    now = utc_now()
    own = own_request(session(), found, now=now)
    page = render_template(
        "public/receipt.html",
        own=own,
        token=token,
        next=what_happens_next(own),
        promise=promise(own.clock, now),
        kept=_settings(),
    )
    return make_response(page)


def _form(**more: Any) -> EmployerForm:
    return EmployerForm(public_categories(session(), language()), **more)


def _known(form: EmployerForm) -> KnownCompany | None:
    if not form.number.data or form.number.errors:
        return None
    return company_of(session(), form.number.data)


def _keep(form: EmployerForm) -> Stored | None:
    content = form.advert.content
    return None if content is None else keep_attachment(_settings(), form.advert.filename, content)


def _seconds_to_wait() -> int:
    """As signing in: a few requests in a quarter of an hour from one address."""
    with transaction() as work:
        return wait_before(work, "employer-request", request.remote_addr or "", now=utc_now())


def _too_many(form: EmployerForm, known: KnownCompany | None, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    form.form_errors = [
        _(
            "Many requests have come from your network in a short time. Wait %(minutes)s min. and send this one again:"
            " what you wrote is kept here.",
            minutes=minutes,
        )
    ]
    response = _page(form, known, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(form: EmployerForm, known: KnownCompany | None, status: int = 200) -> Response:
    return make_response(
        render_template("public/request.html", form=form, known=known, looked_up=bool(form.number.data)), status
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["crm_settings"]
    return settings
