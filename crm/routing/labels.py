"""The words of routing, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.companies.labels import GROUPS, sector_names
from crm.register.industries import industry_name, sections
from crm.routing.models import RoutingRule
from crm.routing.queries.rules import Routed
from crm.routing.words import CONDITIONS, Existing, Reason, Who
from crm.web.formatting import number

WHO = {
    Who.LEAST_LOADED: _l("The one of the unit who has least to do"),
    Who.QUEUE: _l("Nobody: it waits until somebody of the unit takes it"),
    Who.SAME_COLLEAGUE: _l("The one who has the company's other open request"),
    Who.PERSON: _l("A colleague by name"),
}
EXISTING = {
    Existing.FIXED_CONTACT: _l("The company has a fixed contact person"),
    Existing.OPEN_REQUEST: _l("A colleague has an open request of the company"),
    Existing.NOBODY: _l("Nobody has to do with the company yet"),
}
LANGUAGES = {"da": _l("Danish"), "en": _l("English")}
REASONS = {
    Reason.CATEGORY: _l("category"),
    Reason.GROUP: _l("company group"),
    Reason.INDUSTRY: _l("industry"),
    Reason.DISTRICT: _l("district"),
    Reason.SIZE: _l("number of staff"),
    Reason.SECTOR: _l("sector"),
    Reason.LANGUAGE: _l("language"),
    Reason.EXISTING: _l("who has to do with the company already"),
    Reason.ARRANGEMENT: _l("running cooperation"),
    Reason.EVERY_REQUEST: _l("fits every request"),
    Reason.NO_RULE: _l("No rule fits"),
    Reason.FIXED_CONTACT: _l("The company's fixed contact person"),
    Reason.FIXED_CONTACT_AWAY: _l("The company's fixed contact person is away"),
    Reason.NAMED: _l("to the colleague that the rule names"),
    Reason.NAMED_AWAY: _l("the colleague that the rule names is away"),
    Reason.STAND_IN: _l("to the stand-in"),
    Reason.SAME_COLLEAGUE: _l("to the one who has the company's other open request"),
    Reason.LEAST_LOADED: _l("to the one of the unit who has least to do"),
    Reason.QUEUE: _l("to whoever of the unit takes it"),
    Reason.NOBODY_THERE: _l("nobody of the unit is there"),
}


def routed_words(found: Routed) -> str:
    """'Regel “Byggeri”: emne, branche; til den i enheden, der har mindst at lave' and the like."""
    fitted = [str(REASONS[each]) for each in found.reasons if each in CONDITIONS]
    others = [str(REASONS[each]) for each in found.reasons if each not in CONDITIONS]
    first = [others.pop(0)] if found.reasons and found.reasons[0] is Reason.FIXED_CONTACT_AWAY else []
    if found.rule_name:
        first.append(_("Rule “%(rule)s”: %(why)s", rule=found.rule_name, why=", ".join(fitted)))
    return "; ".join([*first, *others])


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers and codes of rules are called, in the reader's language."""

    categories: Mapping[int, str]
    municipalities: Mapping[str, str]
    arrangements: Mapping[str, str]


def condition_words(rule: RoutingRule, names: Names) -> list[str]:
    """Each condition of the rule, as it is read in the list."""
    found = [
        names.categories.get(rule.category_id or 0, ""),
        str(GROUPS[rule.company_group]) if rule.company_group else "",
        _section(rule.industry_section),
        _industry(rule.industry_code),
        names.municipalities.get(rule.municipality_code or "", ""),
        _postcodes(rule.postcode_from, rule.postcode_to),
        _size(rule.headcount_from, rule.headcount_to),
        f"{_('Sector')}: {sector_names()[rule.sector]}" if rule.sector else "",
        f"{_('Language of the request')}: {LANGUAGES[rule.language]}" if rule.language else "",
        str(EXISTING[rule.existing]) if rule.existing else "",
        _("Running: %(what)s", what=names.arrangements.get(rule.arrangement, "")) if rule.arrangement else "",
    ]
    return [each for each in found if each]


def section_name(letter: str) -> str:
    return f"{letter}: {sections().get(letter, '')}"


def _section(letter: str | None) -> str:
    return section_name(letter) if letter else ""


def _industry(code: str | None) -> str:
    if not code:
        return ""
    name = industry_name(code)
    return str(_("Industry %(code)s", code=code)) + (f": {name}" if name else " …")


def _postcodes(first: str | None, last: str | None) -> str:
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return str(_("postcode %(code)s and above", code=first))
    return str(_("postcode %(code)s and below", code=last)) if last else ""


def _size(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return str(_("%(least)s–%(most)s staff", least=number(least), most=number(most)))
    if least is not None:
        return str(_("%(least)s staff or more", least=number(least)))
    return str(_("%(most)s staff or fewer", most=number(most))) if most is not None else ""
