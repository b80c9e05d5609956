"""The questionnaires: after a visit, and after a request."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.cooperation.forms import CHOOSE
from crm.surveys.labels import EXPECTS, QUESTIONS, SCALE
from crm.surveys.models import COMMENT_LENGTH, Expects, Subject, SurveyQuestion
from crm.surveys.services.answering import Said
from crm.web.forms import BaseForm, LongTextField, OnceField


def _degree(subject: Subject, question: SurveyQuestion) -> RadioField:
    choices = [SelectChoice(str(value), label) for value, label in SCALE.items()]
    return RadioField(QUESTIONS[subject][question], [DataRequired(CHOOSE)], choices=choices)


class _Questionnaire(BaseForm):
    subject: ClassVar[Subject]

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

    @property
    def degrees(self) -> list[Any]:
        """The fields of the questions, in their order."""
        return [self[question.value] for question in QUESTIONS[self.subject]]

    def to_said(self) -> Said:
        return Said(
            values={question: int(self[question.value].data) for question in QUESTIONS[self.subject]},
            expects=Expects(self.expects.data),
            comment=self.comment.data,
            wants_contact="wants_contact" in self and self.wants_contact.data,
        )


class VisitQuestionnaire(_Questionnaire):
    subject = Subject.VISIT

    prepared = _degree(Subject.VISIT, SurveyQuestion.PREPARED)
    understood = _degree(Subject.VISIT, SurveyQuestion.UNDERSTOOD)
    useful = _degree(Subject.VISIT, SurveyQuestion.USEFUL)
    agreed = _degree(Subject.VISIT, SurveyQuestion.AGREED)


class RequestQuestionnaire(_Questionnaire):
    subject = Subject.REQUEST

    quick = _degree(Subject.REQUEST, SurveyQuestion.QUICK)
    understood = _degree(Subject.REQUEST, SurveyQuestion.UNDERSTOOD)
    useful = _degree(Subject.REQUEST, SurveyQuestion.USEFUL)
    agreed = _degree(Subject.REQUEST, SurveyQuestion.AGREED)


FORMS: dict[Subject, type[_Questionnaire]] = {
    Subject.VISIT: VisitQuestionnaire,
    Subject.REQUEST: RequestQuestionnaire,
}
