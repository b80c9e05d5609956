"""The visits of a unit by day, week and month: a table, and the calendar that is drawn from it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from crm.accounts.queries import Colleague, colleagues, units
from crm.contacts.guard import Caller
from crm.db import session
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visiting.labels import ABSENCES, STATUSES, TONES, absence_span
from crm.visiting.queries.calendar import Agenda, CalendarLine, Days, View, agenda, wanted_days
from crm.visits.models import PLANNED, VisitStatus
from crm.web.access import STAFF, actor, allow
from crm.web.formatting import clock_time, day_of_week
from crm.web.htmx import Answer, page_or_part

visits = Blueprint("visits", __name__)
EVERYBODY = 0
SATURDAY = 5


@visits.get("/visits")
@allow(*STAFF)
def calendar() -> Answer:
    """`?view= &date=` which days; `?unit=` (0: all) and `?person=` whose; `?all=1` also what was called off."""
    on, today = session(), local_date(utc_now())
    days = wanted_days(request.args, today)
    everybody = colleagues(on)
    unit_id = request.args.get("unit", Caller.of(actor()).unit_id or EVERYBODY, type=int)
    of_unit = [each for each in everybody if unit_id in {EVERYBODY, each.unit_id}]
    person_id = request.args.get("person", 0, type=int)
    people = [each for each in of_unit if person_id in {0, each.id}] or of_unit
    all_statuses = request.args.get("all") == "1"
    found = agenda(on, {each.id for each in people}, days, all_statuses=all_statuses)
    words = _words(found, {each.id: each.name for each in everybody})
    kept: dict[str, Any] = {"unit": unit_id, "person": person_id or None, "all": 1 if all_statuses else None}
    return page_or_part(
        "visits/calendar.html",
        "visits/_calendar.html",
        days=days,
        today=today,
        views=[(view, url_for(".calendar", view=view.value, date=days.first, **kept)) for view in View],
        there={
            day: url_for(".calendar", view=days.view.value, date=day, **kept)
            for day in (days.before, today, days.after)
        },
        kept=kept,
        units=[(str(EVERYBODY), _("All units")), *((str(each.id), each.name) for each in units(on) if each.active)],
        people=[("", _("Everybody")), *((str(each.id), each.name) for each in of_unit)],
        agenda=found,
        by_day=[(day, list(lines)) for day, lines in groupby(found.lines, key=_day)],
        names=words.names,
        statuses=words.statuses,
        urls=words.urls,
        tones=TONES,
        absences=ABSENCES,
        absence_span=absence_span,
        drawn=_drawn(days, people, found, words),
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What the table and the drawing say of the visits: put into words once, since there are many of them."""

    names: dict[int, str]
    statuses: dict[VisitStatus, str]
    days: dict[date, str]
    urls: dict[int, str]


def _words(found: Agenda, names: dict[int, str]) -> Words:
    return Words(
        names,
        statuses={status: str(label) for status, label in STATUSES.items()},
        days={day: day_of_week(day) for day in {_day(line) for line in found.lines}},
        urls={line.visit.id or 0: url_for("visit.show", visit_id=line.visit.id) for line in found.lines},
    )


def _day(line: CalendarLine) -> date:
    return local_date(line.visit.starts_at)


def _drawn(days: Days, people: list[Colleague], found: Agenda, words: Words) -> dict[str, Any]:
    """What the calendar's script draws: clock times in Copenhagen without a zone."""
    rows = {each.id for each in people}
    events = [entry for line in found.lines for entry in _entries(line, rows, words)]
    events += [
        {
            "id": f"absence-{each.id}",
            "start": _clock(each.starts_at),
            "end": _clock(each.ends_at),
            "resource": str(each.user_id),
            "kind": "away",
            "title": str(ABSENCES[each.kind]),
        }
        for each in found.absences
    ]
    weekend = any(day.weekday() >= SATURDAY for day in words.days)
    return {
        "view": days.view.value,
        "date": days.first.isoformat(),
        "hidden": [] if weekend or (days.view is View.DAY and days.first.weekday() >= SATURDAY) else [0, 6],
        "earliest": min(["07:00", *(_clock(line.visit.starts_at)[11:13] + ":00" for line in found.lines)]),
        "latest": max(["17:00", *(_clock(line.visit.ends_at)[11:] for line in found.lines)]),
        "resources": [{"id": str(each.id), "title": each.name} for each in people],
        "events": events,
        "words": {
            "confirm": _("Enter moves the visit there, Escape leaves it where it is."),
            "back": _("The visit stays where it is."),
        },
    }


def _entries(line: CalendarLine, rows: set[int], words: Words) -> list[dict[str, Any]]:
    """One in the row of who leads it, which can be moved, and one in each row of who comes along."""
    visit = line.visit
    entry = {
        "start": _clock(visit.starts_at),
        "end": _clock(visit.ends_at),
        "title": line.company,
        "time": clock_time(visit.starts_at),
        "kind": visit.status.value,
        "url": words.urls[visit.id or 0],
        "label": f"{words.days[_day(line)]}, {words.names.get(visit.lead_user_id, '')}, {words.statuses[visit.status]}",
    }
    entries: list[dict[str, Any]] = []
    if visit.lead_user_id in rows:
        move = url_for("visit.move", visit_id=visit.id) if visit.status in PLANNED else None
        entries.append({**entry, "id": f"visit-{visit.id}", "resource": str(visit.lead_user_id), "move": move})
    entries += [
        {**entry, "id": f"visit-{visit.id}-{user_id}", "resource": str(user_id), "kind": f"{entry['kind']} visit-along"}
        for user_id in line.along_ids
        if user_id in rows
    ]
    return entries


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%Y-%m-%dT%H:%M}"
