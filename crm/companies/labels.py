from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.companies.groups.headcounts import NO_BOUND
from crm.companies.groups.rules import Reason
from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.values.bands import HeadcountBand
from crm.values.sectors import Sector
from crm.web.formatting import MISSING, day, number, percent

GROUPS: dict[CompanyGroup, LazyString] = {
    CompanyGroup.LARGE: _l("Over 50 staff"),
    CompanyGroup.GROWTH: _l("Growth company"),
    CompanyGroup.STARTUP: _l("Startup"),
}
POSSIBLE_GROUPS: dict[CompanyGroup, LazyString] = {
    CompanyGroup.LARGE: _l("Perhaps over 50 staff"),
    CompanyGroup.GROWTH: _l("Perhaps a growth company"),
    CompanyGroup.STARTUP: _l("Perhaps a startup"),
}
GROUP_CHOICES: dict[str, LazyString] = {
    "large": _l("Over 50 staff, certain and possible"),
    "large-certain": _l("Over 50 staff, certain"),
    "large-possible": _l("Over 50 staff, possible"),
    "growth": _l("Growth, certain and possible"),
    "growth-certain": _l("Growth, certain"),
    "growth-possible": _l("Growth, possible"),
    "startup": _l("Selected startups"),
}
SIZES: dict[str, LazyString] = {
    "0": _l("No staff"),
    "1-4": _l("1–4 staff"),
    "5-9": _l("5–9 staff"),
    "10-19": _l("10–19 staff"),
    "20-49": _l("20–49 staff"),
    "50-99": _l("50–99 staff"),
    "100-249": _l("100–249 staff"),
    "250+": _l("250 staff or more"),
    "unknown": _l("Headcount unknown"),
}
SECTORS: dict[Sector, LazyString] = {Sector.PRIVATE: _l("private"), Sector.PUBLIC: _l("public")}
TONES = {CompanyGroup.LARGE: "blue", CompanyGroup.GROWTH: "green", CompanyGroup.STARTUP: "amber"}


def group_badge(membership: GroupMembership) -> tuple[str, str]:
    """Text and tone; what is only possible says so, and has no colour."""
    if membership.certainty == Certainty.POSSIBLE:
        return str(POSSIBLE_GROUPS[membership.group]), "neutral"
    text = str(GROUPS[membership.group])
    if membership.reason == Reason.GROWN:
        facts = membership.facts
        text = _("Growth +%(percent)s", percent=percent(facts["now"] - facts["then"], facts["then"]))
    return text, TONES[membership.group]


def group_reason(membership: GroupMembership) -> str:
    """Why the company is in the group, in a sentence with the numbers it rests on."""
    facts = membership.facts
    now, then = _bounds(facts, "now"), _bounds(facts, "then")
    sentences = {
        Reason.OVER_50: _l("%(now)s staff: more than 50.", now=now),
        Reason.MAYBE_OVER_50: _l(
            "%(now)s staff by the register's bands: more than 50 is possible, not certain.", now=now
        ),
        Reason.GROWN: _l("From %(then)s to %(now)s staff in three years: at least 20 %% a year.", then=then, now=now),
        Reason.MAYBE_GROWN: _l(
            "From %(then)s to %(now)s staff in three years by the register's bands: 20 %% a year is possible,"
            " not certain.",
            then=then,
            now=now,
        ),
        Reason.MARKED_GROWTH: _l("Marked by hand. Source: %(source)s", source=facts.get("source", "")),
        Reason.SELECTED_STARTUP: _l(
            "Selected, and the first workplace opened on %(day)s. Source: %(source)s",
            day=day(_date(facts.get("first_day"))),
            source=facts.get("source", ""),
        ),
    }
    return str(sentences[Reason(membership.reason)])


def sector_names() -> dict[Sector, str]:
    return {sector: str(name) for sector, name in SECTORS.items()}


def headcount_text(lower: int | None, upper: int | None) -> str:
    """A company's headcount: '37', '50–99' when it isn't exact, 'at least 1.000' when nothing bounds it."""
    if lower is None:
        return str(_("unknown"))
    if upper is None:
        return str(_("at least %(number)s", number=number(lower)))
    return number(lower) if lower == upper else f"{number(lower)}–{number(upper)}"


def state_headcount(headcount: int | None, band: HeadcountBand | None, *, exact: bool) -> str:
    """A state's headcount, as the register gave it."""
    if headcount is None:
        return str(_("unknown"))
    if exact or band is None:
        return number(headcount)
    return f"{number(band.at_least)}–{number(band.at_most)}" if band.at_most else f"{number(band.at_least)}+"


def _bounds(facts: dict[str, Any], when: str) -> str:
    lower, upper = facts.get(when), facts.get(f"{when}_upper")
    if lower is None or upper is None:
        return MISSING
    return headcount_text(lower, None if upper >= NO_BOUND else upper)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
