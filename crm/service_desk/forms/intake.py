"""The intake: written while the company is on the phone, so little of it has to be filled in."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from crm.contacts.forms.log import choices
from crm.contacts.queries.log_form import is_p_number
from crm.cooperation.forms import CHOOSE
from crm.db import session
from crm.employer_requests.inputs import RequestInput
from crm.employer_requests.labels import CHANNELS, PRIORITIES
from crm.employer_requests.words import Channel, Priority
from crm.values.errors import InvalidValueError
from crm.values.p_number import parse_p_number
from crm.values.phone import parse_phone
from crm.web.formatting import phone
from crm.web.forms import BaseForm, DateField, EmailField, LongTextField, OnceField, PhoneField, TextField

BY_HAND = (Channel.PHONE, Channel.WALK_IN, Channel.BUSINESS_COUNCIL, Channel.MAIL, Channel.LETTER)
NONE_OF_THESE, SAME_AS = "0", "same-as-"


class CompanyTextField(TextField):
    """What one searches a company by. A P-number of the register may look like a CPR number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.had_cpr and len(valuelist) == 1 and _is_known(valuelist[0]):
            self.had_cpr, self.data, self.raw_data = False, valuelist[0].strip(), valuelist


def _is_known(text: str) -> bool:
    try:
        return is_p_number(session(), parse_p_number(text))
    except InvalidValueError:
        return False


class IntakeForm(BaseForm):
    """`company` is a company's number, or the open request that this is the same as, or none of those found."""

    company_text = CompanyTextField(_l("Company"), max_length=200)
    company = RadioField(_l("Which company is it?"), validate_choice=False)
    category = SelectField(_l("Category"), [NumberRange(1, message=CHOOSE)], coerce=int, default=0)
    subject = TextField(_l("What is needed?"), max_length=200, required=True)
    description = LongTextField(
        _l("More about it"), max_length=5_000, hint=_l("No names of citizens and no CPR numbers.")
    )
    priority = RadioField(_l("How urgent is it?"), choices=choices(PRIORITIES.items()), default=Priority.NORMAL.value)
    wanted_by = DateField(_l("Wanted by"))
    caller_name = TextField(_l("Who asks"), max_length=120)
    caller_phone = PhoneField(_l("Phone"))
    caller_email = EmailField(_l("E-mail"))
    channel = RadioField(
        _l("How did they reach us?"),
        choices=choices((channel, CHANNELS[channel]) for channel in BY_HAND),
        default=Channel.PHONE.value,
    )
    answered = BooleanField(_l("I have answered them already"))
    once = OnceField()

    def offer(self, categories: list[SelectChoice]) -> None:
        self.category.choices = [SelectChoice(0, _("Choose …")), *categories]

    @property
    def company_id(self) -> int | None:
        return _number(self.company.data)

    @property
    def same_as_id(self) -> int | None:
        text = str(self.company.data or "")
        return _number(text.removeprefix(SAME_AS)) if text.startswith(SAME_AS) else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Of the same need asked for again only the text is looked at."""
        good = bool(super().validate(extra_validators))
        if self.same_as_id is not None:
            for field in (self.category, self.subject):
                if not getattr(field, "had_cpr", False):
                    field.errors = []
            return not any(field.errors for field in self)
        if not self.company.data:
            self.company.errors = [CHOOSE]
        elif not self.company_id and not self.company_text.data:
            self.company_text.errors = [_("Write which company it is, as they said it.")]
        return good and not self.company.errors and not self.company_text.errors

    @property
    def phone(self) -> str:
        """The number they call from: written down, or what the company was searched by."""
        if self.caller_phone.data:
            return str(self.caller_phone.data)
        try:
            return parse_phone(self.company_text.data or "")
        except InvalidValueError:
            return ""

    def to_input(self, *, person_id: int | None, now: datetime) -> RequestInput:
        return RequestInput(
            channel=Channel(self.channel.data),
            category_id=self.category.data,
            subject=self.subject.data,
            description=self.description.data,
            priority=Priority(self.priority.data),
            company_id=self.company_id,
            company_text="" if self.company_id else self.company_text.data,
            person_id=person_id,
            caller_name=self.caller_name.data,
            caller_phone=self.phone,
            caller_email=self.caller_email.data or "",
            wanted_by=self.wanted_by.data,
            received_at=now,
        )

    def what_was_said(self) -> str:
        """For the same need asked for again: who asked, and what there is of it."""
        who = ", ".join(text for text in (self.caller_name.data, _written(self.phone), self.caller_email.data) if text)
        said = [text for text in (self.subject.data, self.description.data) if text] or [_("They asked again.")]
        return "\n\n".join([who, *said] if who else said)


def _written(number: str) -> str:
    """As people write it, without the blanks that don't break: it becomes part of a text."""
    return phone(number).replace("\xa0", " ") if number else ""


def _number(text: str | None) -> int | None:
    return (int(text) or None) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
