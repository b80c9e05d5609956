"""When the job centre is open: the administrator's opening hours, closed days and half days."""

from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.db import session, transaction
from crm.refusal import Refusal
from crm.values.clock import local_date, utc_now
from crm.values.roles import Role
from crm.values.working_time import Block
from crm.web.access import actor, allow
from crm.web.formatting import weekday_name
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once
from crm.working_time import services
from crm.working_time.forms import WEEKDAYS, ClosedDayForm, HoursForm
from crm.working_time.queries import (
    Hours,
    closed_day_by_id,
    closed_days,
    hours_on,
    hours_version,
    latest_changes,
    opening_block_by_id,
    opening_hours,
)
from crm.working_time.writing import write_blocks

opening_calendar = Blueprint("opening_calendar", __name__, url_prefix="/admin/opening-calendar")
YEARS_SHOWN = 2


@opening_calendar.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    today = _today()
    page = render_template(
        "working_time/index.html",
        hours=opening_hours(session()),
        holds=hours_on(session(), today),
        weekdays=[weekday_name(weekday) for weekday in range(len(WEEKDAYS))],
        written=_written,
        days=closed_days(session(), today, date(today.year + YEARS_SHOWN, 12, 31)),
        changes=latest_changes(session()),
        today=today,
    )
    return make_response(page)


@opening_calendar.route("/hours", methods=["GET", "POST"])
@allow(Role.ADMIN)
def hours() -> Answer:
    """A week of opening hours, and the day from which they hold."""
    form = _filled(_next_monday())
    if request.method != "POST":
        return _hours_page(form)
    if not form.validate():
        return _hours_page(form, 422)
    try:
        with transaction() as work:
            services.set_opening_hours(
                work,
                form.valid_from.data,
                form.to_week(),
                user_id=actor().id,
                now=utc_now(),
                version=form.version.data,
            )
    except services.StaleHoursError:
        saved = _filled(form.valid_from.data, formdata=None)
        changes = field_changes(form, saved)
        form.version.renew(hours_version(session()))
        return _hours_page(form, 409, changes=changes)
    except Refusal as refusal:
        form.monday.errors = [str(refusal)]
        return _hours_page(form, 422)
    flash(_("The opening hours are saved. Open requests are reckoned by them from their day on."), "success")
    return go_to(url_for("opening_calendar.index"))


@opening_calendar.post("/hours/<int:block_id>/drop")
@allow(Role.ADMIN)
def drop_hours(block_id: int) -> Answer:
    """The set of hours that the block belongs to does not hold: those before it go on."""
    opening_block_by_id(session(), block_id) or abort(404)
    with transaction() as work:
        block = opening_block_by_id(work, block_id) or abort(404)
        services.drop_opening_hours(work, block.valid_from, user_id=actor().id, now=utc_now())
    flash(_("The opening hours are taken back."), "success")
    return go_to(url_for("opening_calendar.index"))


@opening_calendar.route("/days/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_day() -> Answer:
    form = ClosedDayForm()
    if request.method != "POST":
        return _day_page(form)
    if not form.validate():
        return _day_page(form, 422)
    day, name, until, since = form.to_day()

    def add() -> str:
        services.add_closed_day(work, day, name, open_until=until, open_from=since, user_id=actor().id, now=utc_now())
        return url_for("opening_calendar.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, add)
    except Refusal as refusal:
        form.day.errors = [str(refusal)]
        return _day_page(form, 422)
    flash(_("The day is in the calendar."), "success")
    return go_to(location)


@opening_calendar.post("/days/<int:day_id>/remove")
@allow(Role.ADMIN)
def remove_day(day_id: int) -> Answer:
    closed_day_by_id(session(), day_id) or abort(404)
    with transaction() as work:
        closed = closed_day_by_id(work, day_id) or abort(404)
        services.remove_closed_day(work, closed, user_id=actor().id, now=utc_now())
    flash(_("The day is out of the calendar: it is as any other of its weekday."), "success")
    return go_to(url_for("opening_calendar.index"))


def _hours_page(form: HoursForm, status: int = 200, **more: object) -> Response:
    days = [form.day(weekday) for weekday in range(len(WEEKDAYS))]
    return make_response(render_template("working_time/hours.html", form=form, days=days, **more), status)


def _day_page(form: ClosedDayForm, status: int = 200) -> Response:
    return make_response(render_template("working_time/day_new.html", form=form), status)


def _filled(day: date, **more: object) -> HoursForm:
    """The form with the hours that hold on the day."""
    holds = hours_on(session(), day)
    texts = {name: _written(holds, weekday) for weekday, name in enumerate(WEEKDAYS)}
    return HoursForm(data={**texts, "valid_from": day, "version": hours_version(session())}, **more)


def _written(found: Hours | None, weekday: int) -> str:
    blocks = found.week.get(weekday, []) if found else []
    return write_blocks(Block(block.opens, block.closes) for block in blocks)


def _next_monday() -> date:
    today = _today()
    return today + timedelta(days=7 - today.weekday())


def _today() -> date:
    return local_date(utc_now())
