"""Changing the settings of questionnaires."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from crm.audit.trail import record
from crm.db import StaleEditError, claim_version
from crm.refusal import Refusal
from crm.surveys.models import SurveySetting, SurveySettingName
from crm.surveys.queries.settings import setting_row

LIMITS = {
    SurveySettingName.SHARE_PERCENT: (0, 100),
    SurveySettingName.LINK_DAYS: (7, 90),
    SurveySettingName.COMPANY_MONTHS: (1, 60),
    SurveySettingName.FEWEST_ANSWERS: (3, 50),  # of one or two answers everybody would know whose they are
}


def set_setting(on: Session, name: SurveySettingName, value: int, *, version: int, now: datetime) -> None:
    """`version` 0: nobody has set it yet. Raises StaleEditError when somebody was first."""
    least, most = LIMITS[name]
    if not least <= value <= most:
        raise Refusal(_("Write a number from %(least)s to %(most)s.", least=least, most=most))
    row = setting_row(on, name)
    if row is None:
        row = SurveySetting(name=name, value=value)
    elif row.version != version:
        raise StaleEditError(row)
    else:
        claim_version(on, row, version)
        row.value = value
    on.add(row)
    on.flush()
    record(on, "survey_setting.set", row, details={"name": name.value, "value": value}, now=now)
