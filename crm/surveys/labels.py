"""The words of questionnaires as people read them."""

from fractions import Fraction

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.surveys.intervals import Estimate
from crm.surveys.models import DrawOutcome, Expects, Subject, SurveyQuestion, SurveySettingName
from crm.web.formatting import percent, tenths

QUESTIONS: dict[Subject, dict[SurveyQuestion, LazyString]] = {
    Subject.VISIT: {
        SurveyQuestion.PREPARED: _l("The consultant was well prepared"),
        SurveyQuestion.UNDERSTOOD: _l("The consultant understood what we need"),
        SurveyQuestion.USEFUL: _l("The visit was useful to us"),
        SurveyQuestion.AGREED: _l("We know what has been agreed"),
    },
    Subject.REQUEST: {
        SurveyQuestion.QUICK: _l("We got an answer quickly enough"),
        SurveyQuestion.UNDERSTOOD: _l("You understood what we need"),
        SurveyQuestion.USEFUL: _l("The help was useful to us"),
        SurveyQuestion.AGREED: _l("We know what happens next"),
    },
}
IN_SHORT: dict[SurveyQuestion, LazyString] = {
    SurveyQuestion.PREPARED: _l("Prepared"),
    SurveyQuestion.QUICK: _l("Quick"),
    SurveyQuestion.UNDERSTOOD: _l("Understood"),
    SurveyQuestion.USEFUL: _l("Useful"),
    SurveyQuestion.AGREED: _l("Agreed what next"),
}
SCALE: dict[int, LazyString] = {
    5: _l("To a very high degree"),
    4: _l("To a high degree"),
    3: _l("To some degree"),
    2: _l("To a small degree"),
    1: _l("Not at all"),
}
TITLES: dict[Subject, LazyString] = {
    Subject.VISIT: _l("Satisfaction with visits"),
    Subject.REQUEST: _l("Satisfaction with requests"),
}
HOW_SURE: dict[Subject, LazyString] = {
    Subject.VISIT: _l(
        "From and to: between what the figure lies with 95% certainty, were all visited companies asked."
    ),
    Subject.REQUEST: _l(
        "From and to: between what the figure lies with 95% certainty, had all who were asked answered."
    ),
}
EXPECTS: dict[Expects, LazyString] = {
    Expects.YES: _l("Yes"),
    Expects.NO: _l("No"),
    Expects.DONT_KNOW: _l("Don't know"),
}
OUTCOMES: dict[DrawOutcome, LazyString] = {
    DrawOutcome.NOT_DRAWN: _l("Not drawn"),
    DrawOutcome.ASKED: _l("Got the questionnaire"),
    DrawOutcome.ASKED_BEFORE: _l("Asked lately"),
    DrawOutcome.NO_CONTACT: _l("Wants no contact"),
    DrawOutcome.NO_ADDRESS: _l("No e-mail address"),
}
SETTINGS: dict[SurveySettingName, LazyString] = {
    SurveySettingName.SHARE_PERCENT: _l("Share of the held visits, in percent"),
    SurveySettingName.LINK_DAYS: _l("Days in which it can be answered"),
    SurveySettingName.COMPANY_MONTHS: _l("Months before a company is asked again"),
    SurveySettingName.FEWEST_ANSWERS: _l("Fewest answers that are shown"),
}
SETTING_HINTS: dict[SurveySettingName, LazyString] = {
    SurveySettingName.SHARE_PERCENT: _l("So many of a hundred visits with a report are drawn; 0 asks nobody."),
    SurveySettingName.LINK_DAYS: _l("Then the link in the mail opens nothing any more."),
    SurveySettingName.COMPANY_MONTHS: _l("Also when several of its visits are drawn."),
    SurveySettingName.FEWEST_ANSWERS: _l(
        "Of fewer no figures and no comments are shown: they could tell who said what."
    ),
}


def mean_text(value: float) -> str:
    """'4,3'."""
    return tenths(Fraction(value))


def mean_span(estimate: Estimate) -> str:
    """'3,6–4,9'."""
    return f"{mean_text(estimate.low)}–{mean_text(estimate.high)}"


def share_span(estimate: Estimate) -> str:
    """'12,5 %–40,0 %'."""
    return f"{percent(round(estimate.low * 1000), 1000)}–{percent(round(estimate.high * 1000), 1000)}"
