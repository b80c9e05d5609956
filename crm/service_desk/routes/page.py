"""One request: everything that is known of it, and the form for what one does next (`?do=`)."""

from typing import Any

from flask import Response, abort, request

from crm.contacts.guard import Caller
from crm.contacts.queries.log_form import find_companies, is_p_number
from crm.db import session
from crm.employer_requests import labels as words
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import category_names, request_by_id
from crm.employer_requests.services.texts import answer_texts
from crm.routing.labels import routed_words
from crm.service_desk import labels
from crm.service_desk.match_words import reasons
from crm.service_desk.queries.page import whole_request
from crm.service_desk.queries.readers import readers_of
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.forms import begun_form
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.forms import BaseForm
from crm.web.htmx import Answer, page_or_part
from crm.web.i18n import language
from crm.web.search import search_text


@requests.get("/requests/<int:request_id>")
@allow(*STAFF)
def show(request_id: int) -> Answer:
    """`?do=close` opens the form of that verb; `?q=` searches the company, `?text=` begins the answer with a text."""
    found = fetch(request_id)
    do = request.args.get("do", "")
    verb = labels.VERBS.get(do)
    if verb is None or verb.at_once or do not in _possible(found):
        return request_page(found)
    return request_page(found, do=do, form=begun_form(do, found))


def request_page(
    found: EmployerRequest, status: int = 200, *, do: str = "", form: BaseForm | None = None, **more: Any
) -> Response:
    """The page; an answer to htmx is only the part with the verbs."""
    on, now = session(), utc_now()
    caller = Caller.of(actor())
    search = search_text(is_p_number=lambda p_number: is_p_number(on, p_number))
    return page_or_part(
        "service_desk/show.html",
        "service_desk/_act.html",
        status=status,
        request_id=found.id,
        found=found,
        whole=whole_request(on, found, caller=caller, now=now),
        offered=labels.offered_verbs(found, caller),
        verb=labels.VERBS.get(do),
        form=form,
        search=search,
        companies=find_companies(on, search.text) if do == "match" and search.text else [],
        texts=answer_texts(on) if do == "answer" else [],
        readers=readers_of(on, [found.id or 0], now=now, but=caller.user_id).get(found.id or 0, []),
        categories=category_names(on, language()),
        caller=caller,
        now=now,
        words=words,
        reasons=reasons,
        labels=labels,
        routed_words=routed_words,
        **more,
    )


def fetch(request_id: int) -> EmployerRequest:
    return request_by_id(session(), request_id) or abort(404)


def _possible(found: EmployerRequest) -> set[str]:
    offered = labels.offered_verbs(found, Caller.of(actor()))
    return {verb.name for verb in (*offered.first, *offered.more)}
