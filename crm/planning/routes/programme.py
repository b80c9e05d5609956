"""The yearly visiting programme: how each line stands, the companies behind its numbers, whom to visit next."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, abort, make_response, render_template, request, send_file
from sqlmodel import Session

from crm.companies.labels import headcount_text
from crm.contacts.guard import Caller
from crm.contacts.guard.ask import Ask
from crm.contacts.guard.gather import verdicts
from crm.contacts.words import ContactKind
from crm.cooperation.labels import type_names
from crm.cooperation.queries import types
from crm.db import session, transaction
from crm.planning import programme_labels as labels
from crm.planning.forms.programme import CopyForm
from crm.planning.labels import left_out_sentence
from crm.planning.programme_workbook import record_export, suggested_name, write_programme
from crm.planning.queries.programme import (
    Part,
    Standing,
    line_by_id,
    lines_of,
    programme_years,
    standings,
    standings_of,
)
from crm.planning.queries.programme_rows import companies_by_id, rows_of
from crm.planning.queries.proposals import proposals
from crm.planning.services.material import GUARDED
from crm.values.clock import local_date, utc_now
from crm.values.roles import Role
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer
from crm.web.paging import wanted_page
from crm.workbook.files import MIMETYPE

programme = Blueprint("programme", __name__, url_prefix="/programme")

EDITORS = (Role.MANAGER, Role.ADMIN)
MOST_GUARDED = 50


@programme.get("")
@allow(*STAFF)
def index() -> Answer:
    """`?year=`: this year's, else."""
    on, today = session(), today_here()
    year = wanted_year(on, today)
    found = standings_of(on, year, day=today)
    may_copy = not found and year in (today.year, today.year + 1) and bool(lines_of(on, year - 1))
    copy = CopyForm(data={"year": year})
    copy.offer(today)
    page = render_template(
        "programme/index.html",
        year=year,
        years=years_offered(on, today),
        today=today,
        standings=found,
        copy=copy if may_copy else None,
        Part=Part,
        labels=labels,
    )
    return make_response(page)


@programme.get("/lines/<int:line_id>")
@allow(*STAFF)
def show(line_id: int) -> Answer:
    """`?list=` says which of the lists behind the numbers."""
    on, now = session(), utc_now()
    standing = fetch(line_id)
    asked = request.args.get("list", "")
    part = Part(asked) if asked in set(Part) else Part.NOT_YET
    page = rows_of(on, standing, part, number=wanted_page(request.args.get("page")))
    ask = Ask(Caller.of(actor()), ContactKind.VISIT, now)
    rendered = render_template(
        "programme/show.html",
        standing=standing,
        part=part,
        parts=[each for each in Part if each is not Part.BY_OTHERS or standing.line.unit_id],
        page=page,
        verdicts=verdicts(on, [row.id for row in page.rows], ask) if page.rows else {},
        labels=labels,
        headcount_text=headcount_text,
    )
    return make_response(rendered)


@programme.get("/proposals", endpoint="proposals")
@allow(*STAFF)
def show_proposals() -> Answer:
    """`?week=`: its Monday; the first of the four, else."""
    on = session()
    found = proposals(on, now=utc_now())
    asked = request.args.get("week", "")
    week = next((each for each in found.weeks if each.days.start.isoformat() == asked), found.weeks[0])
    guarded = found.guarded[:MOST_GUARDED]
    shown = {each.company_id for each in week.proposals} | {each.company_id for each, _said in guarded}
    page = render_template(
        "programme/proposals.html",
        found=found,
        week=week,
        guarded=[(each, left_out_sentence(GUARDED[said.answer], [kind.value for kind in said.kinds]))
                 for each, said in guarded],
        companies=companies_by_id(on, shown),
        types=type_names(types(on)),
        headcount_text=headcount_text,
        labels=labels,
    )  # fmt: skip
    return make_response(page)


@programme.post("/export")
@allow(*STAFF)
def export() -> Answer:
    """The workbook is written before the short transaction that leaves its audit line."""
    on, now = session(), utc_now()
    year = wanted_year(on, local_date(now))
    found = standings_of(on, year, day=local_date(now))
    if not found:
        abort(404)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "programme.xlsx"
        companies = write_programme(on, found, target, by_name=actor().name, now=now)
        with transaction() as work:
            record_export(work, found[0].line, companies=companies, now=now)
        # Opened here: the file lives on under the open handle when its folder is gone.
        return send_file(target.open("rb"), MIMETYPE, as_attachment=True, download_name=suggested_name(year))


def fetch(line_id: int) -> Standing:
    line = line_by_id(session(), line_id) or abort(404)
    return standings(session(), [line], day=today_here())[0]


def wanted_year(on: Session, today: date) -> int:
    asked = request.args.get("year", "")
    return next((year for year in years_offered(on, today) if str(year) == asked), today.year)


def years_offered(on: Session, today: date) -> list[int]:
    """Those with a programme, this one and the next."""
    return sorted({*programme_years(on), today.year, today.year + 1})


def today_here() -> date:
    return local_date(utc_now())
