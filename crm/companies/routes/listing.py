from flask import request
from flask_babel import lazy_gettext as _l

from crm.companies import labels
from crm.companies.contact_card import row_contacts
from crm.companies.queries.filters import GROUP_CHOICES, SIZES, CompanyFilter, cooperating_since
from crm.companies.queries.listing import SORTS, company_page, is_p_number, municipalities_in_use
from crm.companies.queries.views import kept_parameters, saved_views
from crm.companies.routes.blueprint import companies, today
from crm.contacts.guard import Caller
from crm.db import session
from crm.register.industries import sections
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, page_or_part, wants_part
from crm.web.paging import wanted_page
from crm.web.search import search_text

OWNERS = (("me", _l("Mine")), ("unit", _l("My unit's")), ("none", _l("Nobody's")))


@companies.get("/companies")
@allow(*STAFF)
def index() -> Answer:
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    wanted = CompanyFilter.from_args(request.args, search.text)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "name"
    number = wanted_page(request.args.get("page"))
    caller = Caller.of(actor())
    seen = wanted.seen_by(caller.user_id, caller.unit_id)
    page = company_page(session(), seen, sort=sort, number=number, today=today())
    return page_or_part(
        "companies/index.html",
        "companies/_list.html",
        status=search.status,
        page=page,
        contacts=row_contacts(session(), [line.company.id for line in page.rows], caller=caller, now=utc_now()),
        wanted=wanted,
        search=search,
        sort=sort,
        kept=kept_parameters(request.args),
        views=[] if wants_part() else saved_views(session(), actor().id),
        municipalities=municipalities_in_use(session()),
        sections=sections(),
        sizes=[(size.key, labels.SIZES[size.key]) for size in SIZES],
        groups=[(choice, labels.GROUP_CHOICES[choice]) for choice in GROUP_CHOICES],
        owners=OWNERS,
        since=cooperating_since(today()),
        labels=labels,
    )
