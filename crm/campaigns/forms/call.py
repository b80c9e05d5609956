"""The form of the call desk: what was answered, what became of the call, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.validators import NumberRange

from crm.campaigns.inputs import AnswerInput, CallBackInput, CallInput, HandOverInput, VisitInput
from crm.campaigns.labels import ANSWERS, OUTCOME_KEYS, SKIP_REASONS
from crm.campaigns.models import ScriptQuestion
from crm.campaigns.words import QuestionKind, SkipReason
from crm.contacts.due import due_moment
from crm.contacts.forms.log import Ticks, choices
from crm.contacts.inputs import NeedInput, Override, RefusalInput
from crm.contacts.models import RefusalScope
from crm.contacts.restriction_labels import SCOPES
from crm.contacts.words import Outcome
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, OnceField, TextField, TimeField

MINE, ANYONE = "mine", "anyone"
NEED_AT_MOST = 9999


@dataclass(frozen=True, slots=True)
class CallChoices:
    """What the lists of the form hold: (value, text) pairs."""

    people: Sequence[tuple[int, str]]
    leads: Sequence[tuple[int, str]]
    units: Sequence[tuple[int, str]]


class CallForm(BaseForm):
    """One call. `offer` fills its lists; questions of the script come as fields `q7`, see `call_form`."""

    outcome = SelectField(choices=choices((each.outcome, each.key) for each in OUTCOME_KEYS), validate_choice=False)
    note = LongTextField(_l("Note"), max_length=10_000, hint=_l("No names of citizens and no CPR numbers."))
    people = Ticks(_l("With whom"), coerce=int)
    back_day = DateField(_l("Day"))
    back_time = TimeField(_l("Time"))
    back_who = RadioField(
        _l("Who calls back"), choices=choices([(MINE, _l("I do")), (ANYONE, _l("Any caller"))]), default=MINE
    )
    visit_lead = SelectField(_l("Who visits"), coerce=int)
    visit_at = SelectField(_l("Free times"), choices=[], validate_choice=False)
    over_unit = SelectField(_l("Hand over to a unit"), coerce=int, default=0)
    over_text = TextField(_l("What is to be done"), max_length=200)
    need_what = TextField(_l("Occupation"), max_length=120)
    need_number = NumberField(_l("How many"), [NumberRange(1, NEED_AT_MOST, _l("Write a number from 1 to 9999."))])
    need_from = DateField(_l("From when"))
    refusal_scope = SelectField(
        _l("What the company does not want"), choices=choices(SCOPES.items()), default=RefusalScope.ALL.value
    )
    refusal_by = TextField(_l("Who said so"), max_length=120)
    refusal_until = DateField(_l("Until and including"), hint=_l("Empty: twelve months."))
    override_reason = LongTextField(_l("Why is the company contacted all the same?"), max_length=500)
    override_basis = TextField(
        _l("Legal basis"), max_length=300, hint=_l("The company is protected against advertising: name the provision.")
    )
    once = OnceField()
    questions: Sequence[ScriptQuestion] = ()
    times: Mapping[str, Sequence[tuple[str, str]]] = {}  # free times by day, for `visit_at`; the page fills it

    def offer(self, offered: CallChoices) -> None:
        self.people.choices = choices(offered.people)
        self.visit_lead.choices = choices(offered.leads)
        self.over_unit.choices = choices([(0, _("Nobody: it is done with the call")), *offered.units])

    @property
    def chosen(self) -> Outcome | None:
        """The pressed outcome; None when none, or one that is none of ours."""
        known = {each.outcome.value for each in OUTCOME_KEYS}
        return Outcome(self.outcome.data) if self.outcome.data in known else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Only what belongs to the pressed outcome must be filled in."""
        good = bool(super().validate(extra_validators))
        if self.chosen is None:
            self.form_errors.append(_("Choose what became of the call."))
            return False
        if self.chosen is Outcome.VISIT_BOOKED and self.visit_at.data and _moment(self.visit_at.data) is None:
            self.visit_at.data = ""
        missing = [(field, sentence) for field, sentence in self._wanted(self.chosen) if not field.data]
        for field, sentence in missing:
            if not field.errors:
                field.errors = [sentence]
        return good and not missing

    def _wanted(self, outcome: Outcome) -> list[tuple[Field, str]]:
        wanted: dict[Outcome, list[tuple[Field, str]]] = {
            Outcome.CALL_BACK: [
                (self.back_day, _("Write the day on which the company is called back.")),
                (self.back_time, _("Write the time at which the company is called back.")),
            ],
            Outcome.VISIT_BOOKED: [(self.visit_at, _("Choose a time for the visit."))],
            Outcome.NEED_NOTED: [(self.need_what, _("Name the occupation."))],
        }
        if outcome is Outcome.NO_CONTACT and not self.people.data:
            return [(self.refusal_by, _("Write who at the company said so, or tick the person above."))]
        return wanted.get(outcome, [])

    def to_input(self, *, user_id: int, unit_id: int, incoming: bool) -> CallInput:
        outcome = self.chosen or Outcome.NO_ANSWER
        return CallInput(
            outcome=outcome,
            note=self.note.data or "",
            answers=self._answers(),
            person_ids=tuple(self.people.data),
            incoming=incoming,
            call_back=self._call_back(user_id) if outcome is Outcome.CALL_BACK else None,
            visit=self._visit() if outcome is Outcome.VISIT_BOOKED else None,
            hand_over=self._hand_over() if outcome is Outcome.INTERESTED and self.over_unit.data else None,
            refusal=self._refusal(unit_id) if outcome is Outcome.NO_CONTACT else None,
            needs=self._needs(),
            override=self._override(),
        )

    def _answers(self) -> dict[int, AnswerInput]:
        found = {}
        for question in self.questions:
            data = self[field_name(question)].data
            if question.kind is QuestionKind.NUMBER and data is not None:
                found[question.id or 0] = AnswerInput(value=str(data), number=data)
            elif data:
                found[question.id or 0] = AnswerInput(value=data)
        return found

    def _call_back(self, user_id: int) -> CallBackInput:
        return CallBackInput(
            due_at=due_moment(self.back_day.data, self.back_time.data),
            owner_user_id=user_id if self.back_who.data != ANYONE else None,
            person_id=self.people.data[0] if len(self.people.data) == 1 else None,
        )

    def _visit(self) -> VisitInput | None:
        starts_at = _moment(self.visit_at.data)
        return VisitInput(lead_user_id=self.visit_lead.data, starts_at=starts_at) if starts_at else None

    def _hand_over(self) -> HandOverInput:
        return HandOverInput(unit_id=self.over_unit.data, title=self.over_text.data or _("Interested in a campaign"))

    def _refusal(self, unit_id: int) -> RefusalInput:
        scope = RefusalScope(self.refusal_scope.data)
        names = [str(text) for value, text, *_more in self.people.iter_choices() if value in self.people.data]
        return RefusalInput(
            said_by=self.refusal_by.data or ", ".join(names)[:120],
            reason=(self.note.data or "")[:500],
            scope=scope,
            until=self.refusal_until.data,
            unit_id=unit_id if scope is RefusalScope.UNIT else None,
        )

    def _needs(self) -> tuple[NeedInput, ...]:
        if not self.need_what.data:
            return ()
        need = NeedInput(occupation=self.need_what.data, number=self.need_number.data, from_date=self.need_from.data)
        return (need,)

    def _override(self) -> Override | None:
        reason = self.override_reason.data
        return Override(reason=reason, legal_basis=self.override_basis.data or "") if reason else None


class SkipForm(BaseForm):
    """Pass a company over."""

    reason = SelectField(_l("Why is it passed over?"), choices=choices(SKIP_REASONS.items()))
    note = TextField(_l("Note"), max_length=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in (self.reason, self.note):  # it stands beside the call, which has a note as well
            field.id = field.label.field_id = f"skip-{field.name}"

    def to_reason(self) -> SkipReason:
        return SkipReason(self.reason.data)


def field_name(question: ScriptQuestion) -> str:
    return f"q{question.id}"


def call_form(questions: Sequence[ScriptQuestion]) -> type[CallForm]:
    """The form with a field for each question of the script."""
    fields = {field_name(each): _field(each) for each in questions}
    return type("ScriptedCallForm", (CallForm,), {"questions": questions, **fields})


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _field(question: ScriptQuestion) -> Any:
    if question.kind is QuestionKind.NUMBER:
        return NumberField(question.text, [NumberRange(0, 10**9, _l("Write a whole number."))])
    if question.kind is QuestionKind.TEXT:
        return TextField(question.text, max_length=1000)
    pairs = ANSWERS.items() if question.kind is QuestionKind.YES_NO else [(each, each) for each in question.choices]
    return RadioField(question.text, choices=choices(pairs), validate_choice=False)
