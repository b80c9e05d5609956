from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.companies import labels, services
from crm.companies.forms import MarkForm
from crm.companies.queries import one
from crm.companies.queries.filters import GROUP_CHOICES, SIZES, CompanyFilter, cooperating_since, tally
from crm.companies.queries.listing import SORTS, company_page, is_p_number, memberships, municipalities_in_use
from crm.cooperation import labels as cooperation_labels
from crm.cooperation import queries as cooperations
from crm.cooperation.standing import Standing, standing
from crm.db import session, transaction
from crm.register.industries import sections
from crm.values.clock import local_date, utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to, page_or_part
from crm.web.once import once
from crm.web.paging import wanted_page
from crm.web.search import search_text

companies = Blueprint("companies", __name__)


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
        page=company_page(session(), wanted, sort=sort, number=number, today=_today()),
        wanted=wanted,
        search=search,
        sort=sort,
        municipalities=municipalities_in_use(session()),
        sections=sections(),
        sizes=[(size.key, labels.SIZES[size.key]) for size in SIZES],
        groups=[(choice, labels.GROUP_CHOICES[choice]) for choice in GROUP_CHOICES],
        since=cooperating_since(_today()),
        labels=labels,
    )


@companies.get("/companies/<int:company_id>")
@allow(*STAFF)
def show(company_id: int) -> Answer:
    """The company; `?workplace=` opens one of its workplaces, `?all=1` shows every one."""
    company = one.company_by_id(session(), company_id) or abort(404)
    every = request.args.get("all") == "1"
    wanted = request.args.get("workplace", "")
    found = cooperations.at_company(session(), company_id, limit=None if every else cooperations.MOST_SHOWN)
    return make_response(
        render_template(
            "companies/show.html",
            company=company,
            workplaces=one.workplace_lines(session(), company_id, _today(), every=every, wanted=wanted),
            workplace_count=one.workplace_count(session(), company_id),
            wanted=wanted,
            every=every,
            groups=memberships(session(), [company_id]).get(company_id, []),
            marks=one.marks(session(), company_id),
            cooperations=[(each, standing(each, _today())) for each in found],
            voided=cooperations.voided_at_company(session(), company_id),
            unplaced=cooperations.unplaced_of(session(), company.cvr),
            type_names=cooperation_labels.type_names(cooperations.types(session())),
            centre_names={each.code: each.name for each in cooperations.job_centres(session())},
            tally=tally(session(), company_id, _today()),
            since=cooperating_since(_today()),
            today=_today(),
            Standing=Standing,
            labels=labels,
            cooperation_labels=cooperation_labels,
        )
    )


@companies.route("/companies/<int:company_id>/marks/new", methods=["GET", "POST"])
@allow(*STAFF)
def mark(company_id: int) -> Answer:
    company = one.company_by_id(session(), company_id) or abort(404)
    form = MarkForm()
    if request.method != "POST":
        form.group.data = request.args.get("group") or form.group.data
        return _mark_page(form, company)
    if not form.validate():
        return _mark_page(form, company, 422)

    def create() -> str:
        services.mark_company(
            work,
            one.company_by_id(work, company_id) or abort(404),
            form.to_group(),
            form.source.data,
            user_id=actor().id,
            now=utc_now(),
            today=_today(),
        )
        return url_for("companies.show", company_id=company_id)

    with transaction() as work:
        location = once(work, form.once.data, create)
    flash(_("The company is marked."), "success")
    return go_to(location)


@companies.post("/companies/<int:company_id>/marks/<int:mark_id>/remove")
@allow(*STAFF)
def unmark(company_id: int, mark_id: int) -> Answer:
    with transaction() as work:
        found = one.mark_by_id(work, mark_id)
        if found is None or found.company_id != company_id:
            abort(404)
        services.remove_mark(work, found, user_id=actor().id, now=utc_now(), today=_today())
    flash(_("The mark is removed."), "success")
    return go_to(url_for("companies.show", company_id=company_id))


def _mark_page(form: MarkForm, company: object, status: int = 200) -> Response:
    return make_response(render_template("companies/mark.html", form=form, company=company), status)


def _today() -> date:
    return local_date(utc_now())
