"""What codes of the rate are called on screen."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlmodel import Session, col, select

from crm.cooperation.labels import TARGET_GROUPS, type_names
from crm.cooperation.models import CooperationType
from crm.rate.figure import Breakdown, NotCounted, Step, Verdict
from crm.rate.models import RateUnit, UnknownHeadcount, WantedSector
from crm.rate.tallies import UNKNOWN, size_keys
from crm.register.industries import sections

VERDICTS: dict[Verdict, LazyString] = {
    Verdict.COOPERATING: _l("Cooperates"),
    Verdict.NOT_COOPERATING: _l("Does not cooperate"),
    Verdict.NO_HEADCOUNT: _l("Too few employees"),
    Verdict.UNKNOWN_HEADCOUNT: _l("Headcount unknown"),
    Verdict.MOVED_AWAY: _l("Moved away"),
    Verdict.WRONG_SECTOR: _l("Another sector"),
}
NOT_COUNTED: dict[NotCounted, LazyString] = {
    NotCounted.TYPE_NOT_IN_DEFINITION: _l("The type does not count under this definition"),
    NotCounted.OUTSIDE_PERIOD: _l("Outside the period"),
    NotCounted.PLANNED: _l("Planned only"),
    NotCounted.CANCELLED: _l("Cancelled"),
    NotCounted.VOIDED: _l("Voided"),
    NotCounted.NOT_STARTED: _l("Not started on the known-at day"),
    NotCounted.WORKPLACE_NOT_IN_POPULATION: _l("The workplace is not in the population"),
    NotCounted.UNPLACED: _l("Not placed at a workplace"),
}
BREAKDOWNS: dict[Breakdown, LazyString] = {
    Breakdown.INDUSTRY: _l("Industry"),
    Breakdown.SIZE: _l("Number of employees"),
    Breakdown.TYPE: _l("Type of cooperation"),
    Breakdown.TARGET_GROUP: _l("Target group"),
}
STEPS: dict[Step, LazyString] = {
    Step.MONTH: _l("Month by month"),
    Step.QUARTER: _l("Quarter by quarter"),
    Step.YEAR: _l("Year by year"),
    Step.ROLLING12: _l("Twelve months, rolling"),
}
UNITS: dict[RateUnit, LazyString] = {RateUnit.WORKPLACE: _l("workplaces"), RateUnit.COMPANY: _l("companies")}
SECTORS: dict[WantedSector, LazyString] = {
    WantedSector.ALL: _l("all sectors"),
    WantedSector.PRIVATE: _l("private only"),
    WantedSector.PUBLIC: _l("public only"),
}
UNKNOWN_HEADCOUNTS: dict[UnknownHeadcount, LazyString] = {
    UnknownHeadcount.EXCLUDE: _l("unknown headcount left out"),
    UnknownHeadcount.INCLUDE: _l("unknown headcount counted in"),
}


def bucket_names(on: Session, by: Breakdown) -> dict[str, str]:
    """Labels of a breakdown's keys in the reader's language, in the order in which they are shown."""
    if by is Breakdown.INDUSTRY:
        return {**sections(), UNKNOWN: _("Industry not stated")}
    if by is Breakdown.SIZE:
        return size_names()
    if by is Breakdown.TARGET_GROUP:
        return {group.value: str(name) for group, name in TARGET_GROUPS.items()} | {UNKNOWN: _("Not stated")}
    return type_names(on.exec(select(CooperationType).order_by(col(CooperationType.position))))


def size_names() -> dict[str, str]:
    """'2-4' → '2–4', smallest first."""
    keys = ["0", *reversed(size_keys())]
    return {key: key.replace("-", "–") for key in keys} | {UNKNOWN: _("Headcount unknown")}
