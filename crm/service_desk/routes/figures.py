"""The figures of Virksomhedsservice, the requests behind each of them, and both as a workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request, send_file, url_for
from flask_babel import gettext as _

from crm.accounts.queries import units
from crm.campaigns.statistics_labels import hour_span
from crm.db import session, transaction
from crm.employer_requests import labels as words
from crm.employer_requests.queries.requests import category_names
from crm.employer_requests.words import Channel, GoalKind
from crm.service_desk import figure_labels
from crm.service_desk.figures import KEPT, MISSED, MOST_TIMES, NOT_YET, UNDECIDED, Wanted, figures
from crm.service_desk.queries.figures import asked_in, explained, first_year, orders_in, satisfaction
from crm.service_desk.queries.queue import unit_loads
from crm.service_desk.workbook.material import material_of
from crm.service_desk.workbook.writing import record_export, suggested_name, write_figures
from crm.surveys.figures import Group
from crm.surveys.labels import IN_SHORT, mean_span, mean_text
from crm.values.clock import local_date, utc_now
from crm.values.periods import Period, month_of, months, quarter_of, quarters, year_of
from crm.values.roles import Role
from crm.web.access import actor, allow, may
from crm.web.formatting import month, weekday_name
from crm.web.htmx import Answer
from crm.web.i18n import language
from crm.web.paging import PAGE_SIZE, Page, wanted_page
from crm.workbook.files import MIMETYPE

request_figures = Blueprint("request_figures", __name__, url_prefix="/requests/figures")
READERS = (Role.SERVICE_DESK, Role.MANAGER, Role.ADMIN)
MONTHS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; anything odd is this quarter, all units."""

    wanted: str  # "2026", "2026-Q4", "2026-11"
    unit_id: int | None
    periods: Mapping[str, str]
    units: Mapping[int, str]

    @property
    def period(self) -> Period:
        year = int(self.wanted[:4])
        if len(self.wanted) == len("2026"):
            return year_of(date(year, 1, 1))
        if "Q" in self.wanted:
            return quarter_of(date(year, int(self.wanted[-1]) * 3, 1))
        return month_of(date(year, int(self.wanted[5:]), 1))

    @property
    def address(self) -> dict[str, Any]:
        return {"period": self.wanted, "unit": self.unit_id}

    @property
    def about(self) -> str:
        """'4. kvartal 2026, Jobhuset'."""
        return f"{self.periods[self.wanted]}, {self.units.get(self.unit_id or 0) or _('All units')}"


@request_figures.get("")
@allow(*READERS)
def index() -> Answer:
    on, now, choice = session(), utc_now(), wanted_choice()
    page = render_template(
        "service_desk/figures.html",
        choice=choice,
        figures=figures(asked_in(on, choice.period, unit_id=choice.unit_id, now=now)),
        loads=unit_loads(on, now=now),
        now=now,
        categories=category_names(on, language()),
        goals=words.GOALS,
        channels=words.CHANNELS,
        names=figure_labels,
        hour_span=hour_span,
        weekday_name=weekday_name,
        to_list=_address_of_lists(choice),
        orders=orders_in(on, choice.period, unit_id=choice.unit_id),
        said=_satisfaction(choice),
        in_short=IN_SHORT,
        mean_text=mean_text,
        mean_span=mean_span,
    )
    return make_response(page)


def _address_of_lists(choice: Choice) -> Callable[..., str]:
    """Every number is a link, hundreds on the page: put together by hand they cost it a tenth of the time."""
    base, usual = url_for("request_figures.listed"), {name: value for name, value in choice.address.items() if value}
    return lambda **more: f"{base}?{urlencode(usual | more)}"


def _satisfaction(choice: Choice) -> Group | None:
    """What companies say of concluded requests: for managers, of a year or a quarter."""
    if not may(Role.MANAGER, Role.ADMIN) or choice.wanted[5:].isdecimal():
        return None
    year, quarter = int(choice.wanted[:4]), choice.wanted if "Q" in choice.wanted else None
    return satisfaction(session(), year, quarter=quarter, unit_id=choice.unit_id)


