"""The quick log: a contact that was just had, from anywhere."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from crm.contacts.forms.log import LogForm, NoAnswerForm
from crm.contacts.guard import Caller
from crm.contacts.guard.enforce import ContactPreventedError, contact_transaction
from crm.contacts.inputs import ContactInput
from crm.contacts.queries.log_form import Found, companies_in, find_companies, is_p_number, last_used, recent_companies
from crm.contacts.queries.visit_reports import visits_to_report
from crm.contacts.routes.log_page import (
    FORM,
    PURPOSES,
    company_of,
    cooperation_page,
    guard_of,
    number,
    occupations,
    offer,
    subject_of,
    today,
    told,
)
from crm.contacts.services.drafts import drafts_of, load_draft
from crm.contacts.services.logging import save_contact
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.db import session
from crm.employer_requests.queries.errands import errand_of
from crm.employer_requests.services.closing import link
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.formatting import clock_time
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.navigation import has_page
from crm.web.once import once
from crm.web.search import search_text
from crm.web.targets import local_target

contact_log = Blueprint("contact_log", __name__)
KEPT = ("workplace", "person", "task", "request", "back")


@contact_log.route("/contacts/new", methods=["GET", "POST"])
@allow(*STAFF)
def new() -> Answer:
    """The log form. `?company=` says whom it is about; without it the page asks."""
    company = company_of(number("company"))
    if company is None:
        return abort(404) if request.method == "POST" else _ask_company()
    caller = Caller.of(actor())
    if request.method != "POST":
        return _fresh_form(company, caller)
    form = LogForm()
    offer(form, company.id, caller)
    if form.more_needs.data:
        return _form_page(form, company, caller, adding=True)
    if not form.validate():
        return _form_page(form, company, caller, 422)
    return _save(form, company, caller)


def _save(form: LogForm, company: Found, caller: Caller) -> Answer:
    now = utc_now()
    draft = (FORM, subject_of(company.id))

    def create() -> str:
        contact = save_contact(
            work,
            form.to_input(company.id, now=now),
            caller=caller,
            now=now,
            today=today(),
            override=form.to_override(),
            also=form.also(unit_id=caller.unit_id, draft=draft),
        )
        errand = errand_of(work, number("request"), company.id)
        if errand is not None:
            link(work, errand.request, contact_entry=contact.entry, user_id=caller.user_id, now=now)
        return url_for("contact.show", entry=contact.entry)

    try:
        with contact_transaction() as work:
            location = once(work, form.once.data, create, now=now)
    except ContactPreventedError as prevented:
        return _form_page(form, company, caller, 422, prevented=True, **told(prevented.verdict, caller))
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _form_page(form, company, caller, 422)
    _say_logged(location)
    if form.kind.data == ContactKind.VISIT:
        _offer_as_report(location.rpartition("/")[2], company, form.moment(now), caller)
    then = cooperation_page(form, company.id, form.workplace.data) if form.then_cooperate.data else None
    if form.then_visit.data:
        then = url_for(
            "visit.book", company=company.id, workplace=form.workplace.data or None, request=number("request")
        )
    return go_to(then or local_target(request.args.get("back"), _company_page(company.id)))


@contact_log.post("/contacts/no-answer")
@allow(*STAFF)
def no_answer() -> Answer:
    """One click: we called, and nobody answered. When the guard says no, the log form opens with it."""
    company = company_of(number("company")) or abort(404)
    caller, form, now = Caller.of(actor()), NoAnswerForm(), utc_now()
    if not form.validate():
        abort(400)
    given = ContactInput(
        company_id=company.id,
        kind=ContactKind.CALL,
        direction=Direction.OUTGOING,
        at=form.moment(now),
        outcome=Outcome.NO_ANSWER,
        workplace_id=number("workplace"),
    )

    def create() -> str:
        contact = save_contact(work, given, caller=caller, now=now, today=today())
        return url_for("contact.show", entry=contact.entry)

    try:
        with contact_transaction() as work:
            location = once(work, form.once.data, create, now=now)
    except ContactPreventedError as prevented:
        return _prevented_call(company, caller, **told(prevented.verdict, caller))
    _say_logged(location)
    return go_to(local_target(request.args.get("back"), _company_page(company.id)))


@contact_log.get("/contacts/guard")
@allow(*STAFF)
def guard() -> Answer:
    """The guard's banner for the kind and direction that are chosen in the form."""
    company = company_of(number("company")) or abort(404)
    caller = Caller.of(actor())
    form = LogForm(formdata=MultiDict({each: request.args.get(each, "") for each in ("kind", "direction", "purpose")}))
    return page_or_part(
        "contacts/guard.html",
        "contacts/_log_guard.html",
        company=company,
        **guard_of(form, company.id, caller),
    )


