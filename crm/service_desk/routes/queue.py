"""The queue by its clocks, and what of it waits for oneself."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.queries import colleagues, units
from crm.companies.queries.views import saved_views
from crm.contacts.guard import Caller
from crm.contacts.queries.log_form import is_p_number
from crm.db import session
from crm.employer_requests import labels as words
from crm.employer_requests.queries.requests import category_names
from crm.service_desk import labels
from crm.service_desk.queries.mailbox import mails_to_look_at
from crm.service_desk.queries.queue import LATE, WAITING, DeskFilter, Tab, count_waiting, queue_page
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.views import LISTING
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import STAFF, actor, allow, may, quiet
from crm.web.htmx import Answer, go_to, page_or_part, wants_part
from crm.web.i18n import language
from crm.web.paging import Page, wanted_page
from crm.web.search import search_text

MORE_STATES = ((LATE, _l("Past the goal")), (WAITING, _l("Waiting for the company")))


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """Its links lead to the list's page, also from the part that is fetched every few seconds."""

    parameters: Any = None

    def url(self, number: int) -> str:
        return url_for("requests.index", **self.parameters, page=None if number == 1 else number)


@requests.get("/requests")
@allow(*STAFF)
def index() -> Answer:
    """The list, next due first."""
    at_the_desk = may(Role.SERVICE_DESK, Role.MANAGER) and not wants_part()
    return _list_page("service_desk/index.html", to_look_at=mails_to_look_at(session()) if at_the_desk else 0)


@requests.get("/requests/live")
@allow(*STAFF)
@quiet
def live() -> Answer:
    """The same list, asked for again every few seconds."""
    if not wants_part():
        return go_to(url_for("requests.index"))
    return _list_page("service_desk/_list.html", live=True)


@requests.get("/requests/waiting")
@allow(*STAFF)
@quiet
def waiting() -> Answer:
    """How many wait for the reader: the number in the menu."""
    if not wants_part():
        return go_to(url_for("requests.index"))
    count = count_waiting(session(), Caller.of(actor()))
    return page_or_part("service_desk/_waiting.html", "service_desk/_waiting.html", count=count)


def _list_page(page: str, **more: Any) -> Answer:
    on, now = session(), utc_now()
    caller = Caller.of(actor())
    search = search_text(is_p_number=lambda p_number: is_p_number(on, p_number))
    wanted = DeskFilter.from_args(request.args, search.text, usual_tab())
    found = queue_page(on, wanted, caller=caller, number=wanted_page(request.args.get("page")), now=now)
    return page_or_part(
        page,
        "service_desk/_list.html",
        status=search.status,
        page=ListPage(found.rows, found.total, found.number, parameters=wanted.parameters()),
        found=found,
        wanted=wanted,
        search=search,
        now=now,
        categories=category_names(on, language()),
        words=words,
        said=_said(),
        labels=labels,
        kept=wanted.parameters(),
        tabs=_tabs(wanted, found.counts),
        views=[] if wants_part() else saved_views(on, caller.user_id, listing=LISTING),
        **_choices(wanted),
        **more,
    )


def _said() -> dict[str, dict[Any, str]]:
    """The words of the rows, in the reader's language: once for all of them."""
    tables: dict[str, Any] = {
        "goals": words.GOALS,
        "channels": words.CHANNELS,
        "statuses": words.STATUSES,
        "outcomes": words.OUTCOMES,
        "priorities": words.PRIORITIES,
    }
    return {name: {word: str(label) for word, label in table.items()} for name, table in tables.items()}


def usual_tab() -> Tab:
    """Who answers at the desk sees all of it first, others what is theirs."""
    return Tab.MINE if may(Role.CONSULTANT) else Tab.ALL


def _tabs(wanted: DeskFilter, counts: Any) -> list[tuple[Any, str, int, bool]]:
    """Name, address, number, and whether it is the one shown. The other filters stay."""
    kept = wanted.parameters()
    return [
        (label, url_for("requests.index", **kept | {"tab": tab.value}), counts[tab], tab is wanted.tab)
        for tab, label in labels.TABS.items()
    ]


def _choices(wanted: DeskFilter) -> dict[str, Any]:
    """What the filters offer, and the names of those who have something."""
    people = colleagues(session())
    return {
        "people": {each.id: each.name for each in people},
        "unit_choices": [(str(unit.id), unit.name) for unit in units(session()) if unit.active],
        "owner_choices": [(str(each.id), each.name) for each in people],
        "priority_choices": [(each.value, label) for each, label in words.PRIORITIES.items()],
        "state_choices": [*MORE_STATES, *((each.value, label) for each, label in words.STATUSES.items())],
        "chosen_unit": str(wanted.unit or ""),
        "chosen_owner": str(wanted.owner or ""),
        "chosen_category": str(wanted.category or ""),
    }
