"""The forms of what requests can be about, and of the service goals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SubmitField, ValidationError
from wtforms.fields.choices import SelectChoice

from crm.employer_requests.labels import GOALS, PRIORITIES, duration
from crm.employer_requests.services.settings import CategoryInput, GoalsInput
from crm.employer_requests.words import GoalKind, Priority
from crm.values.durations import parse_duration
from crm.values.errors import InvalidValueError
from crm.web.formatting import NO_BREAK
from crm.web.forms import BaseForm, DateField, OnceField, TextField, VersionField

LONGEST = 1_000 * 60


class CategoryFields(BaseForm):
    name_da = TextField(_l("Name in Danish"), max_length=80, required=True)
    name_en = TextField(_l("Name in English"), max_length=80, required=True)
    usual_priority = RadioField(
        _l("How urgent are requests by form and by mail?"),
        choices=[SelectChoice(each.value, label) for each, label in PRIORITIES.items()],
        default=Priority.NORMAL.value,
    )
    public = BooleanField(_l("Companies can choose it in their form"), default=True)
    active = BooleanField(_l("In use"), default=True)

    def to_input(self) -> CategoryInput:
        return CategoryInput(
            name_da=self.name_da.data,
            name_en=self.name_en.data,
            usual_priority=Priority(self.usual_priority.data),
            public=self.public.data,
            active=self.active.data,
        )


class CategoryForm(CategoryFields):
    version = VersionField()


class NewCategoryForm(CategoryFields):
    once = OnceField()


class MoveCategoryForm(BaseForm):
    direction = RadioField(choices=[SelectChoice("up", "up"), SelectChoice("down", "down")])


class GoalField(TextField):
    """`minutes` is what was written; None promises nothing. `said` is False when it is left to the general goals."""

    said = False
    minutes: int | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        self.said, self.minutes = bool(self.data), None
        if not self.said or self.errors:
            return
        try:
            minutes = parse_duration(self.data)
        except InvalidValueError:
            raise ValidationError(_("Write hours and minutes like 8 t or 2 t 30 min.")) from None
        if minutes > LONGEST:
            raise ValidationError(_("At most %(time)s.", time=duration(LONGEST)))
        self.minutes = minutes or None


class GoalsForm(BaseForm):
    first_answer = GoalField(GOALS[GoalKind.FIRST_ANSWER], max_length=20)
    plan_agreed = GoalField(GOALS[GoalKind.PLAN_AGREED], max_length=20)
    done = GoalField(GOALS[GoalKind.DONE], max_length=20)
    valid_from = DateField(_l("For requests received from and including"), required=True)
    version = VersionField()
    preview = SubmitField(_l("See what it would have meant"))

    def fields(self) -> list[GoalField]:
        return [self[kind.value] for kind in GoalKind]

    def to_input(self, category_id: int | None, priority: Priority | None) -> GoalsInput:
        minutes = {kind: self[kind.value].minutes for kind in GoalKind if self[kind.value].said}
        return GoalsInput(category_id, priority, minutes, self.valid_from.data)


def written(minutes: Mapping[GoalKind, int | None]) -> dict[str, str]:
    """What stands in the fields: '8 t', '0' where nothing is promised, nothing where the general goals hold."""
    found = {}
    for kind in GoalKind:
        if kind in minutes:
            found[kind.value] = duration(minutes[kind] or 0).replace(NO_BREAK, " ") if minutes[kind] else "0"
    return found
