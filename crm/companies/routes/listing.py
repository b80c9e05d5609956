from flask import request

from crm.companies import labels
from crm.companies.queries.filters import GROUP_CHOICES, SIZES, CompanyFilter, cooperating_since
from crm.companies.queries.listing import SORTS, company_page, is_p_number, municipalities_in_use
from crm.companies.routes.blueprint import companies, today
from crm.db import session
from crm.register.industries import sections
from crm.web.access import STAFF, allow
from crm.web.htmx import Answer, page_or_part
from crm.web.paging import wanted_page
from crm.web.search import search_text


@companies.get("/companies")
@allow(*STAFF)
def index() -> Answer:
    search = search_text(is_p_number=lambda p_number: is_p_number(session(), p_number))
    wanted = CompanyFilter.from_args(request.args, search.text)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "name"
    number = wanted_page(request.args.get("page"))
    return page_or_part(
        "companies/index.html",
        "companies/_list.html",
        status=search.status,
        page=company_page(session(), wanted, sort=sort, number=number, today=today()),
        wanted=wanted,
        search=search,
        sort=sort,
        municipalities=municipalities_in_use(session()),
        sections=sections(),
        sizes=[(size.key, labels.SIZES[size.key]) for size in SIZES],
        groups=[(choice, labels.GROUP_CHOICES[choice]) for choice in GROUP_CHOICES],
        since=cooperating_since(today()),
        labels=labels,
    )
