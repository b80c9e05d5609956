"""The quick log: one short form for a contact and what comes with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange

from crm.contacts.due import due_moment
from crm.contacts.forms.needs import NeedLines
from crm.contacts.forms.tasks import OwnerField
from crm.contacts.inputs import ContactInput, Override, RefusalInput, TaskInput
from crm.contacts.labels import DIRECTIONS, KINDS, OUTCOMES, PURPOSES
from crm.contacts.models import RefusalScope, TaskKind
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.services.logging import AlsoDone
from crm.contacts.task_labels import KINDS as TASK_KINDS
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose
from crm.cooperation.forms import CHOOSE
from crm.values.clock import COPENHAGEN
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, OnceField, TextField, TimeField, VersionField

WAITED_AT_MOST = timedelta(days=14)
SPECIAL_PURPOSES = set(Purpose) - {Purpose.OTHER}
REFUSAL_SCOPES = {**SCOPES, RefusalScope.UNIT: _l("No contact from my unit")}


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, text) pairs for a list."""
    return [SelectChoice(getattr(value, "value", value), text) for value, text in pairs]


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick; `data` is the list of what is ticked."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


@dataclass(frozen=True, slots=True)
class Offered:
    """What the lists of the form hold: (value, text) pairs."""

    workplaces: Sequence[tuple[int, str]] = ()
    people: Sequence[tuple[int, str]] = ()
    themes: Sequence[tuple[str, str]] = ()
    types: Sequence[tuple[str, str]] = ()
    colleagues: Sequence[tuple[int, str]] = ()
    tasks: Sequence[tuple[int, str]] = ()