def _ask_company() -> Answer:
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    found = find_companies(session(), search.text) if search.text else []
    recent = [] if search.text else recent_companies(session(), actor().id)
    drafts = {} if search.text else {draft.subject: draft for draft in drafts_of(session(), actor().id, FORM)}
    begun = companies_in(session(), [int(each.rpartition(" ")[2]) for each in drafts])
    return page_or_part(
        "contacts/which_company.html",
        "contacts/_which_company.html",
        status=search.status,
        search=search,
        found=found,
        recent=recent,
        begun=[(company, drafts[subject_of(company.id)]) for company in begun],
        kept={name: request.args[name] for name in ("back",) if name in request.args},
    )


def _fresh_form(company: Found, caller: Caller) -> Response:
    """The form as it begins: what was written and not sent, else what is usual."""
    draft = load_draft(session(), caller.user_id, FORM, subject_of(company.id))
    if draft is not None:
        form = LogForm(formdata=MultiDict(draft.content))
    else:
        form = LogForm(formdata=None, data=_usual(caller) | _for_request(company))
    offer(form, company.id, caller)
    if draft is not None and form.step_owner.data is None:
        form.step_owner.data = f"user-{caller.user_id}"
    return _form_page(form, company, caller, draft=draft)


def _usual(caller: Caller) -> dict[str, Any]:
    last = last_used(session(), caller.user_id)
    person, task = number("person"), number("task")
    return {
        "kind": last.kind.value,
        "direction": Direction.OUTGOING.value,
        "outcome": Outcome.DONE.value,
        "purpose": last.purpose.value,
        "themes": list(last.themes),
        "workplace": number("workplace") or 0,
        "people": [person] if person else [],
        "settles": [task] if task else [],
        "step_owner": f"user-{caller.user_id}",
    }


def _for_request(company: Found) -> dict[str, Any]:
    """For the request in the address: what the contact is for."""
    errand = errand_of(session(), number("request"), company.id)
    return {} if errand is None else {"purpose": PURPOSES.get(errand.category, Purpose.FOLLOW_UP).value}


def _prevented_call(company: Found, caller: Caller, **verdict: Any) -> Response:
    """The one-click call as a form, so that it can be explained."""
    usual = _usual(caller) | {"kind": ContactKind.CALL.value, "outcome": Outcome.NO_ANSWER.value}
    form = LogForm(formdata=None, data=usual)
    offer(form, company.id, caller)
    return _form_page(form, company, caller, 422, prevented=True, **verdict)


def _form_page(form: LogForm, company: Found, caller: Caller, status: int = 200, **more: Any) -> Response:
    if "verdict" not in more:
        more |= guard_of(form, company.id, caller)
    return page_or_part(
        "contacts/new.html",
        "contacts/_log_form.html",
        status=status,
        form=form,
        company=company,
        caller=caller,
        occupations=occupations(),
        kept={name: request.args[name] for name in KEPT if name in request.args},
        **more,
    )


def _say_logged(location: str) -> None:
    link = Markup('<a href="{}">{}</a>').format(location, _("See or correct it"))
    flash(Markup("{} {}").format(_("The contact is logged."), link), "success")


def _offer_as_report(entry: str, company: Found, at: datetime, caller: Caller) -> None:
    """The visit may stand in the calendar: then this contact can be its report."""
    visits = visits_to_report(session(), caller.user_id, company.id, at) if has_page("visit_report.link") else []
    for visit in visits:
        words = _("The visit stands in the calendar at %(time)s and has no report.", time=clock_time(visit.starts_at))
        page = url_for("visit_report.link", visit_id=visit.id, entry=entry)
        link = Markup('<a href="{}">{}</a>').format(page, _("Use this contact as the report"))
        flash(Markup("{} {}").format(words, link), "info")


def _company_page(company_id: int) -> str:
    return url_for("companies.show", company_id=company_id)
