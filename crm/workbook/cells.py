"""Ranges of lists as formulas name them, and cells that every list has."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from flask_babel import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from crm.values.clock import local_date
from crm.web.formatting import clock_time, day
from crm.workbook.looks import Looks

FIRST_ROW = 1  # below the header, counted from 0


@dataclass(frozen=True, slots=True)
class ListRange:
    """The columns of a list as formulas name them."""

    sheet: str
    rows: int

    def of(self, column: IntEnum) -> str:
        """'Virksomheder!$M$2:$M$8354'; one empty row when the list is empty, so that formulas stay whole."""
        letter = xl_col_to_name(column)
        last = FIRST_ROW + max(1, self.rows)
        return f"{quoted(self.sheet)}!${letter}${FIRST_ROW + 1}:${letter}${last}"


def quoted(sheet: str) -> str:
    return sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"


def write_day(sheet: Worksheet, row: int, column: int, day: date | None, looks: Looks) -> None:
    if day is None:
        sheet.write_blank(row, column, None, looks.day)
    else:
        sheet.write_datetime(row, column, day, looks.day)


def moment_text(moment: datetime) -> str:
    """'21. november 2026 kl. 14.30', Copenhagen time."""
    return str(_("%(day)s at %(time)s", day=day(local_date(moment)), time=clock_time(moment)))
