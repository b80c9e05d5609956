"""Form classes for every page: fields that clean their text, refuse CPR numbers and know their Danish.

    class NoteForm(BaseForm):
        title = TextField(_l("Title"), required=True, max_length=120)
        text = LongTextField(_l("Note"), max_length=4000, hint=_l("What was agreed?"))
        once = OnceField()          # create form: see crm/web/once.py
        version = VersionField()    # edit form: pass it to claim_version()

Every field in which somebody can write text is `Guarded`. What looks like a CPR number is replaced by bullets before
the form is shown again, so that the number is not sent back and the rest of the text is kept.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import time
from typing import Any, ClassVar

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField as WtDateField
from wtforms import Field, HiddenField, IntegerField, PasswordField, StringField, TextAreaField, widgets
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from crm.values.cpr_guard import contains_cpr, redact_cpr
from crm.values.cvr import parse_cvr
from crm.values.danish_dates import parse_date_cell
from crm.values.danish_times import parse_time
from crm.values.email import parse_email
from crm.values.errors import InvalidValueError
from crm.values.p_number import parse_p_number
from crm.values.phone import parse_phone
from crm.web import attributes
from crm.web.once import SHAPE, once_key

attributes.install()

Text = Any  # str or a lazy translation of it
CPR_REFUSED = _l(
    "This looks like a CPR number. It was removed and not saved: CPR numbers must not be written here."
    " The rest of your text is kept."
)
INVALID = {
    "cvr_format": _l("A CVR number has eight digits, and the first is not 0."),
    "cvr_check_digit": _l("The check digit of the CVR number is wrong. Is a digit mistyped?"),
    "p_number_format": _l("A P-number has ten digits."),
    "phone_invalid": _l("This is not a phone number. Write eight digits, or + and the country code."),
    "email_invalid": _l("This is not an e-mail address."),
    "date_invalid": _l("This is not a date. Write day, month and year: 31-12-2026."),
    "time_invalid": _l("This is not a time of day. Write hours and minutes: 14.30."),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL refuses NUL; nobody can see the others


class _Catalogue:
    """WTForms' own sentences through our catalogue: the library has no Danish."""

    gettext = staticmethod(gettext)
    ngettext = staticmethod(ngettext)


class BaseForm(FlaskForm):  # type: ignore[misc]
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, _form: object) -> _Catalogue:
            return _Catalogue()


LIBRARY_SENTENCES = (
    _l("Not a valid choice."),
    _l("Not a valid integer value."),
    _l("Invalid Choice: could not coerce."),
    _l("CSRF token missing."),
)
"""Sentences of WTForms that a reader can meet; named here so that they are translated."""


class Guarded:
    """Mixin for fields of written text: cleaned when it arrives, a CPR number refused and taken out."""

    had_cpr: bool = False
    data: Any
    raw_data: Any
    errors: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        cleaned = [clean_text(value) for value in valuelist]
        self.had_cpr = any(contains_cpr(value) for value in cleaned)
        self.raw_data = [redact_cpr(value) for value in cleaned] if self.had_cpr else cleaned
        super().process_formdata(self.raw_data)  # type: ignore[misc]

    def pre_validate(self, form: Any) -> None:
        if self.had_cpr:
            self.errors.clear()
            raise StopValidation(str(CPR_REFUSED))
        super().pre_validate(form)  # type: ignore[misc]


def clean_text(text: str) -> str:
    """Composed letters, no invisible control characters, one kind of line break, nothing around it."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def presence(*, required: bool) -> Any:
    return DataRequired(_l("Fill this in.")) if required else Optional()


def longest(max_length: int) -> Length:
    return Length(max=max_length, message=_l("At most %(max)d characters."))


class TextField(Guarded, StringField):  # type: ignore[misc]
    """One line of text. `data` is the cleaned text, "" when empty."""

    def __init__(
        self, label: Text = None, *, max_length: int, required: bool = False, hint: Text = "", **more: Any
    ) -> None:
        validators = [presence(required=required), longest(max_length), *more.pop("validators", ())]
        super().__init__(label, validators, description=hint, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([" ".join(value.split()) for value in valuelist])


class LongTextField(Guarded, TextAreaField):  # type: ignore[misc]
    """Several lines of text."""

    def __init__(
        self, label: Text = None, *, max_length: int, required: bool = False, hint: Text = "", **more: Any
    ) -> None:
        validators = [presence(required=required), longest(max_length), *more.pop("validators", ())]
        super().__init__(label, validators, description=hint, **more)


class SearchField(TextField):
    widget = widgets.SearchInput()


class _ParsedField(TextField):
    """Text that a value type reads: `data` is the value, the page keeps what was written."""

    parse: ClassVar[Any]  # text → value, or InvalidValueError

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if validation_stopped or self.errors:
            return
        try:
            self.data = self.parse(self.data)
        except InvalidValueError as error:
            raise ValidationError(str(INVALID[error.code])) from None


class CvrField(_ParsedField):
    """`data` is the eight digits."""

    parse = staticmethod(parse_cvr)

    def __init__(self, label: Text = None, **more: Any) -> None:
        super().__init__(label, max_length=20, render_kw={"inputmode": "numeric"}, **more)


class PhoneField(_ParsedField):
    """`data` is the number as E.164."""

    parse = staticmethod(parse_phone)
    widget = widgets.TelInput()

    def __init__(self, label: Text = None, **more: Any) -> None:
        super().__init__(label, max_length=30, **more)


class EmailField(_ParsedField):
    parse = staticmethod(parse_email)
    widget = widgets.EmailInput()

    def __init__(self, label: Text = None, **more: Any) -> None:
        super().__init__(label, max_length=254, **more)


class PNumberField(StringField):  # type: ignore[misc]
    """`data` is the ten digits. Outside the CPR guard: a third of P-numbers look like CPR numbers.

    The route looks the number up, and calls `unknown()` when no workplace has it: it is then not shown again.
    """

    data: Any
    raw_data: Any
    errors: Any

    def __init__(self, label: Text = None, *, required: bool = False, hint: Text = "", **more: Any) -> None:
        validators = [presence(required=required), Length(max=20)]
        super().__init__(label, validators, description=hint, render_kw={"inputmode": "numeric"}, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw_data = [clean_text(value) for value in valuelist]
        super().process_formdata(self.raw_data)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if validation_stopped or self.errors:
            return
        try:
            self.data = parse_p_number(self.data)
        except InvalidValueError as error:
            self.data = redact_cpr(self.data)
            raise ValidationError(str(INVALID[error.code])) from None

    def unknown(self) -> None:
        self.data = ""
        self.errors = [*self.errors, gettext("No workplace in the register has this P-number.")]


class DateField(Guarded, WtDateField):  # type: ignore[misc]
    """A day, as the browser's own date field; where it has none, written the Danish way."""

    def __init__(self, label: Text = None, *, required: bool = False, hint: Text = "", **more: Any) -> None:
        validators = [InputRequired(_l("Fill this in.")) if required else Optional()]
        super().__init__(label, validators, description=hint, **more)
        self.format = ["%Y-%m-%d"]

    def process_formdata(self, valuelist: list[str]) -> None:
        # Not the library's reading: it knows one form of a date.
        written = [clean_text(value) for value in valuelist]
        self.had_cpr = any(contains_cpr(value) for value in written)
        self.raw_data = [redact_cpr(value) for value in written]
        self.data = None
        if not any(self.raw_data) or self.had_cpr:
            return
        try:
            self.data = parse_date_cell(self.raw_data[0])
        except InvalidValueError as error:
            raise ValueError(str(INVALID[error.code])) from None


