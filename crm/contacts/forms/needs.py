"""Lines of a form for the labour that a company needs."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField
from wtforms.validators import NumberRange

from crm.contacts.inputs import NeedInput
from crm.cooperation.forms import HoursField
from crm.web.forms import BaseForm, DateField, NumberField, TextField

NEEDS_AT_MOST = 12


class NeedForm(BaseForm):
    """One line of labour that the company needs."""

    class Meta(BaseForm.Meta):
        csrf = False  # inside the form that has the token

    occupation = TextField(_l("Occupation"), max_length=120)
    number = NumberField(_l("How many"), [NumberRange(1, 9999, _l("Write a number from 1 to 9999."))])
    from_date = DateField(_l("From when"))
    skills = TextField(_l("Skills"), max_length=500)
    hours_per_week = HoursField(_l("Hours a week"), max_length=6)

    def is_empty(self) -> bool:
        return not any(field.data for field in self)

    def to_input(self) -> NeedInput:
        return NeedInput(
            occupation=self.occupation.data,
            number=self.number.data,
            from_date=self.from_date.data,
            skills=self.skills.data or "",  # a short form does not ask
            hours_per_week=self.hours_per_week.hours,
        )


class NeedLines(BaseForm):
    """A form with lines for the labour that the company needs; one line stays free."""

    needs = FieldList(FormField(NeedForm), _l("Labour needs heard"), max_entries=NEEDS_AT_MOST)
    more_needs = BooleanField()  # the button that adds a line

    def keep_a_line_free(self) -> None:
        """At least one empty line for a need, and one more when it was asked for."""
        lines = self.needs.entries
        if len(lines) < NEEDS_AT_MOST and (not lines or self.more_needs.data):
            self.needs.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        for entry in self.needs:
            if not entry.form.is_empty() and not entry.form.occupation.data and not entry.form.errors:
                entry.form.occupation.errors = [_("Name the occupation.")]
                good = False
        return bool(good)

    def need_inputs(self) -> tuple[NeedInput, ...]:
        return tuple(entry.form.to_input() for entry in self.needs if not entry.form.is_empty())

    def each_field(self) -> Iterator[Field]:
        """Every single field, those in lines too, which stand last: for the list of what is wrong."""
        lines = [field for field in self if isinstance(field, FieldList)]
        yield from (field for field in self if field not in lines)
        yield from (inner for field in lines for entry in field for inner in entry.form)
