"""The list of job orders, and what came of those of the last twelve months."""

from typing import Any

from flask import Blueprint, request, url_for

from crm.accounts.queries import units
from crm.contacts.guard import Caller
from crm.contacts.queries.log_form import is_p_number
from crm.db import session
from crm.employer_requests.labels import ORDER_STATUSES
from crm.service_desk.labels import ORDER_TONES, WHICH_ORDERS, WHOSE_ORDERS
from crm.service_desk.queries.job_orders import OrderFilter, Whose, orders_page
from crm.values.clock import local_date, utc_now
from crm.values.roles import Role
from crm.web.access import STAFF, actor, allow, may
from crm.web.htmx import Answer, page_or_part
from crm.web.paging import wanted_page
from crm.web.search import search_text

job_orders = Blueprint("job_orders", __name__, url_prefix="/job-orders")


@job_orders.get("")
@allow(*STAFF)
def index() -> Answer:
    """Those that are open, next deadline first. A consultant sees their own first."""
    on, today = session(), local_date(utc_now())
    search = search_text(is_p_number=lambda p_number: is_p_number(on, p_number))
    wanted = OrderFilter.from_args(request.args, search.text, Whose.MINE if may(Role.CONSULTANT) else Whose.ALL)
    caller = Caller.of(actor())
    found = orders_page(on, wanted, caller=caller, number=wanted_page(request.args.get("page")), today=today)
    kept = wanted.parameters()
    return page_or_part(
        "service_desk/job_orders.html",
        "service_desk/_job_orders.html",
        status=search.status,
        found=found,
        page=found.page,
        wanted=wanted,
        search=search,
        today=today,
        statuses=ORDER_STATUSES,
        tones=ORDER_TONES,
        whose=[(label, _url(kept, whose=each.value), each is wanted.whose) for each, label in WHOSE_ORDERS.items()],
        which=[
            (label, _url(kept, which=each.value), found.counts[each], each is wanted.which)
            for each, label in WHICH_ORDERS.items()
        ],
        unit_choices=[(str(unit.id), unit.name) for unit in units(on) if unit.active],
    )


def _url(kept: dict[str, Any], **change: str) -> str:
    return url_for("job_orders.index", **(kept | change))
