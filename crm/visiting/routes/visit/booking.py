"""Booking a visit."""

from datetime import date
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import ngettext

from crm.accounts.queries import user_names
from crm.contacts.guard import Ask, Caller, Verdict
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction
from crm.contacts.guard.gather import verdict
from crm.contacts.guard.telling import guard_people
from crm.contacts.queries.log_form import Found, company_line, find_companies, is_p_number, recent_companies
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.words import ContactKind
from crm.cooperation.queries import workplaces_of
from crm.db import session
from crm.employer_requests.queries.errands import errand_of
from crm.employer_requests.services.closing import link
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from crm.visiting.forms.visit import BookForm
from crm.visiting.free_times import time_of, time_value
from crm.visiting.queries.nearby import planned_visits
from crm.visiting.routes.visit.blueprint import visit
from crm.visiting.routes.visit.offers import offer_what, offer_when, times_of
from crm.visiting.services.bookings import AnotherVisitRefusal, book
from crm.visiting.services.invitations import invite
from crm.visits.models import VisitPlace, VisitStatus
from crm.visits.queries.visits import colleagues_along
from crm.visits.services.booking import OverlapRefusal
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once
from crm.web.search import search_text


@visit.route("/visits/new", methods=["GET", "POST"], endpoint="book")
@allow(*STAFF)
def booking_page() -> Answer:
    """`?company=` says whom to visit; without it the page asks. `?workplace= &at= &lead= &request=` fill the form."""
    company = _company()
    if company is None:
        return abort(404) if request.method == "POST" else _ask_company()
    if request.method != "POST":
        return _page(_begun_form(company), company)
    form = BookForm()
    form.begun_with = time_of(request.args.get("at"))
    offer_when(form)
    offer_what(form, company.id)
    if form.show_times.data:
        return _page(form, company)
    return _book(form, company) if form.validate() else _page(form, company, 422)


def _begun_form(company: Found) -> BookForm:
    """As it is usual: the fixed contact person leads, at the company, agreed."""
    owner = owners_of(session(), [company.id]).get(company.id)
    places = [each.id for each in workplaces_of(session(), company.id) if each.end_date is None]
    usual = {
        "lead": _number("lead") or owner or actor().id,
        "workplace": _number("workplace") or (places[0] if len(places) == 1 else 0),
        "place": VisitPlace.WORKPLACE.value,
        "status": VisitStatus.CONFIRMED.value,
    }
    form = BookForm(formdata=None, data=usual | _for_request(company))
    offer_when(form)
    offer_what(form, company.id)
    moment = time_of(request.args.get("at"))
    if moment is not None:
        form.choose(moment)
    return form


def _for_request(company: Found) -> dict[str, Any]:
    """For the request in the address: whom to speak with, and about what."""
    errand = errand_of(session(), _number("request"), company.id)
    if errand is None:
        return {}
    person_id = errand.request.person_id
    return {"purpose": errand.request.subject, "people": [person_id] if person_id else []}


def _book(form: BookForm, company: Found) -> Answer:
    now, caller = utc_now(), Caller.of(actor())

    def create() -> str:
        visits = book(
            work,
            form.to_booking(company.id),
            form.to_repetition(),
            caller=caller,
            now=now,
            insistence=form.to_insistence(),
        )
        errand = errand_of(work, _number("request"), company.id)
        for each in visits:
            if errand is not None:
                link(work, errand.request, visit_id=each.id, user_id=caller.user_id, now=now)
            invite(work, each, now=now)
        return url_for("visit.show", visit_id=visits[0].id)

    try:
        with contact_transaction() as work:
            location = once(work, form.once.data, create, now=now)
    except ContactPreventedError as prevented:
        return _page(form, company, 422, prevented=True, found=prevented.verdict)
    except OverlapRefusal as refusal:
        form.refuse_time(str(refusal))
        return _page(form, company, 422, taken=True)
    except AnotherVisitRefusal as refusal:
        return _page(form, company, 422, another=str(refusal))
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, company, 422)
    count = form.repeat_count.data if form.repeats.data else 1
    flash(ngettext("The visit is booked.", "%(num)d visits are booked.", count), "success")
    return go_to(location)


@visit.get("/visits/free-times")
@allow(*STAFF)
def times() -> Answer:
    """When a colleague can visit, from the day on: the list in the forms."""
    found = times_of(_number("lead") or actor().id, _day(request.args.get("day", "")), _number("minutes"))
    part = "visits/_times.html"
    return page_or_part(part, part, times=found, chosen=request.args.get("visit_at", ""))


def _page(form: BookForm, company: Found, status: int = 200, *, found: Verdict | None = None, **more: Any) -> Response:
    """With the guard's answer, and the company's planned visits that one could join."""
    on, now, caller = session(), utc_now(), Caller.of(actor())
    found = found or _verdict(company.id, form, caller)
    planned = planned_visits(on, company.id, now=now)
    page = render_template(
        "visits/new.html",
        form=form,
        company=company,
        verdict=found,
        guard_names=guard_people(on, [found], reader_id=caller.user_id),
        planned=[
            (each, caller.user_id in {each.lead_user_id, *colleagues_along(on, each.id or 0)}) for each in planned
        ],
        names=user_names(on, {each.lead_user_id for each in planned}),
        kept={"company": company.id, **_kept()},
        **more,
    )
    return make_response(page, status)


def _verdict(company_id: int, form: BookForm, caller: Caller) -> Verdict:
    return verdict(session(), company_id, Ask(caller, ContactKind.VISIT, utc_now(), agreed=form.agreed))


def _ask_company() -> Answer:
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    return page_or_part(
        "visits/which_company.html",
        "visits/_which_company.html",
        status=search.status,
        search=search,
        found=find_companies(session(), search.text) if search.text else [],
        recent=[] if search.text else recent_companies(session(), actor().id),
        kept=_kept(),
    )


def _kept() -> dict[str, Any]:
    """What the address fills the form with; nothing that isn't of its form."""
    moment = time_of(request.args.get("at"))
    kept = {
        "workplace": _number("workplace"),
        "request": _number("request"),
        "lead": _number("lead"),
        "at": time_value(moment) if moment else None,
    }
    return {name: value for name, value in kept.items() if value}


def _company() -> Found | None:
    company_id = _number("company")
    return (company_line(session(), company_id) or abort(404)) if company_id else None


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return parse_date_cell(text)
    except InvalidValueError:
        return None