@request_figures.get("/requests")
@allow(*READERS)
def listed() -> Answer:
    """The requests that a number stands for; of a goal, by how much it was missed and what it waited for."""
    on, now, choice, wanted = session(), utc_now(), wanted_choice(), wanted_requests()
    asked = asked_in(on, choice.period, unit_id=choice.unit_id, now=now)
    ids = [each.id for each in asked if wanted.fits(each)]
    number = min(wanted_page(request.args.get("page")), max(1, -(-len(ids) // PAGE_SIZE)))
    rows = explained(on, ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], wanted.goal, now=now)
    categories = category_names(on, language())
    page = render_template(
        "service_desk/figures_list.html",
        choice=choice,
        wanted=wanted,
        about=figure_labels.about(wanted, categories),
        page=Page(rows, len(ids), number),
        categories=categories,
        words=words,
        states={state: str(label) for state, label in words.STATES.items()},
        now=now,
    )
    return make_response(page)


@request_figures.post("/export")
@allow(*READERS)
def export() -> Answer:
    """The workbook is written before the short transaction that leaves its audit line."""
    on, now, choice = session(), utc_now(), wanted_choice()
    asked = asked_in(on, choice.period, unit_id=choice.unit_id, now=now)
    material = material_of(on, asked, about=choice.about, units=dict(choice.units), now=now)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "requests.xlsx"
        write_figures(material, target, by_name=actor().name, now=now)
        with transaction() as work:
            record_export(work, user_id=actor().id, period=choice.wanted, unit_id=choice.unit_id, now=now)
        # Opened here: the file lives on under the open handle when its folder is gone.
        name = suggested_name(choice.wanted)
        return send_file(target.open("rb"), MIMETYPE, as_attachment=True, download_name=name)


def wanted_requests() -> Wanted:
    """From the address; what is odd is no condition."""
    args = request.args
    goal = args.get("goal", "")
    channel = args.get("channel", "")
    return Wanted(
        goal=GoalKind(goal) if goal in set(GoalKind) else None,
        result=args["result"] if args.get("result") in (KEPT, MISSED, UNDECIDED) else "",
        category=_number("category", 10**9),
        month=_month(args.get("month", "")),
        hour=_number("hour", 23),
        weekday=_number("weekday", 6),
        channel=channel if channel in set(Channel) else "",
        band=_number("band", NOT_YET),
        handed_over=_number("handed_over", MOST_TIMES),
        reopened="reopened" in args,
        withdrawn="withdrawn" in args,
    )


def _number(name: str, most: int) -> int | None:
    text = request.args.get(name, "")
    plain = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if plain and int(text) <= most else None


def _month(text: str) -> str:
    try:
        return f"{date.fromisoformat(f'{text}-01'):%Y-%m}"
    except ValueError:
        return ""


def wanted_choice() -> Choice:
    today = local_date(utc_now())
    periods = _periods(today, first_year(session(), today))
    asked = request.args.get("period", "")
    named = {unit.id or 0: unit.name for unit in units(session())}
    unit = _number("unit", 10**9)
    return Choice(
        wanted=asked if asked in periods else _quarter_key(today),
        unit_id=unit if unit in named else None,
        periods=periods,
        units=named,
    )


def _periods(today: date, first: int) -> dict[str, str]:
    """Quarters and years since the first request, and the latest months; the newest first."""
    whole = Period(date(first, 1, 1), today)
    found = {}
    for each in reversed(quarters(whole)):
        key = _quarter_key(each.start)
        found[key] = _("Quarter %(number)s of %(year)s", number=key[-1], year=each.start.year)
    found |= {str(year): str(year) for year in range(today.year, first - 1, -1)}
    for each in reversed(months(whole)[-MONTHS_OFFERED:]):
        found[f"{each.start:%Y-%m}"] = month(each.start)
    return found


def _quarter_key(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"
