"""Names of the sheets and the columns of the list: formulas on other sheets point at them."""

from dataclasses import dataclass
from enum import IntEnum, auto

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class SheetNames:
    cover: str
    rate: str
    trend: str
    firms: str
    left_out: str
    definition: str


def sheet_names() -> SheetNames:
    return SheetNames(
        cover=_("Cover"),
        rate=_("Cooperation rate"),
        trend=_("Trend over time"),
        firms=_("Companies"),
        left_out=_("Not counted"),
        definition=_("Definition"),
    )


class Column(IntEnum):
    """Columns of the list of the population, from A on."""

    P_NUMBER = 0
    CVR = auto()
    NAME = auto()
    ADDRESS = auto()
    POSTCODE = auto()
    DISTRICT = auto()
    SECTION = auto()
    INDUSTRY = auto()
    SECTOR = auto()
    AVERAGE = auto()
    COUNTED_AS = auto()
    VERDICT = auto()
    OWN = auto()
    OTHER = auto()
    ALL = auto()
    TYPES = auto()
    FIRST_START = auto()
    LAST_END = auto()
