"""What forms of visits ask: when it is, and what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange

from crm.contacts.forms.log import Ticks, choices
from crm.cooperation.forms import CHOOSE
from crm.values.clock import COPENHAGEN
from crm.visiting.free_times import Times, time_of, time_value
from crm.visiting.labels import PLACES
from crm.visiting.services.taking_part import VisitEdit
from crm.visits.models import VisitPlace
from crm.visits.queries.time import USUAL_LENGTH
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, TextField, TimeField

SHORTEST, LONGEST = 15, 480
USUAL_MINUTES = int(USUAL_LENGTH / timedelta(minutes=1))


class WhenForm(BaseForm):
    """When, how long, and who leads. `offer_times` fills the lists first."""

    lead = SelectField(_l("Who leads the visit"), [DataRequired(CHOOSE)], coerce=int)
    minutes = NumberField(
        _l("Length in minutes"),
        [NumberRange(SHORTEST, LONGEST, _l("Write minutes from 15 to 480."))],
        required=True,
        default=USUAL_MINUTES,
    )
    visit_at = SelectField(_l("Free times"), choices=[], validate_choice=False)
    day = DateField(_l("Another day"))
    time = TimeField(_l("Another time"))
    overlap_accepted = BooleanField(_l("Book it all the same"))
    show_times = BooleanField()  # the button that shows the free times of the chosen colleague
    times: Mapping[str, Sequence[tuple[str, str]]] = {}
    begun_with: datetime | None = None  # the time that the form was filled with: a chosen free time replaces it

    def offer_times(self, colleagues: Sequence[tuple[int, str]], times: Times) -> None:
        self.lead.choices = choices(colleagues)
        self.times = times

    def choose(self, moment: datetime) -> None:
        """Begin with this time: in the list of free ones, else written by hand."""
        value, local = time_value(moment), moment.astimezone(COPENHAGEN)
        if any(value == each for day in self.times.values() for each, _text in day):
            self.visit_at.data = value
        else:
            self.day.data, self.time.data = local.date(), local.time().replace(second=0, microsecond=0)

    @property
    def begun_value(self) -> str | None:
        """For the address that the form is sent to."""
        return time_value(self.begun_with) if self.begun_with else None

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes.data or USUAL_MINUTES)

    @property
    def starts_at(self) -> datetime | None:
        """Written by hand, else from the list."""
        written, listed = self._written(), time_of(self.visit_at.data)
        return listed if listed and written == self.begun_with else written or listed

    def _written(self) -> datetime | None:
        if self.time.data and self.day.data:
            return datetime.combine(self.day.data, self.time.data, COPENHAGEN).astimezone(UTC)
        return None

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.day.errors or self.time.errors:
            return False
        if self.time.data and not self.day.data:
            self.day.errors = [_("Write the day as well.")]
        elif self.starts_at is None:
            self.visit_at.errors = [_("Choose a time for the visit.")]
        elif (written := self._written()) and written.astimezone(COPENHAGEN).time() != self.time.data:
            self.time.errors = [_("The clocks are put forward that night, and this time is left out.")]
        elif written and time_of(self.visit_at.data) not in {None, self.starts_at}:
            self.time.errors = [_("You have chosen a free time and written another one. Keep one of them.")]
        return good and not (self.visit_at.errors or self.day.errors or self.time.errors)

    def refuse_time(self, sentence: str) -> None:
        """The time is taken: the sentence stands at the field that it was chosen with."""
        field = self.time if self.time.data else self.visit_at
        field.errors = [*field.errors, sentence]


@dataclass(frozen=True, slots=True)
class Offered:
    """What the lists hold: (value, text) pairs."""

    workplaces: Sequence[tuple[int, str]] = ()
    people: Sequence[tuple[int, str]] = ()
    themes: Sequence[tuple[str, str]] = ()
    colleagues: Sequence[tuple[int, str]] = ()


class WhatForm(BaseForm):
    """Where it is, what it is about, and who takes part. `offer` fills its lists first."""

    workplace = SelectField(_l("Workplace"), coerce=int)
    place = RadioField(_l("Place"), [DataRequired(CHOOSE)], choices=choices(PLACES.items()))
    place_note = TextField(
        _l("How to find it"),
        max_length=200,
        hint=_l("For example: gate 2, meeting room Nord, or the link to the meeting."),
    )
    people = Ticks(_l("Who takes part from the company"), coerce=int)
    colleagues = Ticks(_l("Colleagues who come along"), coerce=int)
    purpose = TextField(
        _l("Purpose"), max_length=200, required=True, hint=_l("For example: two apprentices for the summer.")
    )
    themes = Ticks(_l("Themes"))
    agenda = LongTextField(
        _l("Agenda"),
        max_length=4000,
        hint=_l("It is sent with the invitation. No names of citizens and no CPR numbers."),
    )

    def offer(self, offered: Offered) -> None:
        self.workplace.choices = choices([(0, _("The whole company")), *offered.workplaces])
        self.people.choices = choices(offered.people)
        self.themes.choices = choices(offered.themes)
        self.colleagues.choices = choices(offered.colleagues)

    def what(self) -> dict[str, Any]:
        """The fields under the names that bookings and edits give them."""
        return {
            "workplace_id": self.workplace.data or None,
            "place": VisitPlace(self.place.data),
            "place_note": self.place_note.data,
            "purpose": self.purpose.data,
            "agenda": self.agenda.data,
            "themes": tuple(self.themes.data),
            "colleague_ids": tuple(self.colleagues.data),
            "person_ids": tuple(self.people.data),
        }


def edit_of(form: WhatForm, *, overlap_accepted: bool) -> VisitEdit:
    return VisitEdit(**form.what(), overlap_accepted=overlap_accepted)
