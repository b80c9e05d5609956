"""A line of the yearly visiting programme."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange

from crm.companies.labels import GROUPS
from crm.companies.models import CompanyGroup
from crm.contacts.forms.log import choices
from crm.planning.inputs import LineInput
from crm.planning.models import ProgrammeLine
from crm.web.forms import BaseForm, NumberField, OnceField, VersionField

MOST = 100_000


class LineForm(BaseForm):
    """`offer` fills its lists."""

    group = SelectField(_l("Company group"), [InputRequired()], choices=choices(GROUPS.items()))
    section = SelectField(_l("Industry"))
    unit = SelectField(
        _l("Unit"), coerce=int, default=0, description=_l("With a unit, only visits made by that unit count.")
    )
    year = SelectField(_l("Year"), [InputRequired()], coerce=int)
    quota = NumberField(
        _l("Companies to visit in the year"),
        [NumberRange(1, MOST, _l("Write a number from 1 to 100,000."))],
        required=True,
        hint=_l("A company counts once, however often it is visited."),
    )
    interval_months = NumberField(
        _l("Months between visits"),
        [NumberRange(1, 60, _l("Write a number from 1 to 60."))],
        required=True,
        default=12,
        hint=_l("A company whose last visit is longer ago is due."),
    )

    def offer(
        self, *, years: Sequence[int], sections: Sequence[tuple[str, str]], units: Sequence[tuple[int, str]]
    ) -> None:
        self.year.choices = choices((year, str(year)) for year in years)
        self.section.choices = choices([("", _("All industries")), *sections])
        self.unit.choices = choices([(0, _("All units")), *units])

    def to_input(self) -> LineInput:
        return LineInput(
            year=self.year.data,
            group=CompanyGroup(self.group.data),
            quota=self.quota.data,
            interval_months=self.interval_months.data,
            section=self.section.data,
            unit_id=self.unit.data or None,
        )


class NewLineForm(LineForm):
    once = OnceField()


class EditLineForm(LineForm):
    version = VersionField()


class RemoveLineForm(BaseForm):
    version = VersionField()


def filled_from(line: ProgrammeLine) -> dict[str, Any]:
    return {
        "group": line.group.value,
        "section": line.section,
        "unit": line.unit_id or 0,
        "year": line.year,
        "quota": line.quota,
        "interval_months": line.interval_months,
        "version": line.version,
    }


class CopyForm(BaseForm):
    """Last year's programme into this year; `offer` says which years."""

    year = SelectField(coerce=int)
    once = OnceField()

    def offer(self, today: date) -> None:
        self.year.choices = choices((year, str(year)) for year in (today.year, today.year + 1))
