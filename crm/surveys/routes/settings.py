"""The administrator's settings of questionnaires."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from crm.surveys.labels import SETTING_HINTS, SETTINGS
from crm.surveys.models import SurveySettingName
from crm.surveys.queries.settings import setting_row, settings
from crm.surveys.services.settings import set_setting
from crm.values.roles import Role
from crm.web.access import allow
from crm.web.htmx import Answer
from crm.web.number_settings import NumberSettings, edited, listed

survey_settings = Blueprint("survey_settings", __name__, url_prefix="/admin/questionnaires")
NUMBERS = NumberSettings(
    blueprint="survey_settings",
    title=_l("Questionnaires"),
    names=SurveySettingName,
    labels=SETTINGS,
    hints=SETTING_HINTS,
    values=settings,
    row=setting_row,
    save=set_setting,
)


@survey_settings.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    return listed(NUMBERS)


@survey_settings.route("/<name>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(name: str) -> Answer:
    return edited(NUMBERS, name)
