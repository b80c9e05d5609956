"""The report of a visit: written on the phone, sent once, or found among the contacts that were logged."""

from flask import Blueprint, Response, abort, flash, jsonify, request, url_for
from flask_babel import gettext as _

from crm.contacts.guard import Caller
from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.queries.contacts import current_contact
from crm.contacts.queries.log_form import company_line
from crm.contacts.routes.log_page import cooperation_page
from crm.contacts.services.drafts import drop_draft, save_draft
from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.visiting.forms.report import ReportForm
from crm.visiting.routes.report_page import FORM, form_page, fresh_page, sent_form, subject_of
from crm.visiting.services.reports import link_report, report_of, save_report
from crm.visits.models import Visit, VisitStatus
from crm.visits.queries.visits import visit_by_id
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.navigation import has_page
from crm.web.once import once
from crm.web.targets import local_target

visit_report = Blueprint("visit_report", __name__)


@visit_report.route("/visits/<int:visit_id>/report", methods=["GET", "POST"])
@allow(*STAFF)
def new(visit_id: int) -> Answer:
    """How it went. Of a visit that is reported already, the contact that tells of it."""
    visit = fetch(visit_id)
    caller = Caller.of(actor())
    if request.method != "POST":
        return _elsewhere(visit) or fresh_page(visit, caller)
    form = sent_form(visit, caller)
    if form.adds_a_line:
        return form_page(form, visit, caller, adding=True)
    if not form.validate():
        return form_page(form, visit, caller, 422)
    return _save(form, visit, caller)


def _save(form: ReportForm, visit: Visit, caller: Caller) -> Answer:
    now = utc_now()

    def create() -> str:
        given = form.to_input(visit, now=now)
        draft = (FORM, subject_of(visit))
        contact = save_report(work, visit, given, caller=caller, now=now, draft=draft)
        return url_for("contact.show", entry=contact.entry)

    try:
        with contact_transaction() as work:
            location = once(work, form.once.data, create, now=now)
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return form_page(form, fetch(visit.id or 0), caller, 422)
    flash(_("The report is saved."), "success")
    if form.then_cooperate.data:
        return go_to(cooperation_page(form, visit.company_id, visit.workplace_id))
    return go_to(local_target(request.args.get("back"), location))


@visit_report.route("/visits/<int:visit_id>/report/contact/<entry>", methods=["GET", "POST"])
@allow(*STAFF)
def link(visit_id: int, entry: str) -> Answer:
    """A contact that was logged that day is the visit's report."""
    visit = fetch(visit_id)
    contact = current_contact(session(), entry) or abort(404)
    if request.method == "POST":
        caller, now = Caller.of(actor()), utc_now()
        try:
            with transaction() as work:
                link_report(work, visit, contact, caller=caller, now=now)
        except Refusal as refusal:
            flash(str(refusal), "warning")
            return go_to(visit_page(visit))
        flash(_("The contact is the visit's report."), "success")
        return go_to(url_for("contact.show", entry=entry))
    company = company_line(session(), visit.company_id)
    part = "visits/_report_link.html"
    return page_or_part("visits/report_link.html", part, visit=visit, contact=contact, company=company)


@visit_report.post("/visits/<int:visit_id>/report/draft")
@allow(*STAFF)
def keep(visit_id: int) -> Response:
    """The form as it stands, sent by the page's script after a pause in typing."""
    visit, now = fetch(visit_id), utc_now()
    fields = list(sent_form(visit, Caller.of(actor())).each_field())
    written = {field.name: [str(each) for each in field.raw_data] for field in fields if field.raw_data}
    content = {name: values if len(values) > 1 else values[0] for name, values in written.items()}
    with transaction() as work:
        clean = save_draft(work, actor().id, FORM, subject_of(visit), content, now=now)
    return jsonify(clean=clean and not any(getattr(field, "had_cpr", False) for field in fields))


@visit_report.post("/visits/<int:visit_id>/report/draft/discard")
@allow(*STAFF)
def discard(visit_id: int) -> Answer:
    """Throw it away, and begin again."""
    visit = fetch(visit_id)
    with transaction() as work:
        drop_draft(work, actor().id, FORM, subject_of(visit))
    flash(_("The unsent text is thrown away."))
    return go_to(url_for("visit_report.new", visit_id=visit_id))


def fetch(visit_id: int) -> Visit:
    return visit_by_id(session(), visit_id) or abort(404)


def visit_page(visit: Visit) -> str:
    if has_page("visit.show"):
        return url_for("visit.show", visit_id=visit.id)
    return url_for("companies.show", company_id=visit.company_id)


def _elsewhere(visit: Visit) -> Answer | None:
    """A visit that needs no report, or has one, leads there."""
    told = report_of(session(), visit)
    if told is not None:
        return go_to(url_for("contact.show", entry=told.entry))
    if visit.status is VisitStatus.CANCELLED:
        flash(_("The visit was cancelled. Log what you did as a contact instead."), "warning")
        return go_to(visit_page(visit))
    if visit.starts_at > utc_now():
        flash(_("The visit has not begun yet. Move it or cancel it."), "warning")
        return go_to(visit_page(visit))
    return None
