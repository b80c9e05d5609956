"""The settings of questionnaires."""

from sqlmodel import Session, select

from crm.surveys.models import SurveySetting, SurveySettingName

DEFAULTS = {
    SurveySettingName.SHARE_PERCENT: 20,
    SurveySettingName.LINK_DAYS: 30,
    SurveySettingName.COMPANY_MONTHS: 12,
    SurveySettingName.FEWEST_ANSWERS: 5,
}


def settings(on: Session) -> dict[SurveySettingName, int]:
    """What an administrator has set, else what is usual."""
    return DEFAULTS | {row.name: row.value for row in on.exec(select(SurveySetting))}


def setting_row(on: Session, name: SurveySettingName) -> SurveySetting | None:
    return on.exec(select(SurveySetting).where(SurveySetting.name == name)).first()
