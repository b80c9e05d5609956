"""What a company asks for on the public page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, StopValidation

from crm.cooperation.forms import CHOOSE
from crm.employer_requests.attached import LARGEST, AttachmentError, AttachmentFault, kind_of, safe_name
from crm.employer_requests.inputs import RequestInput
from crm.employer_requests.words import Channel
from crm.service_desk.proof import AT_LEAST, AT_MOST, opened_at, opened_now
from crm.service_desk.queries.numbers import KnownCompany
from crm.values.clock import local_date, utc_now
from crm.values.cpr_guard import contains_cpr
from crm.values.cvr import format_cvr, parse_cvr
from crm.values.errors import InvalidValueError
from crm.values.p_number import format_p_number, parse_p_number
from crm.web.forms import (
    INVALID,
    BaseForm,
    DateField,
    EmailField,
    LongTextField,
    OnceField,
    PhoneField,
    PNumberField,
    TextField,
)

CVR_DIGITS = 8
FAULTS = {
    AttachmentFault.EMPTY: _l("The file is empty."),
    AttachmentFault.TOO_LARGE: _l("The file is larger than 5 MB. Choose a smaller one, or send none."),
    AttachmentFault.OTHER_KIND: _l("This is neither a PDF nor a Word document (.docx). Save it as one of them."),
    AttachmentFault.DAMAGED: _l("The file can't be read. Save it anew, or send none."),
    AttachmentFault.ACTIVE: _l("The file holds scripts, macros or other files. Save it as a plain PDF."),
    AttachmentFault.CPR: _l("The file holds what looks like a CPR number. Take it out, and choose the file again."),
    AttachmentFault.CPR_IN_NAME: _l("The file's name holds what looks like a CPR number. Give it another name."),
}


class CompanyNumberField(PNumberField):
    """A CVR or a P-number; `data` is its digits. One that looks like a CPR number is shown again only when known."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if validation_stopped or self.errors or not self.data:
            return
        digits = "".join(letter for letter in self.data if letter.isdecimal())
        try:
            self.data = parse_cvr(self.data) if len(digits) <= CVR_DIGITS else parse_p_number(self.data)
        except InvalidValueError as error:
            if contains_cpr(self.data):
                self.data = ""
            raise ValidationError(str(INVALID[error.code])) from None

    @property
    def written(self) -> str:
        """As people write it."""
        return format_cvr(self.data) if len(self.data) == CVR_DIGITS else format_p_number(self.data)


class OpenedField(HiddenField):  # type: ignore[misc]
    """Hidden: when the form was opened. Refuses one that was sent faster than people write."""

    data: Any

    def __init__(self, **more: Any) -> None:
        super().__init__("", default=lambda: opened_now(utc_now()), **more)
        self.type = "HiddenField"  # templates know it by this

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = next((value for value in valuelist if opened_at(value) is not None), "")

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        now = utc_now()
        moment = opened_at(self.data or "")
        if moment is None or now - moment > AT_MOST:
            self.data = opened_now(now)
            raise StopValidation(_("This page is too old. Send the form again."))
        if now - moment < AT_LEAST:
            raise StopValidation(_("The form was sent faster than anybody writes. Wait a moment and send it again."))


class AdvertField(FileField):  # type: ignore[misc]
    """A PDF or Word document, judged by its content; `content` is what is in it, None without a file."""

    content: bytes | None = None
    data: Any

    @property
    def filename(self) -> str:
        return str(getattr(self.data, "filename", "") or "")

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if not self.filename:
            return
        content = self.data.read(LARGEST + 1)
        try:
            safe_name(self.filename, kind_of(content))
        except AttachmentError as error:
            raise ValidationError(str(FAULTS[error.fault])) from None
        self.content = content


