"""Names of the sheets and the columns of the lists: formulas on other sheets point at them."""

from dataclasses import dataclass
from enum import IntEnum, auto

from flask_babel import gettext as _

from crm.campaigns.figures import Stage


@dataclass(frozen=True, slots=True)
class SheetNames:
    cover: str
    figures: str
    calls: str
    companies: str
    answers: str


def sheet_names() -> SheetNames:
    return SheetNames(
        cover=_("Cover"), figures=_("Figures"), calls=_("Calls"), companies=_("Companies"), answers=_("Answers")
    )


class CallColumn(IntEnum):
    """Columns of the list of calls, from A on."""

    DAY = 0
    TIME = auto()
    WEEKDAY = auto()
    HOUR = auto()
    COMPANY = auto()
    CVR = auto()
    CALLER = auto()
    DIRECTION = auto()
    OUTCOME = auto()
    MINUTES = auto()
    REACHED = auto()
    INTERESTED = auto()
    VISIT = auto()


class CompanyColumn(IntEnum):
    """Columns of the list of companies, from A on."""

    COMPANY = 0
    CVR = auto()
    STATE = auto()
    REASON = auto()
    ATTEMPTS = auto()
    LAST_OUTCOME = auto()
    LAST_CALLED = auto()
    LISTED = auto()
    CALLED = auto()
    REACHED = auto()
    INTERESTED = auto()
    BOOKED = auto()
    HELD = auto()
    COOPERATION = auto()


STAGE_COLUMNS = {stage: CompanyColumn[stage.name] for stage in Stage}


class AnswerColumn(IntEnum):
    """Columns of the list of answers, from A on."""

    NUMBER = 0  # of the question, as the sheet of figures counts them
    QUESTION = auto()
    ANSWER = auto()
    COMPANY = auto()
    CVR = auto()
    DAY = auto()
