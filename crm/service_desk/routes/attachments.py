"""Files that came with requests, for staff: only ever downloaded, never opened in the page."""

from flask import Blueprint, abort, current_app, send_file

from crm.db import session
from crm.employer_requests.queries.attachments import attachment_by_id
from crm.employer_requests.services.attachments import attachment_path
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer

request_attachments = Blueprint("request_attachments", __name__)


@request_attachments.get("/requests/<int:request_id>/attachments/<int:attachment_id>")
@allow(*STAFF)
def download(request_id: int, attachment_id: int) -> Answer:
    found = attachment_by_id(session(), attachment_id, request_id) or abort(404)
    path = attachment_path(current_app.extensions["crm_settings"], found) or abort(404)
    return send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=found.name)
