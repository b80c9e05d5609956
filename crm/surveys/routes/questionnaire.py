"""The questionnaire about a visit or a request, by the secret address in the mail, without signing in."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from crm.accounts.throttle import wait_before
from crm.contacts.services.links import hashed
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.surveys.forms import FORMS
from crm.surveys.models import Subject, SurveyInvitation
from crm.surveys.queries.asking import invitation_by_hash, request_asked_about, visit_told
from crm.surveys.services.answering import record_answers, standing
from crm.values.clock import utc_now
from crm.web.access import public
from crm.web.errors import TooManyAttemptsError
from crm.web.htmx import Answer, go_to
from crm.web.i18n import language
from crm.web.once import once

questionnaire = Blueprint("questionnaire", __name__, url_prefix="/questionnaire")
GONE = {"unknown": 404, "expired": 410, "answered": 410}


@questionnaire.get("/<token>")
@public
def show(token: str) -> Answer:
    """Who has answered is thanked."""
    row = _invitation(token)
    if row is None:
        return _gone("unknown")
    state = standing(row, now=utc_now())
    if state == "answered":
        return make_response(render_template("surveys/thanks.html", row=row))
    return _page(token, row, _form(row)) if state == "open" else _gone(state, row)


@questionnaire.post("/<token>")
@public
def answer(token: str) -> Answer:
    """Once. The same form sent twice is thanked twice; another one comes too late."""
    row = _invitation(token)
    if row is None:
        return _gone("unknown")
    _count_attempt(row.token_hash)
    form = _form(row)
    if not form.validate():
        return _page(token, row, form, 422) if standing(row, now=utc_now()) == "open" else _too_late(row)

    def keep() -> str:
        record_answers(work, row, form.to_said(), now=utc_now())
        return ""  # the address is a secret, and where a form led to is kept for a day

    try:
        with transaction() as work:
            once(work, form.once.data, keep)
    except Refusal:
        session().refresh(row)
        return _too_late(row)
    return go_to(url_for("questionnaire.show", token=token, lang=language()))


def _invitation(token: str) -> SurveyInvitation | None:
    """What the token opens; a pause for who tries many."""
    row = invitation_by_hash(session(), hashed(token))
    if row is None:
        _count_attempt("unknown")
    return row


def _count_attempt(what: str) -> None:
    """As signing in: a few attempts in a quarter of an hour from one address."""
    with transaction() as work:
        seconds = wait_before(work, f"questionnaire:{what}", request.remote_addr or "", now=utc_now())
    if seconds:
        raise TooManyAttemptsError(seconds)


def _form(row: SurveyInvitation) -> Any:
    """A request without a known company has nobody who could be given the task of calling."""
    form = FORMS[row.subject]()
    request_row = request_asked_about(session(), row)
    if request_row is not None and request_row.company_id is None:
        del form.wants_contact
    return form


def _page(token: str, row: SurveyInvitation, form: Any, status: int = 200) -> Response:
    page = render_template(
        "surveys/questionnaire.html",
        token=token,
        form=form,
        row=row,
        told=visit_told(session(), row) if row.subject is Subject.VISIT else None,
        asked=request_asked_about(session(), row),
    )
    return make_response(page, status)


def _too_late(row: SurveyInvitation) -> Response:
    return _gone("answered" if row.answered_at else "expired", row)


def _gone(why: str, row: SurveyInvitation | None = None) -> Response:
    return make_response(render_template("surveys/gone.html", why=why, row=row), GONE[why])
