"""The form of a campaign, its script and its state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from crm.campaigns.inputs import CampaignInput
from crm.campaigns.labels import ACTIONS, QUESTION_KINDS, SOURCES
from crm.campaigns.models import Campaign
from crm.campaigns.number_file import chosen_again
from crm.campaigns.rules import AttemptsRule
from crm.campaigns.words import QuestionKind, SourceKind
from crm.companies.labels import GROUP_CHOICES, SIZES
from crm.contacts.forms.log import Ticks, choices
from crm.cooperation.forms import CHOOSE
from crm.values.cpr_guard import redact_cpr
from crm.web.forms import (
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    OnceField,
    TextField,
    TimeField,
    VersionField,
    clean_text,
)

LONGEST_LIST = 500_000
MOST = _l("Write a whole number.")
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


class NumberListField(TextAreaField):  # type: ignore[misc]
    """CVR numbers, P-numbers and phone numbers, one a line. `data` is the list of them.

    Outside the CPR guard: a third of P-numbers look like CPR numbers. What the register does not know is not kept,
    and not shown again.
    """

    data: Any
    raw_data: Any

    def __init__(self, label: Any = None, *, hint: Any = "", **more: Any) -> None:
        super().__init__(label, [Length(max=LONGEST_LIST)], description=hint, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""

    def numbers(self) -> list[str]:
        """A line each, or separated by semicolons or commas."""
        return [each.strip() for each in re.split(r"[\n;,\t]+", self.data or "") if each.strip()]

    def _value(self) -> str:
        return str(redact_cpr(self.data or ""))


class CampaignForm(BaseForm):
    """A campaign as it is made and changed. `offer` fills its lists."""

    name = TextField(_l("Name"), max_length=120, required=True)
    purpose = LongTextField(_l("What is it for?"), max_length=1000)
    starts_on = DateField(_l("First day"), required=True)
    ends_on = DateField(_l("Last day"), required=True)
    unit = SelectField(
        _l("Unit"), [DataRequired(CHOOSE)], coerce=int, description=_l("Calls count as contacts of this unit.")
    )
    themes = Ticks(_l("What it was about"))
    callers = Ticks(_l("Callers"), coerce=int)
    goal_calls = NumberField(_l("Calls"), [NumberRange(0, 10**6, MOST)])
    goal_reached = NumberField(_l("Reached"), [NumberRange(0, 10**6, MOST)])
    goal_interested = NumberField(_l("Interested"), [NumberRange(0, 10**6, MOST)])
    goal_visits = NumberField(_l("Visits"), [NumberRange(0, 10**6, MOST)])
    max_attempts = NumberField(
        _l("Attempts at most"), [NumberRange(1, 10, _l("Write a number from 1 to 10."))], required=True, default=3
    )
    no_answer_hours = NumberField(
        _l("Hours after no answer"),
        [NumberRange(1, 720, _l("Write hours from 1 to 720."))],
        required=True,
        default=24,
        hint=_l("The guard's own rest after a call comes on top."),
    )
    busy_hours = NumberField(
        _l("Hours after a busy line"), [NumberRange(1, 720, _l("Write hours from 1 to 720."))], required=True, default=2
    )
    opens = TimeField(_l("Calls from"), default=time(8, 30))
    closes = TimeField(_l("Calls until"), default=time(16, 0))
    weekdays = Ticks(_l("On these days"), coerce=int, default=[0, 1, 2, 3, 4])
    pilot_size = NumberField(
        _l("Companies in the pilot"), [NumberRange(1, 1000, _l("Write a number from 1 to 1000."))], required=True,
        default=20,
    )  # fmt: skip
    follows_source = BooleanField(_l("Follow the filter: companies come and go with it"))
    shares_companies = BooleanField(_l("Call also companies that are in another campaign"))

    def offer(
        self, *, units: Sequence[tuple[int, str]], themes: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]]
    ) -> None:
        self.unit.choices = choices([(0, _("Choose …")), *units])
        self.themes.choices = choices(themes)
        self.callers.choices = choices(people)
        self.weekdays.choices = choices(enumerate(WEEKDAYS))

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [_("The last day can't be before the first.")]
            good = False
        opens, closes = self.opens.data, self.closes.data
        if not self.opens.errors and not self.closes.errors and not (opens and closes and opens < closes):
            self.closes.errors = [_("Calls must begin before they end.")]
            good = False
        if not self.weekdays.data:
            self.weekdays.errors = [_("Choose at least one day.")]
            good = False
        return good

    def to_input(self) -> CampaignInput:
        return CampaignInput(
            name=self.name.data,
            purpose=self.purpose.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            unit_id=self.unit.data,
            themes=tuple(self.themes.data),
            rule=AttemptsRule(
                max_attempts=self.max_attempts.data,
                no_answer_hours=self.no_answer_hours.data,
                busy_hours=self.busy_hours.data,
                opens=self.opens.data,
                closes=self.closes.data,
                weekdays=tuple(self.weekdays.data),
            ),
            follows_source=self.follows_source.data,
            shares_companies=self.shares_companies.data,
            pilot_size=self.pilot_size.data,
            goal_calls=self.goal_calls.data,
            goal_reached=self.goal_reached.data,
            goal_interested=self.goal_interested.data,
            goal_visits=self.goal_visits.data,
            caller_ids=tuple(self.callers.data),
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that names no companies yet, and what is to be done."""

    field: Any
    text: str


