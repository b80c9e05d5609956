"""Taking a request while the company is on the phone, or stands at the door."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from crm.contacts.queries.log_form import Found, company_line, find_companies, is_p_number
from crm.db import session, transaction
from crm.employer_requests.queries.requests import request_by_id
from crm.employer_requests.services.progress import message
from crm.employer_requests.services.receiving import IN_PERSON, receive
from crm.employer_requests.words import Channel, Direction
from crm.refusal import Refusal
from crm.service_desk.forms.intake import NONE_OF_THESE, SAME_AS, IntakeForm
from crm.service_desk.queries.intake import open_requests_by_company, person_calling
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.forms import category_choices
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part, wants_part
from crm.web.once import once
from crm.web.search import search_text

MOST = 6


@requests.route("/requests/new", methods=["GET", "POST"], endpoint="new")
@allow(*STAFF)
def intake_page() -> Answer:
    """`?q=` searches the company, `?company=` says which it is."""
    if request.method != "POST":
        return _begun_page()
    form = IntakeForm()
    form.offer(category_choices())
    if not form.validate():
        return _page(form, 422)
    if form.same_as_id is not None:
        return _written(form, _asked_again, _("It is written down with the request that is open already."))
    return _written(form, _receive, _said(form))


@requests.get("/requests/new/companies")
@allow(*STAFF)
def companies() -> Answer:
    """The companies that fit what is being typed, with what they have asked for already."""
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    if not wants_part():
        return go_to(url_for("requests.new", q=search.text or None))
    part = "service_desk/_companies.html"
    shown = _companies(search.text, "")
    return page_or_part(part, part, status=search.status, problem=search.problem, **shown)


def _said(form: IntakeForm) -> str:
    if Channel(form.channel.data) in IN_PERSON:
        return str(_("The request is written down. It is yours until somebody else has said yes."))
    return str(_("The request is written down, and has gone where the rules say."))


def _begun_page() -> Response:
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    company = request.args.get("company", "")
    form = IntakeForm(formdata=None, data={"company_text": search.text, "company": company})
    form.offer(category_choices())
    return _page(form, search.status, problem=search.problem)


def _receive(work: Session, form: IntakeForm, now: datetime) -> int | None:
    if form.company_id and company_line(work, form.company_id) is None:
        raise Refusal(_("Choose one of the companies."))
    person_id = person_calling(work, form.company_id, phone=form.phone, name=form.caller_name.data)
    given = form.to_input(person_id=person_id, now=now)
    return receive(work, given, user_id=actor().id, now=now, answered=form.answered.data).id


def _asked_again(work: Session, form: IntakeForm, now: datetime) -> int | None:
    """The company asks for the same once more."""
    into = request_by_id(work, form.same_as_id or 0)
    if into is None or into.closed_at is not None:
        raise Refusal(_("The request is closed, and nothing is changed in it any more. Open it again first."))
    text = form.what_was_said()
    message(work, into, text, direction=Direction.IN, user_id=actor().id, now=now)
    return into.id


def _written(form: IntakeForm, write: Callable[[Session, IntakeForm, datetime], int | None], said: str) -> Answer:
    now = utc_now()
    try:
        with transaction() as work:
            location = once(
                work,
                form.once.data,
                lambda: url_for("requests.show", request_id=write(work, form, now)),
                now=now,
            )
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, 422)
    flash(said, "success")
    return go_to(location)


def _page(form: IntakeForm, status: int = 200, **more: Any) -> Response:
    shown = _companies(form.company_text.data or "", form.company.data or "")
    page = "service_desk/new.html"
    return page_or_part(page, page, status=status, form=form, **shown, **more)


def _companies(text: str, chosen: str) -> dict[str, Any]:
    """What the part with the companies needs; one that fits alone is chosen."""
    found: Sequence[Found] = find_companies(session(), text, MOST) if text else []
    picked = company_line(session(), int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    if picked is not None and picked.id not in {each.id for each in found}:
        found = [picked, *found]
    if not chosen and len(found) == 1:
        chosen = str(found[0].id)
    return {
        "text": text,
        "companies": found,
        "chosen": chosen,
        "asked": open_requests_by_company(session(), [each.id for each in found]),
        "none_of_these": NONE_OF_THESE,
        "same_as": SAME_AS,
    }