class EmployerForm(BaseForm):
    number = CompanyNumberField(
        _l("CVR or P-number"), hint=_l("Eight digits for the company, or ten for one of its workplaces.")
    )
    is_us = BooleanField(_l("Yes, this is us"))
    company_text = TextField(
        _l("Name of the company"),
        max_length=150,
        hint=_l("Only when you have no CVR number, or we don't know it."),
        render_kw={"autocomplete": "organization"},
    )
    category = SelectField(_l("What is it about?"), [DataRequired(CHOOSE)])
    subject = TextField(
        _l("What do you need, in a few words?"),
        max_length=120,
        required=True,
        hint=_l("For example: two drivers with a licence for lorries."),
    )
    description = LongTextField(
        _l("Tell us more"),
        max_length=4_000,
        hint=_l("Tasks, hours, requirements. Write no CPR numbers, and nothing about people's health."),
    )
    wanted_by = DateField(_l("When do you need it?"))
    advert = AdvertField(_l("Job advert"), description=_l("PDF or Word (.docx), at most 5 MB."))
    name = TextField(_l("Your name"), max_length=120, required=True, render_kw={"autocomplete": "name"})
    phone = PhoneField(_l("Phone"))
    email = EmailField(_l("E-mail"), hint=_l("Then you get a receipt with a link to follow the request."))
    consent = BooleanField(
        _l("You may contact us about this request."), [DataRequired(_l("Tick here, so that we may answer you."))]
    )
    website = TextField(_l("Leave this field empty"), max_length=200)
    once = OnceField()
    opened = OpenedField()

    def __init__(self, categories: Mapping[int, str], **more: Any) -> None:
        super().__init__(**more)
        offered = [SelectChoice(str(number), name) for number, name in categories.items()]
        self.category.choices = [SelectChoice("", _("Choose")), *offered]

    def validate_website(self, field: TextField) -> None:
        """No person sees the field; programs fill in whatever there is."""
        if field.data:
            field.data, field.raw_data = "", None
            raise ValidationError(_("The field was not empty. It is emptied now: send the form again."))

    def validate_wanted_by(self, field: DateField) -> None:
        if field.data and field.data < local_date(utc_now()):
            raise ValidationError(_("This day is over. Choose one to come, or leave it empty."))

    def is_whole(self, known: KnownCompany | None) -> bool:
        """After `validate`: the company is settled, and there is a way to answer. Leaves each error at its field."""
        settled = self._settle_company(known)
        return self._can_be_answered() and settled

    def _settle_company(self, known: KnownCompany | None) -> bool:
        if self.number.errors:
            return False
        if known is not None:
            if self.is_us.data and self.is_us.raw_data == [self.number.data]:
                return True
            self.is_us.data = False  # the tick was for another number
            self.is_us.errors = [_("Tick here if this is you. Otherwise correct the number.")]
            return False
        self.forget_unknown()
        if self.company_text.data:
            return True
        if not self.company_text.errors:
            self.company_text.errors = [_("Write your CVR number, or the name of the company.")]
        return False

    def forget_unknown(self) -> None:
        """A number that no company has and that looks like a CPR number is not shown again."""
        if self.number.data and contains_cpr(self.number.data):
            self.number.data, self.number.raw_data = "", None

    def _can_be_answered(self) -> bool:
        if self.phone.data or self.email.data or self.phone.errors or self.email.errors:
            return True
        self.phone.errors = [_("Write a phone number or an e-mail address, so that we can answer.")]
        return False

    def to_input(self, known: KnownCompany | None, *, language: str, now: datetime) -> RequestInput:
        called = self.company_text.data
        if known is None and self.number.data:
            kind = "CVR" if len(self.number.data) == CVR_DIGITS else "P-nr."
            called = f"{called}, {kind} {self.number.data}"
        return RequestInput(
            channel=Channel.FORM,
            category_id=int(self.category.data),
            subject=self.subject.data,
            description=self.description.data,
            received_at=now,
            company_id=known.company_id if known else None,
            workplace_id=known.workplace_id if known else None,
            company_text=called,
            caller_name=self.name.data,
            caller_phone=self.phone.data or "",
            caller_email=self.email.data or "",
            wanted_by=self.wanted_by.data,
            language=language,
        )
