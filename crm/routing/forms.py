"""The form of a rule."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SubmitField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange

from crm.accounts.models import Unit
from crm.accounts.queries import Colleague
from crm.companies.labels import GROUPS, sector_names
from crm.companies.models import CompanyGroup
from crm.cooperation.forms import CHOOSE
from crm.register.industries import sections
from crm.routing import labels
from crm.routing.models import RoutingRule
from crm.routing.services.rules import RuleInput
from crm.routing.words import Existing, Who
from crm.values.sectors import Sector
from crm.web.forms import BaseForm, NumberField, OnceField, TextField, VersionField

_POSTCODE = re.compile(r"[0-9]{4}")
_INDUSTRY = re.compile(r"[0-9]{2,6}")
_MOST_STAFF = 1_000_000
USER = "user-"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a rule can name."""

    units: Sequence[Unit]
    people: Sequence[Colleague]
    names: labels.Names
    places: int  # in the order


class PostcodeField(TextField):
    def __init__(self, label: object, **more: Any) -> None:
        super().__init__(label, max_length=4, render_kw={"inputmode": "numeric"}, **more)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001 - WTForms calls it so
        if self.data and not self.errors and not _POSTCODE.fullmatch(self.data):
            raise ValidationError(_("A postcode has four digits."))


class RuleFields(BaseForm):
    name = TextField(_l("Name"), max_length=80, required=True, hint=_l("It stands on each request that it decided."))
    unit = SelectField(_l("The request goes to"), [NumberRange(1, message=CHOOSE)], coerce=int, default=0)
    whom = SelectField(_l("Who of the unit gets it?"), [DataRequired(CHOOSE)], default=Who.LEAST_LOADED.value)
    place = SelectField(_l("Place in the order"), coerce=int)
    active = BooleanField(_l("Switched on"), default=True)
    category = SelectField(_l("Category"), coerce=int, default=0)
    language = SelectField(_l("Language of the request"))
    group = SelectField(_l("Company group"))
    sector = SelectField(_l("Sector"))
    section = SelectField(_l("Industry section"))
    industry = TextField(
        _l("Industry code"), max_length=6, hint=_l("Or its beginning: 41 is all that builds houses, 412000 only one.")
    )
    municipality = SelectField(_l("Municipality"))
    postcode_from = PostcodeField(_l("Postcode from"))
    postcode_to = PostcodeField(_l("Postcode to"))
    headcount_from = NumberField(_l("Staff from"), [NumberRange(0, _MOST_STAFF)])
    headcount_to = NumberField(_l("Staff to"), [NumberRange(0, _MOST_STAFF)])
    existing = SelectField(_l("Who has to do with the company already?"))
    arrangement = SelectField(_l("Running cooperation"))
    trial = SubmitField(_l("See what it changes"))

    def offer(self, offered: Offered, rule: RoutingRule | None = None) -> None:
        """What can be chosen; what the rule names already stays, although it may be closed."""
        kept = (rule.unit_id, rule.user_id) if rule else (0, 0)
        units = [(unit.id or 0, unit.name) for unit in offered.units if unit.active or unit.id == kept[0]]
        self.unit.choices = _choices([(0, _("Choose …")), *units])
        self.whom.choices = _whom(offered.people, kept[1])
        self.place.choices = _choices((number, str(number)) for number in range(1, offered.places + 1))
        self.category.choices = _choices([(0, _("Any")), *offered.names.categories.items()])
        self.municipality.choices = _any(offered.names.municipalities)
        self.arrangement.choices = _any(offered.names.arrangements)
        self.section.choices = _any({letter: labels.section_name(letter) for letter in sections()})
        self.group.choices = _any(GROUPS)
        self.sector.choices = _any(sector_names())
        self.language.choices = _any(labels.LANGUAGES)
        self.existing.choices = _any(labels.EXISTING)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        for first, last in ((self.postcode_from, self.postcode_to), (self.headcount_from, self.headcount_to)):
            both = first.data not in (None, "") and last.data not in (None, "")
            if both and not first.errors and not last.errors and first.data > last.data:
                last.errors = [_("This must not be less than the other.")]
                good = False
        return good

    def validate_industry(self, field: TextField) -> None:
        if field.data and not _INDUSTRY.fullmatch(field.data):
            raise ValidationError(_("Write two to six digits."))

    def to_input(self) -> RuleInput:
        person = self.whom.data.startswith(USER)
        return RuleInput(
            name=self.name.data,
            unit_id=self.unit.data,
            active=self.active.data,
            who=Who.PERSON if person else Who(self.whom.data),
            user_id=int(self.whom.data.removeprefix(USER)) if person else None,
            category_id=self.category.data or None,
            company_group=CompanyGroup(self.group.data) if self.group.data else None,
            industry_section=self.section.data or None,
            industry_code=self.industry.data or None,
            postcode_from=self.postcode_from.data or None,
            postcode_to=self.postcode_to.data or None,
            municipality_code=self.municipality.data or None,
            headcount_from=self.headcount_from.data,
            headcount_to=self.headcount_to.data,
            sector=Sector(self.sector.data) if self.sector.data else None,
            language=self.language.data or None,
            existing=Existing(self.existing.data) if self.existing.data else None,
            arrangement=self.arrangement.data or None,
        )


class RuleForm(RuleFields):
    version = VersionField()


class NewRuleForm(RuleFields):
    once = OnceField()


class MoveForm(BaseForm):
    direction = RadioField(choices=[SelectChoice("up", "up"), SelectChoice("down", "down")])


def filled_from(rule: RoutingRule) -> dict[str, Any]:
    """The data of a `RuleForm`, but its place."""
    return {
        "name": rule.name,
        "unit": rule.unit_id,
        "whom": f"{USER}{rule.user_id}" if rule.user_id else rule.who.value,
        "active": rule.active,
        "category": rule.category_id or 0,
        "language": rule.language or "",
        "group": rule.company_group or "",
        "sector": rule.sector or "",
        "section": rule.industry_section or "",
        "industry": rule.industry_code or "",
        "municipality": rule.municipality_code or "",
        "postcode_from": rule.postcode_from or "",
        "postcode_to": rule.postcode_to or "",
        "headcount_from": rule.headcount_from,
        "headcount_to": rule.headcount_to,
        "existing": rule.existing or "",
        "arrangement": rule.arrangement or "",
        "version": rule.version,
    }


def _whom(people: Sequence[Colleague], kept: int | None) -> list[SelectChoice]:
    """The ways first, then everybody by unit; one who has left stays chosen where they are named."""
    ways = [SelectChoice(who.value, label) for who, label in labels.WHO.items() if who is not Who.PERSON]
    found = [SelectChoice(f"{USER}{each.id}", each.name, optgroup=each.unit or _("Without a unit")) for each in people]
    if kept and kept not in {each.id for each in people}:
        found.append(SelectChoice(f"{USER}{kept}", _("A colleague who has left")))
    return [*ways, *found]


def _any(names: Mapping[Any, Any]) -> list[SelectChoice]:
    return _choices([("", _("Any")), *((str(value), name) for value, name in names.items())])


def _choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(*pair) for pair in pairs]
