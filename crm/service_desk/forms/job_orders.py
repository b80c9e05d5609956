"""Job orders: what is asked when one is taken, when candidates are proposed, and when it is answered."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from crm.contacts.forms.log import choices
from crm.cooperation.forms import HoursField, hours_text
from crm.employer_requests.inputs import Filled, JobOrderInput
from crm.employer_requests.job_order_models import JobOrder
from crm.employer_requests.labels import NOT_FILLED
from crm.employer_requests.words import NotFilled
from crm.web.forms import BaseForm, DateField, LongTextField, NumberField, OnceField, TextField, VersionField

MOST = 999
_NO_CITIZENS = _l("No names of citizens and no CPR numbers.")
_POSITIONS = _l("Write a number from 1 to 999.")
_NONE_OR_MORE = _l("Write a number from 0 to 999.")


class _OrderFields(BaseForm):
    title = TextField(_l("Title"), max_length=120, required=True, hint=_l("As in an advertisement."))
    occupation = TextField(_l("Occupation"), max_length=120, required=True)
    positions = NumberField(_l("Number of positions"), [NumberRange(1, MOST, _POSITIONS)], required=True)
    hours_per_week = HoursField(_l("Hours a week"), max_length=6)
    wanted_start = DateField(_l("Wanted start"))
    deadline = DateField(_l("Deadline"), required=True, hint=_l("After it we ask what came of the order."))
    jobnet_number = TextField(_l("Jobnet number"), max_length=20)
    requirements = LongTextField(_l("Requirements"), max_length=4_000)
    needed = LongTextField(_l("What does the company need?"), max_length=1_000)
    realistic = LongTextField(_l("What is realistic?"), max_length=1_000)
    match_now = LongTextField(_l("Is there a match now?"), max_length=1_000, hint=_NO_CITIZENS)
    we_do = LongTextField(_l("What do we do?"), max_length=1_000)
    company_does = LongTextField(_l("What does the company do?"), max_length=1_000)

    def to_input(self) -> JobOrderInput:
        names = set(JobOrderInput.__dataclass_fields__) - {"hours_per_week"}
        return JobOrderInput(
            **{name: self[name].data for name in names},
            hours_per_week=self.hours_per_week.hours,
        )


class NewOrderForm(_OrderFields):
    once = OnceField()


class OrderForm(_OrderFields):
    version = VersionField()


class ReferralForm(BaseForm):
    day = DateField(_l("Day"), required=True)
    number = NumberField(_l("How many candidates"), [NumberRange(1, MOST, _POSITIONS)], required=True)
    note = TextField(_l("Note"), max_length=200, hint=_NO_CITIZENS)
    once = OnceField()


class AnswerOrderForm(BaseForm):
    filled_by_us = NumberField(
        _l("Filled by us"), [NumberRange(0, MOST, _NONE_OR_MORE)], required=True, hint=_l("Number of positions")
    )
    filled_otherwise = NumberField(
        _l("Filled otherwise"), [NumberRange(0, MOST, _NONE_OR_MORE)], required=True, hint=_l("Number of positions")
    )
    reason = SelectField(_l("Why were the others not filled?"))
    answered_on = DateField(
        _l("Day of the answer"), required=True, hint=_l("When the last position was filled, or given up.")
    )
    version = VersionField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason.choices = [SelectChoice("", _("All are filled")), *choices(NOT_FILLED.items())]

    def to_filled(self) -> Filled:
        return Filled(
            by_us=self.filled_by_us.data,
            otherwise=self.filled_otherwise.data,
            day=self.answered_on.data,
            reason=NotFilled(self.reason.data) if self.reason.data else None,
        )


def filled_from(order: JobOrder) -> dict[str, Any]:
    """The data of an `OrderForm`."""
    data = {name: getattr(order, name) for name in JobOrderInput.__dataclass_fields__}
    hours: Decimal | None = order.hours_per_week
    return data | {"hours_per_week": hours_text(hours), "version": order.version}