class ContactForm(NeedLines):
    """What is said of a contact, when it is logged and when it is corrected. `offer` fills its lists first."""

    kind = SelectField(_l("How"), choices=choices(KINDS.items()))
    direction = RadioField(_l("Direction"), [DataRequired(CHOOSE)], choices=choices(DIRECTIONS.items()))
    outcome = RadioField(_l("Outcome"), [DataRequired(CHOOSE)], choices=choices(OUTCOMES.items()))
    people = Ticks(_l("With whom"), coerce=int)
    note = LongTextField(_l("What was said"), max_length=10_000, hint=_l("No names of citizens and no CPR numbers."))
    day = DateField(_l("Day"), hint=_l("Empty: now."))
    time = TimeField(_l("Time"))
    minutes = NumberField(_l("Minutes it took"), [NumberRange(0, 1440, _l("Write minutes from 0 to 1440."))])
    workplace = SelectField(_l("Workplace"), coerce=int)
    purpose = SelectField(_l("Purpose"), choices=choices(PURPOSES.items()))
    themes = Ticks(_l("What it was about"))
    participants = SelectMultipleField(_l("Colleagues who took part"), coerce=int)
    interests = Ticks(_l("The company is interested in"))
    override_reason = LongTextField(_l("Why is the company contacted all the same?"), max_length=500)
    override_basis = TextField(
        _l("Legal basis"), max_length=300, hint=_l("The company is protected against advertising: name the provision.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self:  # the form opens over pages that have fields of the same names
            if field.type not in {"CSRFTokenField", "HiddenField"}:
                field.id = field.label.field_id = f"log-{field.name}"

    def offer(self, offered: Offered) -> None:
        self.workplace.choices = choices([(0, _("The whole company")), *offered.workplaces])
        self.people.choices = choices(offered.people)
        self.themes.choices = choices(offered.themes)
        self.interests.choices = choices(offered.types)
        self.participants.choices = choices(offered.colleagues)
        self.keep_a_line_free()

    def is_about_more(self) -> bool:
        """Whether something of one's own is filled in below "more", or wrong there, so that it must be seen."""
        below = (self.day, self.time, self.minutes, self.participants, self.interests)
        wrong = any(field.errors for field in (*below, self.themes, self.purpose, self.workplace, self.needs))
        return wrong or any(field.data for field in below) or not all(each.form.is_empty() for each in self.needs)

    def chosen_below(self) -> list[str]:
        """What is chosen there although nobody looked: the purpose and themes of the last time."""
        purpose = [PURPOSES[Purpose(self.purpose.data)]] if self.purpose.data in SPECIAL_PURPOSES else []
        ticked = set(self.themes.data or ())
        themes = [text for value, text, *_more in self.themes.iter_choices() if value in ticked]
        return list(dict.fromkeys(map(str, [*purpose, *themes])))

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.time.data and not self.day.data and not self.day.errors:
            self.day.errors = [_("Write the day as well.")]
            good = False
        return bool(good)

    def moment(self, now: datetime) -> datetime:
        """When it was: now when no day is given; on an earlier day without a time, at noon."""
        if self.day.data is None:
            return now
        if self.time.data:
            return due_moment(self.day.data, self.time.data)
        noon = datetime.combine(self.day.data, time(12), COPENHAGEN)
        return now if self.day.data == now.astimezone(COPENHAGEN).date() else noon

    def to_input(self, company_id: int, *, now: datetime) -> ContactInput:
        return ContactInput(
            company_id=company_id,
            kind=ContactKind(self.kind.data),
            direction=Direction(self.direction.data),
            at=self.moment(now),
            outcome=Outcome(self.outcome.data),
            purpose=Purpose(self.purpose.data),
            workplace_id=self.workplace.data or None,
            minutes=self.minutes.data,
            note=self.note.data,
            themes=tuple(self.themes.data),
            person_ids=tuple(self.people.data),
            participant_ids=tuple(self.participants.data),
            needs=self.need_inputs(),
            interests=tuple(self.interests.data),
        )

    def to_override(self) -> Override | None:
        """None while no reason is given: then the guard decides."""
        reason = self.override_reason.data
        return Override(reason=reason, legal_basis=self.override_basis.data) if reason else None


class LogForm(ContactForm):
    """A contact that was just had, with the next step, what it settles, and a refusal."""

    settles = Ticks(_l("This settles"), coerce=int)
    step_kind = SelectField(_l("Next step"), choices=choices(TASK_KINDS.items()))
    step_title = TextField(_l("What is to be done"), max_length=200)
    step_day = DateField(_l("When"))
    step_time = TimeField(_l("At what time"))
    step_owner = OwnerField(_l("Who does it"))
    step_promised = BooleanField(_l("The company was promised it"))
    refusal_scope = SelectField(_l("What the company does not want"), choices=choices(REFUSAL_SCOPES.items()))
    refusal_said_by = TextField(_l("Who said so"), max_length=120)
    refusal_reason = TextField(_l("Why"), max_length=500)
    refusal_until = DateField(_l("Until and including"), hint=_l("Empty: twelve months."))
    then_cooperate = BooleanField()  # the button that goes on to a cooperation
    then_visit = BooleanField()  # the button that goes on to booking a visit
    waited = NumberField(widget=widgets.HiddenInput())  # seconds from saving to a send that reached us
    once = OnceField()

    def offer(self, offered: Offered) -> None:
        super().offer(offered)
        self.settles.choices = choices(offered.tasks)

    @property
    def has_step(self) -> bool:
        calls_again = self.outcome.data == Outcome.CALL_BACK
        return calls_again or bool(self.step_day.data or self.step_title.data or self.step_time.data)

    @property
    def has_refusal(self) -> bool:
        return bool(self.outcome.data == Outcome.NO_CONTACT)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.has_step and not self.step_day.data and not self.step_day.errors:
            self.step_day.errors = [_("Write the day of the next step.")]
            good = False
        if self.has_refusal and not self.refusal_said_by.data and not self.people.data:
            self.refusal_said_by.errors = [_("Write who at the company said so, or tick the person above.")]
            good = False
        return good

    def moment(self, now: datetime) -> datetime:
        return super().moment(sent_at(self.waited.data, now))

    def also(self, *, unit_id: int | None, draft: tuple[str, str]) -> AlsoDone:
        """What is saved together with the contact."""
        return AlsoDone(
            next_steps=(self._step(),) if self.has_step else (),
            settles=tuple(self.settles.data),
            refusal=self._refusal(unit_id) if self.has_refusal else None,
            draft=draft,
        )

    def _step(self) -> TaskInput:
        calls = self.outcome.data == Outcome.CALL_BACK and not self.step_title.data
        kind = TaskKind.CALL_BACK if calls else TaskKind(self.step_kind.data)
        return TaskInput(
            kind=kind,
            title=self.step_title.data or str(TASK_KINDS[kind]),
            company_id=0,  # the contact's own: see save_contact
            due_at=due_moment(self.step_day.data, self.step_time.data or None),
            owner_user_id=self.step_owner.user_id,
            unit_id=self.step_owner.unit_id,
            promised=self.step_promised.data,
            workplace_id=self.workplace.data or None,
            person_id=self.people.data[0] if len(self.people.data) == 1 else None,
        )

    def _refusal(self, unit_id: int | None) -> RefusalInput:
        scope = RefusalScope(self.refusal_scope.data)
        names = [text for value, text, *_more in self.people.iter_choices() if value in self.people.data]
        return RefusalInput(
            said_by=self.refusal_said_by.data or ", ".join(map(str, names))[:120],
            reason=self.refusal_reason.data,
            scope=scope,
            until=self.refusal_until.data,
            unit_id=unit_id if scope is RefusalScope.UNIT else None,
        )


class CorrectForm(ContactForm):
    """A correction; `version` is the number of the version that the person saw."""

    version = VersionField()


class VoidContactForm(BaseForm):
    reason = TextField(
        _l("Why is it taken back?"),
        max_length=500,
        required=True,
        hint=_l("It stays in the history with your reason. No names of citizens."),
    )
    version = VersionField()


class NoAnswerForm(BaseForm):
    """One click: an outgoing call that nobody answered."""

    waited = NumberField()
    once = OnceField()

    def moment(self, now: datetime) -> datetime:
        return sent_at(self.waited.data, now)


def sent_at(waited: int | None, now: datetime) -> datetime:
    """When the person pressed: so many seconds ago, while there was no net."""
    return now - min(timedelta(seconds=max(0, waited or 0)), WAITED_AT_MOST)
