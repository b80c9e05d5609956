"""The words of a campaign's figures as people read them."""

from fractions import Fraction

from babel.dates import get_day_names
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.campaigns.figures import CallGroup, Stage
from crm.campaigns.labels import ANSWERS
from crm.campaigns.words import HoldReason, QuestionKind
from crm.web.formatting import MISSING, tenths
from crm.web.i18n import language

STAGES: dict[Stage, LazyString] = {
    Stage.LISTED: _l("On the list"),
    Stage.CALLED: _l("Called"),
    Stage.REACHED: _l("Reached"),
    Stage.INTERESTED: _l("Interested"),
    Stage.BOOKED: _l("Visit booked"),
    Stage.HELD: _l("Visit held"),
    Stage.COOPERATION: _l("Cooperation begun"),
}
GROUPS: dict[CallGroup, LazyString] = {
    CallGroup.ALL: _l("Calls"),
    CallGroup.REACHED: _l("Reached"),
    CallGroup.INTERESTED: _l("Interested"),
    CallGroup.VISITS: _l("Visits"),
}
GROUP_STAGES = {
    CallGroup.REACHED: Stage.REACHED,
    CallGroup.INTERESTED: Stage.INTERESTED,
    CallGroup.VISITS: Stage.BOOKED,
}
"""The companies that a goal counts; calls are calls."""
REASONS: dict[HoldReason, LazyString] = {
    HoldReason.REFUSED: _l("Wants no contact"),
    HoldReason.PROTECTED: _l("Protected against advertising"),
    HoldReason.COOLING_DOWN: _l("In cool-down"),
    HoldReason.VISIT_PLANNED: _l("A colleague visits"),
    HoldReason.PAUSED: _l("Agreed pause"),
    HoldReason.PROMISED: _l("Somebody else has promised to call"),
    HoldReason.CLAIMED: _l("Another call is under way"),
    HoldReason.NO_PHONE: _l("No phone number"),
    HoldReason.OTHER_CAMPAIGN: _l("In another campaign"),
    HoldReason.CLOSED: _l("Closed down"),
    HoldReason.SKIPPED: _l("Taken out at the desk"),
    HoldReason.NOT_IN_SOURCE: _l("No longer found by the filter"),
}


def weekday_name(number: int) -> str:
    """'mandag'; Monday is 0."""
    return str(get_day_names("wide", locale=language())[number])


def hour_span(hour: int) -> str:
    """'9–10'."""
    return f"{hour}–{hour + 1}"


def answer_name(kind: QuestionKind, value: str) -> str:
    """An answer as it was given; yes and no in the reader's language."""
    return str(ANSWERS.get(value, value)) if kind is QuestionKind.YES_NO else value


def hours(seconds: int) -> str:
    """'12,5'."""
    return tenths(Fraction(seconds, 3600))


def minutes(seconds: int, among: int) -> str:
    """Minutes for each: '7,2'; a dash when there is none to share them."""
    return tenths(Fraction(seconds, 60 * among)) if among else MISSING


def hours_each(seconds: int, among: int) -> str:
    """Hours for each: '1,5'."""
    return tenths(Fraction(seconds, 3600 * among)) if among else MISSING


def average(total: int, among: int) -> str:
    return tenths(Fraction(total, among)) if among else MISSING
