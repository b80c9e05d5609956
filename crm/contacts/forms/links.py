from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.contacts.inputs import RefusalInput
from crm.contacts.models import RefusalScope
from crm.contacts.restriction_labels import SCOPES
from crm.cooperation.forms import CHOOSE
from crm.web.forms import BaseForm, DateField, LongTextField, OnceField, TextField

OFFERED = (RefusalScope.ALL, RefusalScope.PHONE, RefusalScope.CAMPAIGNS)


class LinkForm(BaseForm):
    once = OnceField()


class PublicRefusalForm(BaseForm):
    scope = RadioField(
        _l("What do you not want?"),
        [DataRequired(CHOOSE)],
        choices=[SelectChoice(scope.value, SCOPES[scope]) for scope in OFFERED],
    )
    until = DateField(_l("Until and including"), required=True, hint=_l("Usually a year. You can change your mind."))
    said_by = TextField(_l("Your name"), max_length=120, required=True)
    reason = LongTextField(_l("Why?"), max_length=500, hint=_l("You need not say. It helps us to do better."))
    once = OnceField()

    def to_input(self) -> RefusalInput:
        return RefusalInput(
            said_by=self.said_by.data,
            reason=self.reason.data,
            scope=RefusalScope(self.scope.data),
            until=self.until.data,
        )


class PublicLiftForm(BaseForm):
    said_by = TextField(_l("Your name"), max_length=120, required=True)
