from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from crm.contacts.forms.log import choices
from crm.employer_requests.services.texts import AnswerTextInput
from crm.visiting.forms.report import LANGUAGES
from crm.web.forms import BaseForm, LongTextField, OnceField, TextField, VersionField


class _TextFields(BaseForm):
    name = TextField(_l("Name"), max_length=80, required=True, hint=_l("Colleagues choose the text by it."))
    language = SelectField(_l("Language of the mail"), choices=choices(LANGUAGES.items()))
    subject = TextField(_l("Subject"), max_length=150, required=True)
    body = LongTextField(_l("Text"), max_length=5_000, required=True)
    active = BooleanField(_l("In use"))

    def to_input(self) -> AnswerTextInput:
        return AnswerTextInput(
            name=self.name.data,
            language=self.language.data,
            subject=self.subject.data,
            body=self.body.data,
            active=self.active.data,
        )


class NewAnswerTextForm(_TextFields):
    once = OnceField()


class AnswerTextForm(_TextFields):
    version = VersionField()
