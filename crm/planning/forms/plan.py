"""Asking for a plan."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, SelectField
from wtforms.validators import InputRequired, NumberRange, Regexp

from crm.contacts.forms.log import Ticks, choices
from crm.planning.inputs import PlanInput
from crm.planning.places import knows
from crm.planning.words import Mark
from crm.web.forms import BaseForm, DateField, NumberField, OnceField, TextField, TimeField

LONGEST = timedelta(days=13)
MOST_PEOPLE = 20
MOST_CANDIDATES = 400
POSTCODE = _l("A postcode has four digits.")
OWN_STARTS = 6
LENGTHS = (30, 45, 60, 75, 90, 120)


class PostcodeField(TextField):
    """Four digits."""

    def __init__(self, label: Any = None, *, required: bool = False, **more: Any) -> None:
        digits = Regexp(r"^[0-9]{4}$", message=POSTCODE)
        keyboard = {"inputmode": "numeric"}
        super().__init__(label, max_length=4, required=required, validators=[digits], render_kw=keyboard, **more)


class StartForm(BaseForm):
    """Somebody who sets out from a place of their own."""

    class Meta(BaseForm.Meta):
        csrf = False  # inside the form that has the token

    person = SelectField(_l("Who"), coerce=int, default=0)
    postcode = PostcodeField(_l("Postcode of the starting place"))


class GivenCompaniesForm(BaseForm):
    """The companies that a sent form of a plan was begun with: they have to be known before it can be read whole."""

    companies = Ticks(coerce=int, validate_choice=False)


class PlanForm(BaseForm):
    """`offer` fills its lists."""

    first_day = DateField(_l("First day"), required=True)
    last_day = DateField(_l("Last day"), required=True, hint=_l("The same day for a plan of one day."))
    people = Ticks(_l("Who goes out?"), coerce=int)
    companies = Ticks(_l("Choose from these companies only"), coerce=int)
    municipality = SelectField(_l("Municipality"))
    district = SelectField(_l("Postal district"))
    postcode_from = PostcodeField(_l("Postcodes from"))
    postcode_to = PostcodeField(_l("Postcodes to"))
    start_postcode = PostcodeField(
        _l("Postcode of the starting place"), required=True, hint=_l("Every day begins and ends there.")
    )
    starts = FieldList(FormField(StartForm), min_entries=OWN_STARTS, max_entries=OWN_STARTS)
    candidates = NumberField(
        _l("Companies to choose from"),
        [NumberRange(1, MOST_CANDIDATES, _l("Write a number from 1 to 400."))],
        required=True,
        default=120,
        hint=_l("The ones that are worth a visit most. More give better routes."),
    )
    visit_minutes = SelectField(_l("Length of a visit"), [InputRequired()], coerce=int, default=60)
    most_per_day = NumberField(
        _l("Visits a day at most"),
        [NumberRange(1, 10, _l("Write a number from 1 to 10."))],
        required=True,
        default=4,
        hint=_l("Booked visits count as well."),
    )
    earliest = TimeField(_l("Visits from"), required=True, default=time(9))
    latest = TimeField(_l("Visits until"), required=True, default=time(15, 30))
    once = OnceField()

    def offer(
        self,
        *,
        people: Sequence[tuple[int, str]],
        municipalities: Sequence[tuple[str, str]],
        districts: Sequence[str],
        companies: Sequence[tuple[int, str]] = (),
    ) -> None:
        self.companies.choices = choices(companies)
        self.people.choices = choices(people)
        for entry in self.starts:
            entry.form.person.choices = choices([(0, _("Choose …")), *people])
        self.municipality.choices = choices([("", _("All")), *municipalities])
        self.district.choices = choices([("", _("All")), *((each, each) for each in districts)])
        self.visit_minutes.choices = choices((each, _("%(minutes)s minutes", minutes=each)) for each in LENGTHS)

    def check(self, today: date) -> bool:
        """`validate`, and what depends on the day."""
        good = bool(self.validate())
        first, last = self.first_day.data, self.last_day.data
        if first and first < today:
            self.first_day.errors = [_("Choose a day that is not over yet.")]
        if first and last and last < first:
            self.last_day.errors = [_("The last day can't be before the first.")]
        elif first and last and last - first > LONGEST:
            self.last_day.errors = [_("A plan covers at most two weeks.")]
        if not self.people.data:
            self.people.errors = [_("Choose at least one person.")]
        elif len(self.people.data) > MOST_PEOPLE:
            self.people.errors = [_("Choose at most 20 people.")]
        self._check_places()
        self._check_hours()
        return good and not any(field.errors for field in self.each_field())

    def each_field(self) -> Iterator[Field]:
        """Those of the lines too, in the order of the page."""
        for field in self:
            if isinstance(field, FieldList):
                yield from (each for entry in field for each in entry.form)
            else:
                yield field

    @property
    def has_own_starts(self) -> bool:
        return any(each.form.person.data or each.form.postcode.data for each in self.starts)

    def _check_places(self) -> None:
        start, first, last = self.start_postcode, self.postcode_from, self.postcode_to
        for each in (start, *(entry.form.postcode for entry in self.starts)):
            if each.data and not each.errors and not knows(each.data):
                each.errors = [_("Nobody knows where this postcode is. Choose another close by.")]
        for entry in self.starts:
            person, postcode = entry.form.person, entry.form.postcode
            if bool(person.data) != bool(postcode.data):
                wrong = postcode if person.data else person
                wrong.errors = wrong.errors or [_("Fill this in.")]
        if first.data and last.data and not first.errors and not last.errors and last.data < first.data:
            last.errors = [_("The last postcode can't be before the first.")]
        if not (self.municipality.data or self.district.data or first.data or last.data):
            self.municipality.errors = [_("Choose a municipality, a postal district or postcodes.")]

    def _check_hours(self) -> None:
        earliest, latest = self.earliest.data, self.latest.data
        if self.earliest.errors or self.latest.errors or not isinstance(self.visit_minutes.data, int):
            return
        room = latest.hour * 60 + latest.minute - earliest.hour * 60 - earliest.minute
        if room < self.visit_minutes.data:
            self.latest.errors = [_("No visit of this length fits between these times.")]

    def to_input(self) -> PlanInput:
        return PlanInput(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            user_ids=tuple(self.people.data),
            company_ids=tuple(self.companies.data),
            municipality_code=self.municipality.data or None,
            district=self.district.data or None,
            postcode_from=self.postcode_from.data or None,
            postcode_to=self.postcode_to.data or None,
            start_postcode=self.start_postcode.data,
            own_starts={
                entry.form.person.data: entry.form.postcode.data for entry in self.starts if entry.form.person.data
            },
            candidates=self.candidates.data,
            visit_minutes=self.visit_minutes.data,
            most_per_day=self.most_per_day.data,
            earliest=self.earliest.data,
            latest=self.latest.data,
        )


class MarkForm(BaseForm):
    """What a person says of a proposed visit."""

    mark = SelectField(choices=choices((mark, mark.value) for mark in Mark))

    def to_mark(self) -> Mark:
        return Mark(self.mark.data)
