from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from crm.accounts.models import Unit
from crm.accounts.queries import Colleague
from crm.contacts.due import PutOff, due_moment, due_time, put_off
from crm.contacts.inputs import TaskChange, TaskInput
from crm.contacts.models import Task, TaskKind
from crm.contacts.queries.people import PersonLine
from crm.contacts.task_labels import KINDS
from crm.cooperation.forms import CHOOSE, workplace_line
from crm.cooperation.queries import WorkplaceChoice
from crm.values.clock import local_date
from crm.web.forms import BaseForm, DateField, OnceField, TextField, TimeField, VersionField

ON_A_DAY = "date"


class OwnerField(SelectField):  # type: ignore[misc]
    """Who has the task: a colleague (`user-7`), or anybody of a unit (`unit-2`)."""

    data: str | None

    def __init__(self, label: object = None, **more: Any) -> None:
        super().__init__(label, [DataRequired(CHOOSE)], **more)
        self.type = "SelectField"  # templates know it by this

    def offer(self, colleagues: Sequence[Colleague], units: Sequence[Unit], *, me: int, ask: bool = False) -> None:
        """Oneself first, then whole units, then everybody by unit. `ask`: nobody is chosen beforehand."""
        self.choices = [
            *([SelectChoice("", _("Choose …"))] if ask else []),
            *(SelectChoice(f"user-{each.id}", f"{each.name} ({_('you')})") for each in colleagues if each.id == me),
            *(
                SelectChoice(f"unit-{unit.id}", unit.name, optgroup=_("Anybody of the unit"))
                for unit in units
                if unit.active
            ),
            *(
                SelectChoice(f"user-{each.id}", each.name, optgroup=each.unit or _("Without a unit"))
                for each in colleagues
                if each.id != me
            ),
        ]

    @property
    def user_id(self) -> int | None:
        return self._number("user-")

    @property
    def unit_id(self) -> int | None:
        return self._number("unit-")

    def _number(self, kind: str) -> int | None:
        return int(self.data.removeprefix(kind)) if self.data and self.data.startswith(kind) else None


class _TaskFields(BaseForm):
    """What a task says; a new one also says who has it."""

    title = TextField(
        _l("What is to be done?"),
        max_length=200,
        required=True,
        hint=_l("For example: send the agreement, hear how it goes."),
    )
    kind = RadioField(
        _l("Kind"), [DataRequired(CHOOSE)], choices=[SelectChoice(kind.value, KINDS[kind]) for kind in TaskKind]
    )
    due_on = DateField(_l("When?"), required=True)
    at = TimeField(_l("At what time?"), hint=_l("Leave it empty when any time of the day will do."))
    person_id = SelectField(_l("Contact person"), coerce=int)
    workplace_id = SelectField(_l("Workplace"), coerce=int)
    promised = BooleanField(_l("The company has been promised the call: nobody else calls before"))

    def offer_places(self, people: Sequence[PersonLine], workplaces: Sequence[WorkplaceChoice]) -> None:
        none = SelectChoice(0, _l("Not given"))
        self.person_id.choices = [none, *(SelectChoice(each.person.id, each.person.name) for each in people)]
        self.workplace_id.choices = [none, *(SelectChoice(each.id, workplace_line(each)) for each in workplaces)]

    def fields(self) -> dict[str, Any]:
        kind = TaskKind(self.kind.data)
        return {
            "title": self.title.data,
            "kind": kind,
            "due_at": due_moment(self.due_on.data, self.at.data),
            "person_id": self.person_id.data or None,
            "workplace_id": self.workplace_id.data or None,
            "promised": self.promised.data and kind is TaskKind.CALL_BACK,
        }


class NewTaskForm(_TaskFields):
    owner = OwnerField(_l("Whose task is it?"))
    once = OnceField()

    def to_input(self, company_id: int, entry: str | None) -> TaskInput:
        return TaskInput(
            company_id=company_id,
            owner_user_id=self.owner.user_id,
            unit_id=self.owner.unit_id,
            interaction_entry=entry,
            **self.fields(),
        )


class EditTaskForm(_TaskFields):
    version = VersionField()

    def to_change(self) -> TaskChange:
        return TaskChange(**self.fields())


class SnoozeForm(BaseForm):
    by = RadioField(_l("Until when?"), [DataRequired(CHOOSE)])
    day = DateField(_l("The day"))
    at = TimeField(_l("At what time?"), hint=_l("Leave it empty when any time of the day will do."))
    version = VersionField()

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        self.by.choices = [*(SelectChoice(*each) for each in choices), SelectChoice(ON_A_DAY, _l("On this day:"))]

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if self.by.data == ON_A_DAY and self.day.data is None and not self.day.errors:
            self.day.errors = [_("Fill this in.")]
        return fine and not self.day.errors

    def due_at(self, task: Task, now: datetime) -> datetime:
        if self.by.data == ON_A_DAY:
            return due_moment(self.day.data, self.at.data)
        return put_off(task.due_at, PutOff(self.by.data), local_date(now))


class HandOverForm(BaseForm):
    owner = OwnerField(_l("Who takes it over?"))
    version = VersionField()


class SeenForm(BaseForm):
    """For a single button: which version of the task the person saw."""

    version = VersionField()


def filled_from(task: Task) -> dict[str, Any]:
    """What the edit form shows of a task."""
    return {
        "title": task.title,
        "kind": task.kind.value,
        "due_on": local_date(task.due_at),
        "at": due_time(task.due_at),
        "person_id": task.person_id or 0,
        "workplace_id": task.workplace_id or 0,
        "promised": task.promised,
    }
