"""The forms of a visit: book it, move it, edit it, say what became of it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, NumberRange

from crm.contacts.forms.log import choices
from crm.contacts.inputs import Override
from crm.cooperation.forms import CHOOSE
from crm.visiting.forms.fields import WhatForm, WhenForm, edit_of
from crm.visiting.labels import BOOKED_AS, UNITS_OF_TIME
from crm.visiting.repetition import MOST_BETWEEN, MOST_VISITS, Every, Repetition
from crm.visiting.services.bookings import Insistence
from crm.visiting.services.taking_part import VisitEdit
from crm.visits.models import VisitStatus
from crm.visits.services.booking import Booking
from crm.visits.services.changing import Move
from crm.web.forms import BaseForm, LongTextField, NumberField, OnceField, TextField, VersionField


class BookForm(WhenForm, WhatForm):
    """A new visit, or a row of them."""

    status = RadioField(_l("Is it agreed?"), [DataRequired(CHOOSE)], choices=choices(BOOKED_AS.items()))
    repeats = BooleanField(_l("Repeat the visit"))
    repeat_every = NumberField(
        _l("One every"), [NumberRange(1, MOST_BETWEEN, _l("Write a number from 1 to 26."))], default=1
    )
    repeat_unit = SelectField(_l("Weeks or months"), choices=choices(UNITS_OF_TIME.items()))
    repeat_count = NumberField(
        _l("Visits in all"), [NumberRange(2, MOST_VISITS, _l("Write a number from 2 to 12."))], default=4
    )
    override_reason = LongTextField(_l("Why is the company contacted all the same?"), max_length=500)
    override_basis = TextField(
        _l("Legal basis"), max_length=300, hint=_l("The company is protected against advertising: name the provision.")
    )
    another_visit = BooleanField(_l("Book a visit of its own all the same"))
    once = OnceField()

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.repeats.data:
            for field in (self.repeat_every, self.repeat_count):
                if field.data is None and not field.errors:
                    field.errors = [_("Fill this in.")]
                    good = False
        return good

    @property
    def agreed(self) -> bool:
        """Until something else is said, a visit is booked because the company said yes."""
        return bool(self.status.data != VisitStatus.PROPOSED.value)

    def to_booking(self, company_id: int) -> Booking:
        if self.starts_at is None:
            raise ValueError("validate the form first")
        return Booking(
            company_id=company_id,
            lead_user_id=self.lead.data,
            starts_at=self.starts_at,
            length=self.length,
            status=VisitStatus(self.status.data),
            overlap_accepted=self.overlap_accepted.data,
            **self.what(),
        )

    def to_repetition(self) -> Repetition | None:
        if not self.repeats.data:
            return None
        return Repetition(Every(self.repeat_unit.data), self.repeat_every.data, self.repeat_count.data)

    def to_insistence(self) -> Insistence:
        reason = self.override_reason.data
        override = Override(reason=reason, legal_basis=self.override_basis.data or "") if reason else None
        return Insistence(override=override, another_visit=self.another_visit.data)


class MoveForm(WhenForm):
    reason = TextField(_l("Why?"), max_length=500, hint=_l("For example: Lone Vad is ill."))
    version = VersionField()

    def to_move(self) -> Move:
        if self.starts_at is None:
            raise ValueError("validate the form first")
        return Move(
            starts_at=self.starts_at,
            ends_at=self.starts_at + self.length,
            lead_user_id=self.lead.data,
            reason=self.reason.data,
            overlap_accepted=self.overlap_accepted.data,
        )


class EditForm(WhatForm):
    overlap_accepted = BooleanField(_l("Save it all the same"))
    version = VersionField()

    def to_edit(self) -> VisitEdit:
        return edit_of(self, overlap_accepted=self.overlap_accepted.data)

    def refuse_time(self, sentence: str) -> None:
        """A colleague's time is taken."""
        self.colleagues.errors = [*self.colleagues.errors, sentence]


class ReasonForm(BaseForm):
    """Calling a visit off, or saying that nobody was there."""

    reason = TextField(
        _l("Why?"), max_length=500, required=True, hint=_l("For example: the company is too busy before Christmas.")
    )
    version = VersionField()


class SeenForm(BaseForm):
    """For a single button: which version of the visit the person saw."""

    version = VersionField()


class JoinForm(BaseForm):
    """One button: come along."""

    overlap_accepted = BooleanField(_l("Come along all the same"))
