"""The administrator's forms of the opening calendar."""

from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.cooperation.forms import CHOOSE
from crm.values.errors import InvalidValueError
from crm.values.working_time import Block
from crm.web.formatting import weekday_name
from crm.web.forms import BaseForm, DateField, OnceField, TextField, TimeField, VersionField
from crm.working_time.writing import read_blocks

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED, UNTIL, FROM = "closed", "until", "from"


class HoursField(TextField):
    """`blocks` is what was written; empty when it is closed."""

    def __init__(self, **more: Any) -> None:
        super().__init__("", max_length=80, **more)  # its label is the weekday's name

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        self.blocks: list[Block] = []
        if self.errors:
            return
        try:
            self.blocks = read_blocks(self.data or "")
        except InvalidValueError:
            raise ValidationError(_("Write opening times like 8.00–12.00, 12.30–16.00.")) from None


class HoursForm(BaseForm):
    monday = HoursField()
    tuesday = HoursField()
    wednesday = HoursField()
    thursday = HoursField()
    friday = HoursField()
    saturday = HoursField()
    sunday = HoursField()
    valid_from = DateField(_l("From and including"), required=True, hint=_l("Days before keep the hours they had."))
    version = VersionField()

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        for weekday in range(len(WEEKDAYS)):
            self.day(weekday).label.text = weekday_name(weekday).capitalize()

    def day(self, weekday: int) -> Any:
        return self[WEEKDAYS[weekday]]

    def to_week(self) -> dict[int, list[Block]]:
        return {weekday: self.day(weekday).blocks for weekday in range(len(WEEKDAYS))}


class ClosedDayForm(BaseForm):
    day = DateField(_l("Day"), required=True)
    name = TextField(_l("Name"), max_length=80, required=True, hint=_l("For example: staff meeting."))
    how = RadioField(
        _l("The job centre is"),
        [DataRequired(CHOOSE)],
        choices=[
            SelectChoice(CLOSED, _l("closed all day")),
            SelectChoice(UNTIL, _l("open only until")),
            SelectChoice(FROM, _l("open only from")),
        ],
        default=CLOSED,
    )
    at = TimeField(_l("At"), hint=_l("For a day that is open only in part."))
    once = OnceField()

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.how.data in (UNTIL, FROM) and not self.at.data and not self.at.errors:
            self.at.errors = [_("Fill this in.")]
            return False
        return good

    def to_day(self) -> tuple[date, str, time | None, time | None]:
        """Day, name, open until, open from."""
        until = self.at.data if self.how.data == UNTIL else None
        since = self.at.data if self.how.data == FROM else None
        return self.day.data, self.name.data, until, since
