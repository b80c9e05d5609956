"""The questionnaire."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.cooperation.forms import CHOOSE
from crm.surveys.labels import EXPECTS, QUESTIONS, SCALE
from crm.surveys.models import COMMENT_LENGTH, Expects, SurveyQuestion
from crm.surveys.services.answering import Said
from crm.web.forms import BaseForm, LongTextField, OnceField


def _degree(question: SurveyQuestion) -> RadioField:
    choices = [SelectChoice(str(value), label) for value, label in SCALE.items()]
    return RadioField(QUESTIONS[question], [DataRequired(CHOOSE)], choices=choices)


class QuestionnaireForm(BaseForm):
    prepared = _degree(SurveyQuestion.PREPARED)
    understood = _degree(SurveyQuestion.UNDERSTOOD)
    useful = _degree(SurveyQuestion.USEFUL)
    agreed = _degree(SurveyQuestion.AGREED)
    expects = RadioField(
        _l("Do you expect to work with the job centre within a year?"),
        [DataRequired(CHOOSE)],
        choices=[SelectChoice(each.value, label) for each, label in EXPECTS.items()],
    )
    comment = LongTextField(
        _l("What could we do better?"),
        max_length=COMMENT_LENGTH,
        hint=_l("Our managers read it, without your name. Please write nothing about other people's private matters."),
    )
    wants_contact = BooleanField(_l("I would like to hear from you. Then the consultant learns that I asked."))
    once = OnceField()

    def to_said(self) -> Said:
        return Said(
            values={question: int(self[question.value].data) for question in SurveyQuestion},
            expects=Expects(self.expects.data),
            comment=self.comment.data,
            wants_contact=self.wants_contact.data,
        )