class NewCampaignForm(CampaignForm):
    """With the companies that are to be called."""

    source = RadioField(
        _l("Which companies?"),
        choices=choices(SOURCES.items()),
        default=SourceKind.FILTER.value,
    )
    municipality = SelectField(_l("Municipality"))
    section = SelectField(_l("Industry"))
    size = SelectField(_l("Size"), choices=choices([("", _l("All")), *SIZES.items()]))
    cooperating = SelectField(
        _l("Cooperation"),
        choices=choices([("", _l("All")), ("yes", _l("Cooperates")), ("no", _l("Does not cooperate"))]),
    )
    groups = Ticks(_l("Company groups"), choices=choices(GROUP_CHOICES.items()))
    view = SelectField(_l("Saved view"), coerce=int)
    numbers = NumberListField(
        _l("CVR numbers, P-numbers or phone numbers"),
        hint=_l("One a line. Numbers nobody has are counted and not kept."),
    )
    file = FileField(_l("File with the numbers"))
    once = OnceField()

    @property
    def uploaded(self) -> FileStorage | None:
        """The file, when companies of a list are wanted and one was chosen."""
        given = self.file.data
        wanted = self.source.data == SourceKind.LIST and isinstance(given, FileStorage) and given.filename
        return given if wanted else None

    def offer_places(self, municipalities: Sequence[tuple[str, str]], sections: Sequence[tuple[str, str]]) -> None:
        self.municipality.choices = choices([("", _("All")), *municipalities])
        self.section.choices = choices([("", _("All")), *sections])

    def offer_views(self, views: Sequence[tuple[int, str]]) -> None:
        self.view.choices = choices([(0, _("Choose …")), *views])

    def missing_choice(self) -> Missing | None:
        """What keeps the companies from being counted; the rest of the form may be unwritten."""
        chosen = (self.source, self.municipality, self.section, self.size, self.cooperating, self.groups, self.view)
        wrong = next((field for field in (*chosen, self.numbers) if not field.validate(self)), None)
        return Missing(wrong, wrong.errors[0]) if wrong is not None else self.missing_source()

    def missing_source(self) -> Missing | None:
        if self.source.data == SourceKind.GROUPS and not self.groups.data:
            return Missing(self.groups, _("Choose at least one company group."))
        if self.source.data == SourceKind.VIEW and not self.view.data:
            return Missing(self.view, _("Choose a saved view. You save one from the list of companies."))
        if self.source.data == SourceKind.LIST and not self.numbers.numbers() and self.uploaded is None:
            return Missing(self.numbers, _("Write at least one number, or choose a file with them."))
        return None

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        missing = self.missing_source()
        if missing is not None:
            missing.field.errors = [missing.text]
            good = False
        if not good and self.uploaded is not None:
            self.file.errors = [chosen_again()]
        return good


class EditCampaignForm(CampaignForm):
    version = VersionField()


class StepForm(BaseForm):
    text = LongTextField(_l("What the caller says"), max_length=1000, required=True)


class QuestionForm(BaseForm):
    text = TextField(_l("Question"), max_length=200, required=True)
    kind = SelectField(_l("Kind of answer"), choices=choices(QUESTION_KINDS.items()))
    choices = TextField(
        _l("Answers to choose from"), max_length=500, hint=_l("Separated by commas; only for a choice.")
    )

    def to_kind(self) -> QuestionKind:
        return QuestionKind(self.kind.data)

    def to_choices(self) -> tuple[str, ...]:
        if self.to_kind() is not QuestionKind.CHOICE:
            return ()
        found = dict.fromkeys(each.strip() for each in self.choices.data.split(",") if each.strip())
        return tuple(found) if len(found) > 1 else ()


class ActionForm(BaseForm):
    """Start, pause, go on, close."""

    action = SelectField(choices=choices(ACTIONS.items()))
    version = VersionField()


def filled_from(campaign: Campaign, caller_ids: Sequence[int]) -> dict[str, Any]:
    """A campaign as the form shows it."""
    rule = AttemptsRule.from_json(campaign.rule)
    same = (
        "name", "purpose", "starts_on", "ends_on", "themes", "follows_source", "shares_companies", "pilot_size",
        "goal_calls", "goal_reached", "goal_interested", "goal_visits", "version",
    )  # fmt: skip
    of_rule = ("max_attempts", "no_answer_hours", "busy_hours", "opens", "closes")
    return {
        **{name: getattr(campaign, name) for name in same},
        **{name: getattr(rule, name) for name in of_rule},
        "weekdays": list(rule.weekdays),
        "unit": campaign.unit_id,
        "callers": list(caller_ids),
    }
