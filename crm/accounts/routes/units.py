"""Administration of units."""

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.accounts import queries, services
from crm.accounts.forms import NewUnitForm, UnitForm
from crm.accounts.models import Unit
from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.forms import field_changes
from crm.web.htmx import Answer, go_to
from crm.web.once import once

units = Blueprint("units", __name__, url_prefix="/admin/units")


@units.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    return make_response(render_template("accounts/units.html", units=queries.units_with_people(session())))


@units.route("/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new() -> Answer:
    form = NewUnitForm()
    if request.method != "POST":
        return make_response(render_template("accounts/unit_new.html", form=form))
    if not form.validate():
        return make_response(render_template("accounts/unit_new.html", form=form), 422)

    def create() -> str:
        services.add_unit(work, form.code.data, form.name.data, now=utc_now())
        return url_for("units.index")

    try:
        with transaction() as work:
            location = once(work, form.once.data, create)
    except Refusal as refusal:
        form.code.errors = [str(refusal)]
        return make_response(render_template("accounts/unit_new.html", form=form), 422)
    flash(_("The unit is added."))
    return go_to(location)


@units.route("/<int:unit_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(unit_id: int) -> Answer:
    unit = _unit(unit_id)
    form = UnitForm(obj=unit)
    if request.method != "POST":
        return make_response(render_template("accounts/unit.html", form=form, unit=unit))
    if not form.validate():
        return make_response(render_template("accounts/unit.html", form=form, unit=unit), 422)
    try:
        with transaction() as work:
            services.edit_unit(work, unit, form.name.data, form.version.data, active=form.active.data, now=utc_now())
    except StaleEditError:
        unit = _unit(unit_id)
        changes = field_changes(form, UnitForm(formdata=None, obj=unit))
        form.version.renew(unit.version)
        return make_response(render_template("accounts/unit.html", form=form, unit=unit, changes=changes), 409)
    flash(_("The unit is saved."))
    return go_to(url_for("units.index"))


def _unit(unit_id: int) -> Unit:
    return queries.unit_by_id(session(), unit_id) or abort(404)
