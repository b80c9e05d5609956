"""What the workbook says beyond the labels of the pages."""

from fractions import Fraction

from flask_babel import gettext as _

from crm.rate.figure import NotCounted, Verdict
from crm.rate.labels import NOT_COUNTED, UNITS, VERDICTS
from crm.rate.models import RateUnit
from crm.values.sectors import Sector


def verdict_word(verdict: Verdict) -> str:
    return str(VERDICTS[verdict])


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
    return str(NOT_COUNTED[reason])


def members_word(unit: RateUnit) -> str:
    """What is counted."""
    return str(UNITS[unit])


def sector_word(sector: Sector) -> str:
    return str(_("public") if sector is Sector.PUBLIC else _("private"))


def number_of(average: Fraction | None) -> float | None:
    return None if average is None else float(average)
