"""Who is reading a request."""

from flask import abort, url_for

from crm.db import session, transaction
from crm.employer_requests.queries.requests import request_by_id
from crm.service_desk.queries.readers import readers_of
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.services.reading import note_reading
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow, quiet
from crm.web.htmx import Answer, go_to, page_or_part, wants_part


@requests.post("/requests/<int:request_id>/reading")
@allow(*STAFF)
@quiet
def reading(request_id: int) -> Answer:
    """The page tells every few seconds that it is open, and hears who else has it open."""
    request_by_id(session(), request_id) or abort(404)
    if not wants_part():
        return go_to(url_for("requests.show", request_id=request_id))
    now = utc_now()
    with transaction() as work:
        note_reading(work, request_id, user_id=actor().id, now=now)
    found = readers_of(session(), [request_id], now=now, but=actor().id).get(request_id, [])
    part = "service_desk/_readers.html"
    return page_or_part(part, part, request_id=request_id, readers=found, told=True)
