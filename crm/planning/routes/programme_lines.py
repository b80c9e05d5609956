"""Managers write the programme: its lines, and last year's once more."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.queries import units
from crm.db import StaleEditError, session, transaction
from crm.planning.forms.programme import CopyForm, EditLineForm, LineForm, NewLineForm, RemoveLineForm, filled_from
from crm.planning.models import ProgrammeLine
from crm.planning.queries.programme import line_by_id
from crm.planning.routes.programme import EDITORS, today_here, wanted_year, years_offered
from crm.planning.services.programme import add_line, change_line, copy_year, remove_line
from crm.refusal import Refusal
from crm.register.industries import sections
from crm.values.clock import utc_now
from crm.web.access import actor, allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once

programme_lines = Blueprint("programme_lines", __name__, url_prefix="/programme")


@programme_lines.route("/new", methods=["GET", "POST"])
@allow(*EDITORS)
def new() -> Answer:
    form = NewLineForm(data={"year": wanted_year(session(), today_here())})
    _offer(form)
    if not form.is_submitted():
        return _page("programme/new.html", form=form)
    if not form.validate():
        return _page("programme/new.html", 422, form=form)

    def create() -> str:
        line = add_line(work, form.to_input(), user_id=actor().id, now=utc_now())
        return url_for("programme.index", year=line.year)

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.group.errors = [str(refusal)]
        return _page("programme/new.html", 422, form=form)
    flash(_("The line is added."), "success")
    return go_to(location)


@programme_lines.route("/lines/<int:line_id>/edit", methods=["GET", "POST"])
@allow(*EDITORS)
def edit(line_id: int) -> Answer:
    form = EditLineForm(data=filled_from(_fetch(line_id)))
    _offer(form)
    if not form.is_submitted():
        return _edit_page(form, line_id)
    if not form.validate():
        return _edit_page(form, line_id, 422)
    try:
        with transaction() as work:
            change_line(work, _fetch(line_id), form.to_input(), version=form.version.data, now=utc_now())
    except StaleEditError:
        line = _fetch(line_id)
        saved = EditLineForm(formdata=None, data=filled_from(line))
        _offer(saved)
        changes = field_changes(form, saved)
        form.version.renew(line.version)
        return _edit_page(form, line_id, 409, changes=changes, stale=True)
    except Refusal as refusal:
        form.group.errors = [str(refusal)]
        return _edit_page(form, line_id, 422)
    flash(_("The line is saved."), "success")
    return go_to(url_for("programme.index", year=form.year.data))


@programme_lines.post("/lines/<int:line_id>/remove")
@allow(*EDITORS)
def remove(line_id: int) -> Answer:
    form = RemoveLineForm()
    if not form.validate():
        abort(400)
    year = _fetch(line_id).year
    try:
        with transaction() as work:
            remove_line(work, _fetch(line_id), version=form.version.data, now=utc_now())
    except StaleEditError:
        flash(_("Somebody else changed the line meanwhile. This is how it stands now."), "warning")
        return go_to(url_for("programme_lines.edit", line_id=line_id))
    flash(_("The line is taken out of the programme."))
    return go_to(url_for("programme.index", year=year))


@programme_lines.post("/copy")
@allow(*EDITORS)
def copy() -> Answer:
    """The lines of the year before, but for those that are there."""
    form = CopyForm()
    form.offer(today_here())
    if not form.validate():
        abort(400)
    copied = 0

    def create() -> str:
        nonlocal copied
        copied = copy_year(work, form.year.data, user_id=actor().id, now=utc_now())
        return url_for("programme.index", year=form.year.data)

    with transaction() as work:
        location = once(work, form.once.data, create)
    if copied:
        flash(ngettext("%(num)d line is copied.", "%(num)d lines are copied.", copied), "success")
    return go_to(location)


def _fetch(line_id: int) -> ProgrammeLine:
    return line_by_id(session(), line_id) or abort(404)


def _offer(form: LineForm) -> None:
    years = years_offered(session(), today_here())
    form.offer(
        years=years,
        sections=list(sections().items()),
        units=[(unit.id or 0, unit.name) for unit in units(session()) if unit.active or unit.id == form.unit.data],
    )


def _edit_page(form: EditLineForm, line_id: int, status: int = 200, **more: object) -> Response:
    line = _fetch(line_id)
    removal = RemoveLineForm(formdata=None, data={"version": line.version})
    return _page("programme/edit.html", status, form=form, line=line, removal=removal, **more)


def _page(template: str, status: int = 200, **context: object) -> Response:
    return make_response(render_template(template, **context), status)
