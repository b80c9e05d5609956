from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from crm.cooperation.labels import STATUSES, TARGET_GROUPS, type_name, validity_note
from crm.cooperation.models import Cooperation, CooperationType
from crm.cooperation.queries import WorkplaceChoice
from crm.cooperation.services import CooperationInput
from crm.register.models import JobCentre
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup
from crm.web.formatting import day, p_number
from crm.web.forms import BaseForm, DateField, EmailField, LongTextField, OnceField, TextField

MOST_HOURS = 60
CHOOSE = _l("Choose from the list.")


class HoursField(TextField):
    """Hours a week, '18,5' or '18.5'; `data` stays the text, `hours` is the number."""

    hours: Decimal | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if validation_stopped or self.errors or not self.data:
            return
        try:
            self.hours = Decimal(self.data.replace(",", ".")).quantize(Decimal("0.1"))
        except InvalidOperation:
            self.hours = Decimal(-1)
        if not 0 < self.hours <= MOST_HOURS:
            raise ValidationError(_("Write the hours as a number up to 60, such as 18,5."))


class CooperationForm(BaseForm):
    """Register or correct one arrangement. `offer` fills its lists before it is used."""

    workplace_id = SelectField(_l("Workplace"), [DataRequired(CHOOSE)], coerce=int)
    type_code = SelectField(_l("Type"), [DataRequired(CHOOSE)])
    start_date = DateField(_l("First day"), required=True)
    end_date = DateField(_l("Last day"), hint=_l("Empty while it is open-ended."))
    status = RadioField(_l("Where it stands"), [DataRequired(CHOOSE)])
    job_centre_code = SelectField(_l("Responsible job centre"), [DataRequired(CHOOSE)])
    target_group = SelectField(_l("Target group (never a person)"))
    hours_per_week = HoursField(_l("Hours a week"), max_length=6)
    unit = SelectField(_l("Unit"))
    consultant = EmailField(_l("Consultant (e-mail)"))
    note = LongTextField(_l("Note"), max_length=2000, hint=_l("No names of citizens and no CPR numbers."))
    anyway = BooleanField(_l("I have checked it: save it all the same"))
    once = OnceField()

    def offer(
        self,
        *,
        workplaces: Sequence[WorkplaceChoice],
        types: Sequence[CooperationType],
        job_centres: Sequence[JobCentre],
        units: Sequence[str],
        today: date,
        seen: Cooperation | None = None,
    ) -> None:
        """The choices; what the corrected fact says stays choosable even where the lists no longer hold it."""
        self.workplace_id.choices = _choices(
            [
                *([(0, _("Choose …"))] if len(workplaces) > 1 else []),
                *((each.id, workplace_line(each)) for each in workplaces),
            ]
        )
        self.type_code.choices = _choices(
            [("", _("Choose …")), *((kind.code, _type_line(kind, today)) for kind in types)]
        )
        self.job_centre_code.choices = _choices(
            [(each.code, each.name) for each in job_centres], seen.job_centre_code if seen else None
        )
        self.target_group.choices = _choices(
            [("", _("Not given")), *((group.value, str(label)) for group, label in TARGET_GROUPS.items())]
        )
        self.unit.choices = _choices(
            [("", _("Not given")), *((name, name) for name in units)], seen.unit if seen else None
        )
        offered = [CooperationStatus.ACTIVE, CooperationStatus.PLANNED]
        if seen is not None:
            offered.append(CooperationStatus.CANCELLED)
        self.status.choices = _choices([(each.value, STATUSES[each]) for each in offered])

    def to_input(self) -> CooperationInput:
        group = self.target_group.data
        return CooperationInput(
            workplace_id=self.workplace_id.data,
            type_code=self.type_code.data,
            start_date=self.start_date.data,
            end_date=self.end_date.data,
            status=CooperationStatus(self.status.data),
            job_centre_code=self.job_centre_code.data,
            target_group=TargetGroup(group) if group else None,
            hours_per_week=self.hours_per_week.hours,
            unit=self.unit.data or None,
            consultant=self.consultant.data or None,
            note=self.note.data or None,
        )


class EndForm(BaseForm):
    end_date = DateField(_l("Last day"), required=True, hint=_l("The last day that counts, past or to come."))


class VoidForm(BaseForm):
    reason = TextField(
        _l("Why is it taken back?"),
        max_length=500,
        required=True,
        hint=_l("It will be read by those who ask why the figure changed. No names of citizens."),
    )


class PlaceForm(BaseForm):
    workplace_id = RadioField(_l("Where did it take place?"), [DataRequired(CHOOSE)], coerce=int)

    def offer(self, workplaces: Sequence[WorkplaceChoice]) -> None:
        self.workplace_id.choices = _choices([(each.id, workplace_line(each)) for each in workplaces])


def filled_from(cooperation: Cooperation) -> dict[str, Any]:
    """What the form shows of a fact; `ended` is what follows from an active one's last day."""
    status = cooperation.status
    return {
        "workplace_id": cooperation.workplace_id,
        "type_code": cooperation.type_code,
        "start_date": cooperation.start_date,
        "end_date": cooperation.end_date,
        "status": (CooperationStatus.ACTIVE if status == CooperationStatus.ENDED else status).value,
        "job_centre_code": cooperation.job_centre_code,
        "target_group": cooperation.target_group.value if cooperation.target_group else "",
        "hours_per_week": hours_text(cooperation.hours_per_week),
        "unit": cooperation.unit or "",
        "consultant": cooperation.consultant or "",
        "note": cooperation.note or "",
    }


def hours_text(hours: Decimal | None) -> str:
    """'18,5', '37'."""
    return "" if hours is None else f"{hours:.1f}".removesuffix(".0").replace(".", ",")


def workplace_line(each: WorkplaceChoice) -> str:
    place = f"{each.address}, {each.place}" if each.address else each.place
    line = f"{each.name}, {place} · P\N{NO-BREAK SPACE}{p_number(each.p_number)}"
    if each.end_date is not None:
        line += f" · {_('closed %(day)s', day=day(each.end_date))}"
    return line


def _type_line(kind: CooperationType, today: date) -> str:
    note = validity_note(kind, today)
    return f"{type_name(kind)} ({note})" if note else type_name(kind)


def _choices(pairs: Sequence[tuple[Any, Any]], seen: str | None = None) -> list[SelectChoice]:
    """(value, text) pairs as choices, with what the fact says at the end when it is none of them."""
    known = {value for value, _text in pairs}
    more = [] if not seen or seen in known else [(seen, seen)]
    return [SelectChoice(value, text) for value, text in [*pairs, *more]]
