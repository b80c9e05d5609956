from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.contacts.due import due_moment
from crm.cooperation.forms import CHOOSE
from crm.values.clock import utc_now
from crm.visiting.services.answering import NOTE_LENGTH, Said
from crm.visits.models import Answer
from crm.web.forms import BaseForm, DateField, LongTextField, OnceField, TimeField

OFFERED = {
    Answer.ACCEPTED: _l("Yes, the time suits me"),
    Answer.DECLINED: _l("No, I can't take part"),
    Answer.COUNTER: _l("Another time would suit me better"),
}


class AnswerForm(BaseForm):
    answer = RadioField(
        _l("Does the time suit you?"),
        [DataRequired(CHOOSE)],
        choices=[SelectChoice(answer.value, label) for answer, label in OFFERED.items()],
    )
    day = DateField(_l("Day"))
    at = TimeField(_l("Time"))
    note = LongTextField(_l("A few words"), max_length=NOTE_LENGTH)
    once = OnceField()

    def __init__(self, *given: Any, **more: Any) -> None:
        """Day and time are seen only with another time, which can't do without them."""
        super().__init__(*given, **more)
        self.day.flags.required = self.at.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        """Who proposes another time says which, and one that is still to come."""
        if not super().validate(extra_validators):
            return False
        if self.answer.data != Answer.COUNTER.value:
            return True
        for field in (self.day, self.at):
            if not field.data:
                field.errors = [_("Fill this in.")]
        if self.errors:
            return False
        if due_moment(self.day.data, self.at.data) <= utc_now():
            self.day.errors = [_("Choose a time that is still to come.")]
        return not self.errors

    def to_said(self) -> Said:
        answer = Answer(self.answer.data)
        proposed = due_moment(self.day.data, self.at.data) if answer is Answer.COUNTER else None
        return Said(answer=answer, note=self.note.data, proposed_starts_at=proposed)
