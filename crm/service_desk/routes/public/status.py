"""A company's own request, by the secret address of its receipt, without signing in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts.throttle import wait_before
from crm.contacts.forms.links import PublicRefusalForm
from crm.contacts.services.restrictions import a_year_after
from crm.db import session, transaction
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.progress import message
from crm.employer_requests.words import Direction
from crm.refusal import Refusal
from crm.service_desk.forms.own import MessageForm, WithdrawForm
from crm.service_desk.public_words import EVENTS, promise, what_happens_next
from crm.service_desk.queries.own import WITH_TEXT, own_request, request_by_token
from crm.service_desk.services.public import hashed, refuse_contact, withdraw
from crm.surveys.services.asking_requests import open_questionnaire
from crm.values.clock import local_date, utc_now
from crm.web.access import public
from crm.web.errors import TooManyAttemptsError
from crm.web.htmx import Answer, go_to
from crm.web.once import once

public_status = Blueprint("public_status", __name__, url_prefix="/virksomhedsservice/status")


@public_status.get("/<token>")
@public
def show(token: str) -> Answer:
    return _page(token, _own(token))


@public_status.post("/<token>/besked")
@public
def write(token: str) -> Answer:
    own, form = _own(token), MessageForm()
    _count_attempt(token)
    if not form.validate():
        return _page(token, own, 422, message_form=form)
    now = utc_now()
    said = form.text.data
    done = _carried_out(
        token,
        form,
        lambda work, row: message(work, row, said, direction=Direction.IN, user_id=None, now=now),
    )
    return done or _back(token, _("We have received your message."))


@public_status.post("/<token>/tilbagetag")
@public
def take_back(token: str) -> Answer:
    own, form = _own(token), WithdrawForm()
    _count_attempt(token)
    if not form.validate():
        return _page(token, own, 422, withdraw_form=form)
    now = utc_now()
    done = _carried_out(token, form, lambda work, row: withdraw(work, row, now=now), withdraw_form=form)
    return done or _back(token, _("You have taken the request back."))


@public_status.post("/<token>/ingen-kontakt")
@public
def refuse(token: str) -> Answer:
    own, form = _own(token), PublicRefusalForm()
    _count_attempt(token)
    if not form.validate():
        return _page(token, own, 422, refusal_form=form)
    now = utc_now()
    given = form.to_input()
    done = _carried_out(token, form, lambda work, row: refuse_contact(work, row, given, now=now), refusal_form=form)
    return done or _back(token, _("It is registered, and all our staff see it from now on."))


def _carried_out(token: str, form: Any, act: Callable[[Any, EmployerRequest], object], **more: Any) -> Answer | None:
    """Once for each form; a page with the reason when it is refused."""

    def create() -> str:
        act(work, request_by_token(work, hashed(token)) or abort(404))
        return ""

    try:
        with transaction() as work:
            once(work, form.once.data, create)
    except Refusal as refusal:
        form.form_errors = [str(refusal)]
        return _page(token, _own(token), 422, **(more or {"message_form": form}))
    return None


def _back(token: str, said: str) -> Answer:
    flash(said, "success")
    return go_to(url_for("public_status.show", token=token))


def _own(token: str) -> EmployerRequest:
    """The request that the token opens; 404 for any other, and a pause for who tries many."""
    found = request_by_token(session(), hashed(token))
    if found is None:
        _count_attempt("unknown")
        abort(404)
    return found


def _count_attempt(what: str) -> None:
    """As signing in: a few attempts in a quarter of an hour from one address."""
    with transaction() as work:
        seconds = wait_before(work, f"request-status:{hashed(what)}", request.remote_addr or "", now=utc_now())
    if seconds:
        raise TooManyAttemptsError(seconds)


def _page(token: str, row: EmployerRequest, status: int = 200, **forms: Any) -> Response:
    now = utc_now()
    own = own_request(session(), row, now=now)
    refusal = forms.get("refusal_form") or PublicRefusalForm(
        formdata=None, data={"scope": "all", "until": a_year_after(local_date(now)), "said_by": row.caller_name}
    )
    page = render_template(
        "public/status.html",
        token=token,
        questionnaire=open_questionnaire(session(), row, now=now) if row.closed_at else None,
        own=own,
        next=what_happens_next(own),
        promise=promise(own.clock, now),
        events=EVENTS,
        with_text=WITH_TEXT,
        message_form=forms.get("message_form") or MessageForm(formdata=None),
        withdraw_form=forms.get("withdraw_form") or WithdrawForm(formdata=None),
        refusal_form=refusal,
        refusing="refusal_form" in forms or "refuse" in request.args,
        kept=current_app.extensions["crm_settings"],
    )
    return make_response(page, status)
