from typing import Any

from flask import abort, make_response, render_template, request

from crm.companies import labels
from crm.companies.contact_card import contact_card
from crm.companies.queries import one
from crm.companies.queries.filters import cooperating_since, tally
from crm.companies.queries.listing import memberships
from crm.companies.routes.blueprint import companies, today
from crm.contacts import labels as contact_labels
from crm.contacts import restriction_labels
from crm.contacts.guard import Caller
from crm.contacts.task_labels import due_text
from crm.contacts.timeline_words import ENTRY_KINDS, need_text, timeline_lines
from crm.cooperation import labels as cooperation_labels
from crm.cooperation import queries as cooperations
from crm.cooperation.standing import Standing, standing
from crm.db import session
from crm.employer_requests import labels as request_labels
from crm.employer_requests.queries.requests import requests_of
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer
from crm.web.paging import wanted_page


@companies.get("/companies/<int:company_id>")
@allow(*STAFF)
def show(company_id: int) -> Answer:
    """The company; `?workplace=` opens one of its workplaces, `?page=` pages them, `?all=1` shows all cooperations."""
    company = one.company_by_id(session(), company_id) or abort(404)
    types = cooperation_labels.type_names(cooperations.types(session()))
    page = render_template(
        "companies/show.html",
        company=company,
        company_id=company_id,
        today=today(),
        labels=labels,
        type_names=types,
        **_register(company_id),
        **_cooperations(company_id, company.cvr),
        **_contacts(company_id, types),
        **_requests(company_id),
    )
    return make_response(page)


def _register(company_id: int) -> dict[str, Any]:
    wanted = request.args.get("workplace", "")
    number = wanted_page(request.args.get("page"))
    return {
        "workplaces": one.workplace_page(session(), company_id, today(), number=number, wanted=wanted),
        "wanted": wanted,
        "groups": memberships(session(), [company_id]).get(company_id, []),
        "marks": one.marks(session(), company_id),
    }


def _cooperations(company_id: int, cvr: str) -> dict[str, Any]:
    every = request.args.get("all") == "1"
    found = cooperations.at_company(session(), company_id, limit=None if every else cooperations.MOST_SHOWN)
    return {
        "cooperations": [(each, standing(each, today())) for each in found],
        "voided": cooperations.voided_at_company(session(), company_id),
        "unplaced": cooperations.unplaced_of(session(), cvr),
        "centre_names": {each.code: each.name for each in cooperations.job_centres(session())},
        "tally": tally(session(), company_id, today()),
        "since": cooperating_since(today()),
        "Standing": Standing,
        "cooperation_labels": cooperation_labels,
    }


def _contacts(company_id: int, types: dict[str, str]) -> dict[str, Any]:
    now = utc_now()
    card = contact_card(session(), company_id, caller=Caller.of(actor()), now=now)
    return {
        "card": card,
        "kinds": ENTRY_KINDS,
        "kind": None,
        "before": None,
        "ahead": False,
        "now": now,
        "due_text": due_text,
        "workplace": None,
        "lines": timeline_lines(card.timeline.entries, type_names=types, now=now),
        "older": card.timeline.older,
        "contact_labels": contact_labels,
        "wish_labels": restriction_labels,
        "need_text": need_text,
    }


def _requests(company_id: int) -> dict[str, Any]:
    """What it has asked for: what is open first, then the latest first."""
    lines = requests_of(session(), company_id)[::-1]
    return {
        "asked_for": sorted(lines, key=lambda line: line.request.closed_at is not None),
        "request_words": request_labels,
    }
