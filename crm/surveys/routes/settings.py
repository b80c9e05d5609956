"""The administrator's settings of questionnaires."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from crm.db import StaleEditError, session, transaction
from crm.refusal import Refusal
from crm.surveys.forms import SettingForm
from crm.surveys.labels import SETTING_HINTS, SETTINGS
from crm.surveys.models import SurveySettingName
from crm.surveys.queries.settings import setting_row, settings
from crm.surveys.services.settings import set_setting
from crm.values.clock import utc_now
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.htmx import Answer, go_to

survey_settings = Blueprint("survey_settings", __name__, url_prefix="/admin/questionnaires")


@survey_settings.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    said = settings(session())
    rows = [(name, label, SETTING_HINTS[name], said[name]) for name, label in SETTINGS.items()]
    return make_response(render_template("surveys/settings.html", rows=rows))


@survey_settings.route("/<name>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(name: str) -> Answer:
    wanted = SurveySettingName(name) if name in set(SurveySettingName) else abort(404)
    saved = settings(session())[wanted]
    form = SettingForm(data={"value": saved, "version": _version(wanted)})
    if request.method != "POST":
        return _page(form, wanted)
    if not form.validate():
        return _page(form, wanted, 422)
    try:
        with transaction() as work:
            set_setting(work, wanted, form.value.data, version=form.version.data, now=utc_now())
    except StaleEditError:
        form.version.renew(_version(wanted))
        saved, written = settings(session())[wanted], form.value.data
        changes = [(SETTINGS[wanted], saved, written)] if saved != written else []
        return _page(form, wanted, 409, changes=changes)
    except Refusal as refusal:
        form.value.errors = [str(refusal)]
        return _page(form, wanted, 422)
    flash(_("The setting is saved."), "success")
    return go_to(url_for("survey_settings.index"))


def _version(name: SurveySettingName) -> int:
    row = setting_row(session(), name)
    return row.version if row else 0


def _page(form: SettingForm, name: SurveySettingName, status: int = 200, **more: object) -> Response:
    form.value.label.text = SETTINGS[name]
    page = render_template("surveys/setting.html", form=form, name=name.value, hint=SETTING_HINTS[name], **more)
    return make_response(page, status)
