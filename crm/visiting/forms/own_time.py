"""The forms of absences and working hours."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange

from crm.accounts.queries import Colleague
from crm.contacts.due import due_moment
from crm.contacts.forms.log import choices
from crm.cooperation.forms import CHOOSE
from crm.visiting.labels import ABSENCES
from crm.visiting.queries.own_time import Hours
from crm.web.forms import BaseForm, DateField, OnceField, TimeField, VersionField

WEEKDAYS = 7


class AbsenceForm(BaseForm):
    """Whole days, or from one time to another."""

    person = SelectField(_l("Who is away"), [DataRequired(CHOOSE)], coerce=int)
    kind = RadioField(_l("Kind"), [DataRequired(CHOOSE)], choices=choices(ABSENCES.items()))
    first_day = DateField(_l("First day"), required=True)
    first_time = TimeField(_l("From what time"), hint=_l("Empty: the whole day."))
    last_day = DateField(_l("Last day"), hint=_l("Empty: the same day."))
    last_time = TimeField(_l("Until what time"), hint=_l("Empty: the whole day."))
    once = OnceField()

    def offer(self, people: Sequence[Colleague]) -> None:
        self.person.choices = choices((each.id, each.name) for each in people)

    def span(self) -> tuple[datetime, datetime]:
        """From the first moment up to the last; a day without a time counts whole."""
        last_day = self.last_day.data or self.first_day.data
        begins = due_moment(self.first_day.data, self.first_time.data or time.min)
        if self.last_time.data:
            return begins, due_moment(last_day, self.last_time.data)
        return begins, due_moment(last_day + timedelta(days=1), time.min)


class StandInForm(BaseForm):
    """Always, or from one day to another."""

    of = SelectField(_l("Who is away"), [NumberRange(1, message=CHOOSE)], coerce=int)
    by = SelectField(_l("Stand-in"), [NumberRange(1, message=CHOOSE)], coerce=int, default=0)
    since = DateField(_l("From day"), hint=_l("Empty: from now on."))
    until = DateField(_l("To day"), hint=_l("Empty: until it is changed."))
    once = OnceField()

    def offer(self, people: Sequence[Colleague], everybody: Sequence[Colleague]) -> None:
        self.of.choices = choices((each.id, each.name) for each in people)
        named = [SelectChoice(each.id, each.name, optgroup=each.unit or _("Without a unit")) for each in everybody]
        self.by.choices = [SelectChoice(0, _("Choose …")), *named]


class HoursForm(BaseForm):
    """A line for each weekday; a day without times is a day without visits."""

    begins_0, ends_0 = TimeField(_l("From")), TimeField(_l("To"))
    begins_1, ends_1 = TimeField(_l("From")), TimeField(_l("To"))
    begins_2, ends_2 = TimeField(_l("From")), TimeField(_l("To"))
    begins_3, ends_3 = TimeField(_l("From")), TimeField(_l("To"))
    begins_4, ends_4 = TimeField(_l("From")), TimeField(_l("To"))
    begins_5, ends_5 = TimeField(_l("From")), TimeField(_l("To"))
    begins_6, ends_6 = TimeField(_l("From")), TimeField(_l("To"))
    version = VersionField()

    def day(self, weekday: int) -> tuple[TimeField, TimeField]:
        return self[f"begins_{weekday}"], self[f"ends_{weekday}"]

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        for weekday in range(WEEKDAYS):
            begins, ends = self.day(weekday)
            if begins.errors or ends.errors:
                continue
            if bool(begins.data) != bool(ends.data):
                (ends if begins.data else begins).errors = [_("Write both times, or none.")]
                good = False
            elif begins.data and ends.data <= begins.data:
                ends.errors = [_("The day must end after it begins.")]
                good = False
        return good

    def to_hours(self) -> Hours:
        pairs = {weekday: self.day(weekday) for weekday in range(WEEKDAYS)}
        return {weekday: (begins.data, ends.data) for weekday, (begins, ends) in pairs.items() if begins.data}


def filled_from(hours: Hours) -> dict[str, Any]:
    """The data of an `HoursForm`."""
    begins = {f"begins_{weekday}": pair[0] for weekday, pair in hours.items()}
    return begins | {f"ends_{weekday}": pair[1] for weekday, pair in hours.items()}
