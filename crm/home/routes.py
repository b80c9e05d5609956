"""My day, the unit's day, companies not spoken with, news."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, make_response, render_template, request

from crm.accounts.queries import units
from crm.companies.queries.listing import municipalities_in_use
from crm.contacts.due import end_of_day
from crm.contacts.guard.ask import Ask, Caller, Verdict
from crm.contacts.guard.gather import verdicts
from crm.contacts.queries.companies import has_companies
from crm.contacts.queries.my_day import MyDay, company_names, my_day
from crm.contacts.queries.news import news
from crm.contacts.queries.tasks import team_tasks
from crm.contacts.task_labels import row_words
from crm.contacts.timeline_words import TimelineLine, timeline_lines
from crm.contacts.words import ContactKind
from crm.cooperation import queries as cooperations
from crm.cooperation.labels import type_names
from crm.db import session
from crm.employer_requests.labels import due_text, tone
from crm.employer_requests.queries.clocks import requests_waiting
from crm.home import labels
from crm.home.queries import Silence, Whose, places, silent_companies, team_day
from crm.values.clock import local_date, utc_now
from crm.visiting.queries.reports import missing_reports
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, page_or_part
from crm.web.paging import wanted_page

home = Blueprint("home", __name__)
FEW, MOST_SHOWN = 5, 8
"""So many lines a list has that leads to a page of its own, and one that opens on this page."""
NEWS_DAYS, MOST_NEWS = 14, 100


@home.get("/my-day", endpoint="my_day")
@allow(*STAFF)
def show_my_day() -> Answer:
    """`?all=1` shows what is too much to be shown at once."""
    now, caller = utc_now(), _caller()
    day = my_day(session(), caller, actor().email, now=now)
    most = None if request.args.get("all") == "1" else MOST_SHOWN
    ends = labels.ends_soon(day, local_date(now), type_names(cooperations.types(session())))
    silence = Silence.from_args({}, local_date(now), whose=Whose.MINE if day.has_companies else Whose.ALL)
    silent = silent_companies(session(), silence, caller, now=now, size=FEW)
    tasks = [line.task.company_id for line in (*day.call_backs[:most], *day.follow_ups[:most])]
    rows: list[Any] = [*day.visits, *day.answered[:most], *ends[:most]]
    companies = {*tasks, *(row.company_id for row in rows), *(row.id for row in silent.rows)}
    page = render_template(
        "home/my_day.html",
        day=day,
        today=local_date(now),
        agenda=_agenda(day, most),
        ends=ends,
        most=most,
        places=places(session(), {visit.workplace_id for visit in day.visits if visit.workplace_id}),
        unreported=missing_reports(session(), now=now, lead_id=caller.user_id),
        requests=requests_waiting(session(), caller.user_id, caller.unit_id, now=now),
        request_due=due_text,
        request_tone=tone,
        latest=_news(NEWS_DAYS, now, limit=FEW),
        silence=silence,
        silent=silent,
        verdicts=_verdicts(companies, caller, now),
        unit_id=caller.unit_id,
        labels=labels,
        **row_words(now, actor().id),
    )
    return make_response(page)


@home.get("/my-day/team")
@allow(*STAFF)
def team() -> Answer:
    """One's own unit, or that of the address."""
    now, caller = utc_now(), _caller()
    offered = {unit.id or 0: unit for unit in units(session()) if unit.active}
    wanted = request.args.get("unit", caller.unit_id, type=int)
    unit = offered.get(wanted or 0) or next(iter(offered.values()), None)
    tasks = team_tasks(session(), unit.id or 0, until=end_of_day(now)) if unit else []
    return page_or_part(
        "home/team.html",
        "home/_team.html",
        unit=unit,
        units=[(str(unit_id), each.name) for unit_id, each in offered.items()],
        day=team_day(session(), unit.id or 0, now=now) if unit else None,
        overdue=[line for line in tasks if line.is_overdue(now)],
        today=local_date(now),
        visit_words=labels.VISITS,
        verdicts={},
        **row_words(now, actor().id),
    )


@home.get("/companies/not-spoken-with")
@allow(*STAFF)
def not_spoken() -> Answer:
    now, caller = utc_now(), _caller()
    wanted = Silence.from_args(request.args, local_date(now), whose=Whose.ALL)
    page = silent_companies(session(), wanted, caller, now=now, number=wanted_page(request.args.get("page")))
    return page_or_part(
        "home/not_spoken.html",
        "home/_not_spoken.html",
        page=page,
        wanted=wanted,
        verdicts=_verdicts([row.id for row in page.rows], caller, now),
        municipalities=municipalities_in_use(session()),
        labels=labels,
        now=now,
    )


@home.get("/my-day/news", endpoint="news")
@allow(*STAFF)
def show_news() -> Answer:
    now = utc_now()
    days = request.args.get("days", NEWS_DAYS, type=int)
    days = days if days in labels.NEWS_DAYS else NEWS_DAYS
    lines = _news(days, now, limit=MOST_NEWS)
    own = bool(lines) or has_companies(session(), actor().id, now=now)
    return page_or_part("home/news.html", "home/_news.html", lines=lines, days=days, own=own, labels=labels)


def _caller() -> Caller:
    return Caller.of(actor())


def _agenda(day: MyDay, most: int | None) -> list[tuple[datetime, str, object]]:
    """Visits and calls by the clock: (moment, "visit" or "task", which)."""
    visits = [(visit.starts_at, "visit", visit) for visit in day.visits]
    calls = [(line.task.due_at, "task", line) for line in day.call_backs[:most]]
    return sorted([*visits, *calls], key=lambda each: each[0])


def _verdicts(company_ids: Iterable[int], caller: Caller, now: datetime) -> dict[int, Verdict]:
    """What the guard says to a call now."""
    ids = list(company_ids)
    return verdicts(session(), ids, Ask(caller, ContactKind.CALL, now)) if ids else {}


def _news(days: int, now: datetime, *, limit: int) -> list[tuple[int, str, TimelineLine]]:
    """(company, its name, what happened), the latest first."""
    found = news(session(), actor().id, since=now - timedelta(days=days), now=now, limit=limit)
    names = company_names(session(), {entry.company_id for entry in found if entry.company_id})
    lines = timeline_lines(found, type_names=type_names(cooperations.types(session())), now=now)
    companies = [entry.company_id or 0 for entry in found]
    return [(each, names.get(each, ""), line) for each, line in zip(companies, lines, strict=True)]
