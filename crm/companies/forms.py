from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.companies.labels import GROUPS
from crm.companies.models import CompanyGroup
from crm.companies.services import MARKABLE
from crm.web.forms import BaseForm, OnceField, TextField


class MarkForm(BaseForm):
    group = RadioField(
        _l("Company group"),
        [DataRequired(_l("Choose from the list."))],
        choices=[SelectChoice(group.value, GROUPS[group]) for group in MARKABLE],
    )
    source = TextField(
        _l("Where do you know it from?"),
        max_length=300,
        required=True,
        hint=_l("For example: annual report 2025, told at the visit in May, the business council's list."),
    )
    once = OnceField()

    def to_group(self) -> CompanyGroup:
        return CompanyGroup(self.group.data)


class ViewForm(BaseForm):
    name = TextField(_l("Name of the view"), max_length=80, required=True)
    shared = BooleanField(_l("Colleagues may use it too"))
    once = OnceField()
