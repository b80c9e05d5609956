"""Unsent text of the log form: kept while it is written, thrown away when the person says so."""

from flask import Blueprint, Response, abort, flash, jsonify, request, url_for
from flask_babel import gettext as _

from crm.contacts.routes.log_page import FORM, company_of, number, subject_of
from crm.contacts.services.drafts import drop_draft, save_draft
from crm.db import transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.targets import local_target

contact_drafts = Blueprint("contact_drafts", __name__)


@contact_drafts.post("/contacts/drafts")
@allow(*STAFF)
def keep() -> Response:
    """The form as it stands, sent by the page's script after a pause in typing."""
    company = company_of(number("company")) or abort(404)
    content = {name: values if len(values) > 1 else values[0] for name, values in request.form.lists()}
    now = utc_now()
    with transaction() as work:
        clean = save_draft(work, actor().id, FORM, subject_of(company.id), content, now=now)
    return jsonify(clean=clean)


@contact_drafts.post("/contacts/drafts/discard")
@allow(*STAFF)
def discard() -> Answer:
    """Throw it away, and begin again."""
    company = company_of(number("company")) or abort(404)
    with transaction() as work:
        drop_draft(work, actor().id, FORM, subject_of(company.id))
    flash(_("The unsent text is thrown away."))
    fresh = url_for("contact_log.new", company=company.id)
    return go_to(local_target(request.args.get("back"), fresh))
