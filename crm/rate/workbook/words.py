"""What codes are called in the workbook."""

from fractions import Fraction

from flask_babel import get_locale
from flask_babel import gettext as _

from crm.cooperation.models import CooperationType
from crm.rate.figure import NotCounted, Verdict
from crm.rate.models import RateUnit
from crm.values.sectors import Sector


def verdict_word(verdict: Verdict) -> str:
    words: dict[Verdict, str] = {
        Verdict.COOPERATING: _("Cooperates"),
        Verdict.NOT_COOPERATING: _("Does not cooperate"),
        Verdict.NO_HEADCOUNT: _("Too few employees"),
        Verdict.UNKNOWN_HEADCOUNT: _("Headcount unknown"),
        Verdict.MOVED_AWAY: _("Moved away"),
        Verdict.WRONG_SECTOR: _("Another sector"),
    }
    return words[verdict]


def verdict_reason(verdict: Verdict, min_headcount: int) -> str:
    """Why a workplace is not in the population, as a sentence."""
    words: dict[Verdict, str] = {
        Verdict.COOPERATING: "",
        Verdict.NOT_COOPERATING: "",
        Verdict.NO_HEADCOUNT: _(
            "The average headcount of the period is below the least headcount (%(count)d).", count=min_headcount
        ),
        Verdict.UNKNOWN_HEADCOUNT: _("The register does not tell how many work there. Unknown is not zero."),
        Verdict.MOVED_AWAY: _("Lay in another municipality on its last day in the period."),
        Verdict.WRONG_SECTOR: _("Belongs to a sector that the definition leaves out."),
    }
    return words[verdict]


def left_out_word(reason: NotCounted) -> str:
    words: dict[NotCounted, str] = {
        NotCounted.TYPE_NOT_IN_DEFINITION: _("The type does not count under this definition."),
        NotCounted.OUTSIDE_PERIOD: _("Lies outside the period."),
        NotCounted.PLANNED: _("Only planned."),
        NotCounted.CANCELLED: _("Cancelled."),
        NotCounted.VOIDED: _("Voided: taken back with a reason."),
        NotCounted.NOT_STARTED: _("Had not started on the known-at day."),
        NotCounted.WORKPLACE_NOT_IN_POPULATION: _("The workplace is not in the population."),
        NotCounted.UNPLACED: _("Not placed: only the company is known, or the register lacks the workplace."),
    }
    return words[reason]


def members_word(unit: RateUnit) -> str:
    """What is counted."""
    return str(_("companies") if unit is RateUnit.COMPANY else _("workplaces"))


def sector_word(sector: Sector) -> str:
    return str(_("public") if sector is Sector.PUBLIC else _("private"))


def type_name(found: CooperationType) -> str:
    locale = get_locale()
    return found.name_en if locale is not None and locale.language == "en" else found.name_da


def number_of(average: Fraction | None) -> float | None:
    return None if average is None else float(average)
