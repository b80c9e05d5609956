"""The report of a visit, as one writes it in the car park: what was said, and what comes next."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange

from crm.contacts.due import PutOff, due_moment, put_off_day
from crm.contacts.forms.log import Offered, Ticks, choices
from crm.contacts.forms.needs import NeedLines
from crm.contacts.forms.tasks import OwnerField
from crm.contacts.inputs import TaskInput
from crm.contacts.models import TaskKind
from crm.cooperation.forms import CHOOSE
from crm.values.clock import local_date
from crm.visiting.services.reports import ReportInput
from crm.visits.models import Visit
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, OnceField, TextField

STEPS_AT_MOST = 6
HELD, NO_SHOW = "held", "no_show"
ON_A_DAY = "day"
SOON = {
    PutOff.TOMORROW.value: _l("tomorrow"),
    PutOff.WEEK.value: _l("in a week"),
    PutOff.MONTH.value: _l("in a month"),
    ON_A_DAY: _l("on this day:"),
}
LANGUAGES = {"da": _l("in Danish"), "en": _l("in English")}


class StepForm(BaseForm):
    """One thing that comes next. Without words it is nothing, whatever day is chosen."""

    class Meta(BaseForm.Meta):
        csrf = False  # inside the form that has the token

    title = TextField(_l("What is to be done"), max_length=200)
    soon = RadioField(_l("When"), choices=choices(SOON.items()), default=PutOff.WEEK.value, validate_choice=False)
    day = DateField(_l("Day"))
    owner = OwnerField(_l("Who does it"))

    def due_on(self, today: date) -> date | None:
        """The quick choice's working day, or the day that was written; None while it is missing."""
        if self.soon.data in set(PutOff):
            return put_off_day(PutOff(self.soon.data), today)
        day: date | None = self.day.data
        return day


class ReportForm(NeedLines):
    """How a visit went. `offer` fills its lists first."""

    outcome = RadioField(
        _l("Outcome"),
        [DataRequired(CHOOSE)],
        choices=choices([(HELD, _l("The visit was held")), (NO_SHOW, _l("In vain: nobody was there"))]),
        default=HELD,
    )
    people = Ticks(_l("With whom"), coerce=int)
    note = LongTextField(_l("What was said"), max_length=10_000, hint=_l("No names of citizens and no CPR numbers."))
    interests = Ticks(_l("The company is interested in"))
    steps = FieldList(FormField(StepForm), _l("Next steps"), max_entries=STEPS_AT_MOST)
    more_steps = BooleanField()  # the button that adds a line
    thanks = BooleanField(_l("Send a mail of thanks to those with an e-mail address"))
    language = SelectField(_l("Language of the mail"), choices=choices(LANGUAGES.items()))
    themes = Ticks(_l("What it was about"))
    participants = Ticks(_l("Colleagues who took part"), coerce=int)
    minutes = NumberField(_l("Minutes it took"), [NumberRange(0, 1440, _l("Write minutes from 0 to 1440."))])
    then_cooperate = BooleanField()  # the button that goes on to a cooperation
    once = OnceField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self:  # the log form opens over this page and has fields of the same names
            if field.type not in {"CSRFTokenField", "HiddenField", "FieldList"}:
                field.id = field.label.field_id = f"report-{field.name}"

    def offer(self, offered: Offered, owners: Any) -> None:
        """`owners`: fills the list of an owner field."""
        self.people.choices = choices(offered.people)
        self.themes.choices = choices(offered.themes)
        self.interests.choices = choices(offered.types)
        self.participants.choices = choices(offered.colleagues)
        self.keep_a_line_free()
        lines = self.steps.entries
        if len(lines) < STEPS_AT_MOST and (not lines or self.more_steps.data):
            self.steps.append_entry()
        for entry in self.steps:
            owners(entry.form.owner)

    @property
    def adds_a_line(self) -> bool:
        return bool(self.more_needs.data or self.more_steps.data)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        for entry in self.steps:
            step = entry.form
            if step.title.data and step.soon.data not in set(PutOff) and not step.day.data and not step.day.errors:
                step.day.errors = [_("Write the day of the next step.")]
                good = False
        return good

    def to_input(self, visit: Visit, *, now: datetime) -> ReportInput:
        return ReportInput(
            held=self.outcome.data == HELD,
            person_ids=tuple(self.people.data),
            participant_ids=tuple(self.participants.data),
            minutes=self.minutes.data,
            note=self.note.data,
            themes=tuple(self.themes.data),
            interests=tuple(self.interests.data),
            needs=self.need_inputs(),
            steps=tuple(self._step(entry.form, visit, now) for entry in self.steps if entry.form.title.data),
            thanks=self.language.data if self.thanks.data else None,
        )

    def _step(self, step: StepForm, visit: Visit, now: datetime) -> TaskInput:
        day = step.due_on(local_date(now)) or local_date(now)
        return TaskInput(
            kind=TaskKind.FOLLOW_UP,
            title=step.title.data,
            company_id=visit.company_id,
            due_at=due_moment(day),
            owner_user_id=step.owner.user_id,
            unit_id=step.owner.unit_id,
            workplace_id=visit.workplace_id,
            person_id=self.people.data[0] if len(self.people.data) == 1 else None,
        )
