"""The administrator's settings of visits."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.visiting.forms.own_time import SettingForm
from crm.visiting.labels import SETTING_HINTS, SETTINGS
from crm.visiting.queries.own_time import setting_row
from crm.visiting.services.own_time import set_setting
from crm.visits.models import VisitSettingName
from crm.visits.queries.time import setting
from crm.web.access import allow
from crm.web.htmx import Answer, go_to

visit_settings = Blueprint("visit_settings", __name__, url_prefix="/admin/visits")


@visit_settings.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    rows = [(name, label, SETTING_HINTS[name], setting(session(), name)) for name, label in SETTINGS.items()]
    return make_response(render_template("visits/settings.html", rows=rows))


@visit_settings.route("/<name>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(name: str) -> Answer:
    wanted = VisitSettingName(name) if name in set(VisitSettingName) else abort(404)
    form = SettingForm(data={"value": setting(session(), wanted), "version": _version(wanted)})
    if request.method != "POST":
        return _page(form, wanted)
    if not form.validate():
        return _page(form, wanted, 422)
    try:
        with transaction() as work:
            set_setting(work, wanted, form.value.data, version=form.version.data, now=utc_now())
    except StaleEditError:
        form.version.renew(_version(wanted))
        saved, written = setting(session(), wanted), form.value.data
        changes = [(SETTINGS[wanted], saved, written)] if saved != written else []
        return _page(form, wanted, 409, changes=changes)
    except Refusal as refusal:
        form.value.errors = [str(refusal)]
        return _page(form, wanted, 422)
    flash(_("The setting is saved."), "success")
    return go_to(url_for("visit_settings.index"))


def _version(name: VisitSettingName) -> int:
    row = setting_row(session(), name)
    return row.version if row else 0


def _page(form: SettingForm, name: VisitSettingName, status: int = 200, **more: object) -> Response:
    form.value.label.text = SETTINGS[name]
    page = render_template("visits/setting.html", form=form, name=name.value, hint=SETTING_HINTS[name], **more)
    return make_response(page, status)
