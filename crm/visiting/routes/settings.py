"""The administrator's settings of visits."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from crm.values.roles import Role
from crm.visiting.labels import SETTING_HINTS, SETTINGS
from crm.visiting.queries.own_time import setting_row
from crm.visiting.services.own_time import set_setting
from crm.visits.models import VisitSettingName
from crm.visits.queries.time import settings
from crm.web.access import allow
from crm.web.htmx import Answer
from crm.web.number_settings import NumberSettings, edited, listed

visit_settings = Blueprint("visit_settings", __name__, url_prefix="/admin/visits")
NUMBERS = NumberSettings(
    blueprint="visit_settings",
    title=_l("Settings of visits"),
    names=VisitSettingName,
    labels=SETTINGS,
    hints=SETTING_HINTS,
    values=settings,
    row=setting_row,
    save=set_setting,
)


@visit_settings.get("")
@allow(Role.ADMIN)
def index() -> Answer:
    return listed(NUMBERS)


@visit_settings.route("/<name>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit(name: str) -> Answer:
    return edited(NUMBERS, name)
