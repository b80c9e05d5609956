"""The administrator's form of an offer to companies."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SubmitField, ValidationError
from wtforms.fields.choices import SelectChoice

from crm.employer_requests.services.offers import OfferInput
from crm.web.forms import BaseForm, LongTextField, OnceField, TextField, VersionField

CODE = re.compile(r"[a-z][a-z0-9_]*")
MARKDOWN = _l("## begins a heading, - a line of a list, **bold** stands out, [text](https://…) is a link.")


class OfferFields(BaseForm):
    title_da = TextField(_l("Title in Danish"), max_length=80, required=True)
    summary_da = TextField(_l("In one sentence, in Danish"), max_length=300, required=True)
    body_da = LongTextField(_l("Text in Danish"), max_length=8_000, required=True, hint=MARKDOWN)
    title_en = TextField(_l("Title in English"), max_length=80, required=True)
    summary_en = TextField(_l("In one sentence, in English"), max_length=300, required=True)
    body_en = LongTextField(_l("Text in English"), max_length=8_000, required=True, hint=MARKDOWN)
    category_id = SelectField(_l("A request that starts here is about"))
    active = BooleanField(_l("Companies see it"), default=True)
    preview = SubmitField(_l("See how it looks"))

    def __init__(self, categories: Mapping[int, str], **more: Any) -> None:
        super().__init__(**more)
        offered = [SelectChoice(str(number), name) for number, name in categories.items()]
        self.category_id.choices = [SelectChoice("", _("Not said")), *offered]

    def to_input(self) -> OfferInput:
        return OfferInput(
            category_id=int(self.category_id.data) if self.category_id.data else None,
            title_da=self.title_da.data,
            title_en=self.title_en.data,
            summary_da=self.summary_da.data,
            summary_en=self.summary_en.data,
            body_da=self.body_da.data,
            body_en=self.body_en.data,
            active=self.active.data,
        )


class OfferForm(OfferFields):
    version = VersionField()


class NewOfferForm(OfferFields):
    code = TextField(
        _l("Address"),
        max_length=40,
        required=True,
        hint=_l("The last part of its address: small letters, digits and underscores, such as work_placement."),
    )
    once = OnceField()

    def validate_code(self, field: TextField) -> None:
        if not CODE.fullmatch(field.data):
            raise ValidationError(_("Small letters, digits and underscores only, a letter first."))


class MoveForm(BaseForm):
    direction = RadioField(choices=[SelectChoice("up", "up"), SelectChoice("down", "down")])