class TimeField(_ParsedField):
    """A time of day, as the browser's own time field or written the Danish way. `data` is None when empty."""

    parse = staticmethod(parse_time)
    widget = widgets.TimeInput()

    def __init__(self, label: Text = None, **more: Any) -> None:
        super().__init__(label, max_length=20, **more)

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else self.data or ""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: FBT001 - WTForms calls it so
        super().post_validate(form, validation_stopped)
        self.data = self.data or None


class NumberField(Guarded, IntegerField):  # type: ignore[misc]
    """A whole number."""

    def __init__(
        self,
        label: Text = None,
        validators: Sequence[Any] = (),
        *,
        required: bool = False,
        hint: Text = "",
        **more: Any,
    ) -> None:
        first = InputRequired(_l("Fill this in.")) if required else Optional()
        super().__init__(label, [first, *validators], description=hint, **more)


class SecretField(PasswordField):  # type: ignore[misc]
    """A password: never shown again, never kept as it is, and therefore outside the CPR guard."""

    def __init__(self, label: Text = None, *, autocomplete: str, hint: Text = "", **more: Any) -> None:
        super().__init__(
            label,
            [DataRequired(_l("Fill this in.")), Length(max=256, message=_l("At most %(max)d characters."))],
            description=hint,
            render_kw={"autocomplete": autocomplete},
            **more,
        )


class VersionField(Guarded, IntegerField):  # type: ignore[misc]
    """Hidden: the version of the row that the person saw; goes to `crm.db.claim_version`."""

    widget = widgets.HiddenInput()

    def __init__(self, **more: Any) -> None:
        super().__init__("", [InputRequired(_l("This page is too old. Open it again."))], **more)
        self.type = "HiddenField"  # templates know it by this

    def renew(self, version: int) -> None:
        """After a stale edit: the next save knows of the version that is shown beside this one."""
        self.data, self.raw_data = version, None


class OnceField(HiddenField):  # type: ignore[misc]
    """Hidden: the one-time key of a create form; goes to `crm.web.once.once`."""

    def __init__(self, **more: Any) -> None:
        super().__init__("", default=once_key, **more)
        self.type = "HiddenField"  # templates know it by this

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value for value in valuelist if SHAPE.fullmatch(value)])

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        if not self.raw_data or not SHAPE.fullmatch(self.raw_data[0]):
            self.data = once_key()
            raise StopValidation(gettext("This page is too old. Send the form again."))


def field_changes(form: BaseForm, saved: BaseForm) -> list[tuple[Text, str, str]]:
    """For a stale edit: (label, what is saved now, what this person wrote) where the two differ.

    `saved` is the same form filled from the row as it is now (`Form(formdata=None, obj=row)`). Call
    `form.version.renew(row.version)` as well, so that sending the form again overwrites knowingly; the partial
    `errors/_stale.html` shows `changes`.
    """
    pairs = [
        (field, shown(saved[field.name]), shown(field))
        for field in form
        if getattr(field.widget, "input_type", "") != "hidden"
    ]
    return [(field.label.text, now, written) for field, now, written in pairs if now != written]


def shown(field: Field) -> str:
    """A field's value as the reader sees it: the chosen text of a list, yes or no of a box."""
    if isinstance(field.data, bool):
        return str(gettext("yes") if field.data else gettext("no"))
    if isinstance(field.data, time):
        return f"{field.data:%H:%M}"
    chosen = [label for value, label, *_ in getattr(field, "iter_choices", list)() if str(value) == str(field.data)]
    return str(chosen[0] if chosen else "" if field.data is None else field.data)
