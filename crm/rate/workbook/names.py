"""Names of the sheets and the columns of the list: formulas on other sheets point at them."""

from dataclasses import dataclass
from enum import IntEnum, auto

from flask_babel import gettext as _
from xlsxwriter.utility import xl_col_to_name


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


FIRST_ROW = 1  # below the header, counted from 0


@dataclass(frozen=True, slots=True)
class ListRange:
    """The columns of the list as formulas name them."""

    sheet: str
    rows: int

    def of(self, column: Column) -> str:
        """'Virksomheder!$M$2:$M$8354'; one empty row when the list is empty, so that formulas stay whole."""
        letter = xl_col_to_name(column)
        last = FIRST_ROW + max(1, self.rows)
        return f"{quoted(self.sheet)}!${letter}${FIRST_ROW + 1}:${letter}${last}"


def quoted(sheet: str) -> str:
    return sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"
