"""For managers: which companies are contacted most, and where the contact guard was needed."""

from datetime import date, timedelta
from io import BytesIO

from flask import Blueprint, make_response, render_template, request, send_file
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.accounts.queries import units
from crm.contacts.guard.pressure import count_events, guard_events, most_contacted, note_export
from crm.contacts.guard.sentences import ANSWER_WORDS, reason_words
from crm.contacts.labels import KINDS
from crm.contacts.models import GuardEventKind
from crm.contacts.pressure_workbook import pressure_workbook
from crm.db import session, transaction
from crm.values.clock import local_date, utc_now
from crm.values.periods import Period, month_of, year_of
from crm.values.roles import Role
from crm.web.access import actor, allow
from crm.web.htmx import Answer
from crm.web.paging import paged, wanted_page

pressure = Blueprint("pressure", __name__)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EVENTS = 200
SPANS: dict[str, LazyString] = {
    "30": _l("The last 30 days"),
    "90": _l("The last 90 days"),
    "month": _l("This month"),
    "before": _l("The month before"),
    "year": _l("This year"),
    "365": _l("The last 12 months"),
}
EVENT_KINDS: dict[GuardEventKind, LazyString] = {
    GuardEventKind.PREVENTED: _l("Prevented contacts"),
    GuardEventKind.OVERRIDDEN: _l("Contacts all the same"),
}


@pressure.get("/contacts/pressure")
@allow(Role.MANAGER, Role.ADMIN)
def index() -> Answer:
    wanted, period = _span()
    rows, count = most_contacted(period)
    page = render_template(
        "contacts/pressure.html",
        page=paged(session(), rows, count=count, number=wanted_page(request.args.get("page"))),
        events=count_events(session(), period),
        event_kinds=EVENT_KINDS,
        spans=list(SPANS.items()),
        wanted=wanted,
        period=period,
    )
    return make_response(page)


@pressure.get("/contacts/pressure/events")
@allow(Role.MANAGER, Role.ADMIN)
def events() -> Answer:
    """`?kind=`: contacts that were prevented, or that were had in spite of the guard; `?unit=` narrows to one."""
    wanted, period = _span()
    asked = request.args.get("kind", "")
    kind = GuardEventKind(asked) if asked in set(GuardEventKind) else GuardEventKind.OVERRIDDEN
    unit_id = _number(request.args.get("unit"))
    page = render_template(
        "contacts/guard_events.html",
        lines=guard_events(session(), kind, period, unit_id=unit_id, limit=MOST_EVENTS),
        most=MOST_EVENTS,
        kind=kind,
        event_kinds=EVENT_KINDS,
        units=[(str(unit.id), unit.name) for unit in units(session())],
        unit=str(unit_id or ""),
        spans=list(SPANS.items()),
        wanted=wanted,
        period=period,
        kinds=KINDS,
        answers=ANSWER_WORDS,
        reason_words=reason_words,
    )
    return make_response(page)


@pressure.post("/contacts/pressure/export")
@allow(Role.MANAGER, Role.ADMIN)
def export() -> Answer:
    _wanted, period = _span()
    content = pressure_workbook(session(), period)
    with transaction() as work:
        note_export(work, period, user_id=actor().id, now=utc_now())
    name = f"kontakttryk-{period.start.isoformat()}-{period.end.isoformat()}.xlsx"
    return send_file(BytesIO(content), WORKBOOK, as_attachment=True, download_name=name)


def _span() -> tuple[str, Period]:
    today = local_date(utc_now())
    wanted = request.args.get("period", "")
    wanted = wanted if wanted in SPANS else "90"
    return wanted, _periods(today)[wanted]


def _periods(today: date) -> dict[str, Period]:
    month = month_of(today)
    return {
        "30": Period(today - timedelta(days=29), today),
        "90": Period(today - timedelta(days=89), today),
        "month": month,
        "before": month_of(month.start - timedelta(days=1)),
        "year": year_of(today),
        "365": Period(today - timedelta(days=364), today),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
