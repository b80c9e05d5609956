"""Sheet Virksomheder: every member of the population, one row each, for filters and for the formulas."""

from typing import Any

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.rate.figure import Verdict
from crm.rate.models import RateUnit
from crm.rate.workbook.firms import Firm
from crm.rate.workbook.material import Material
from crm.rate.workbook.names import Column
from crm.rate.workbook.words import number_of, sector_word, verdict_word
from crm.workbook.cells import FIRST_ROW, write_day
from crm.workbook.looks import A3, Looks, set_up_print

UNKNOWN_SECTION = "-"
_WIDTHS = {
    Column.P_NUMBER: 12,
    Column.CVR: 10,
    Column.NAME: 34,
    Column.ADDRESS: 20,
    Column.POSTCODE: 8,
    Column.DISTRICT: 14,
    Column.SECTION: 8,
    Column.INDUSTRY: 32,
    Column.SECTOR: 10,
    Column.AVERAGE: 10,
    Column.COUNTED_AS: 11,
    Column.VERDICT: 18,
    Column.OWN: 7,
    Column.OTHER: 7,
    Column.ALL: 7,
    Column.TYPES: 40,
    Column.FIRST_START: 12,
    Column.LAST_END: 13,
}
_FLAGS = (Column.OWN, Column.OTHER, Column.ALL)


def write_firms(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    for column, title in _headers(material.figure.unit).items():
        sheet.write_string(0, column, title, _header_look(column, looks))
    words = _Words(material)
    for row, firm in enumerate(material.firms, FIRST_ROW):
        _write_firm(sheet, row, firm, words, looks)
    last = max(FIRST_ROW, len(material.firms))
    sheet.autofilter(0, 0, last, Column.LAST_END)
    sheet.freeze_panes(FIRST_ROW, Column.ADDRESS)
    # Numbers that are names: no green corners for "number stored as text".
    sheet.ignore_errors({"number_stored_as_text": f"A2:F{last + 1}"})
    set_up_print(sheet, heading, repeat=0, paper=A3)


def _header_look(column: Column, looks: Looks) -> Any:
    if column in _FLAGS:
        return looks.header_flag
    if column is Column.AVERAGE:
        return looks.header_number
    return looks.header_after if column is Column.COUNTED_AS else looks.header


def _headers(unit: RateUnit) -> dict[Column, str]:
    return {
        Column.P_NUMBER: _("P-numbers") if unit is RateUnit.COMPANY else _("P-number"),
        Column.CVR: _("CVR"),
        Column.NAME: _("Name"),
        Column.ADDRESS: _("Address"),
        Column.POSTCODE: _("Postcode"),
        Column.DISTRICT: _("Town"),
        Column.SECTION: _("Section"),
        Column.INDUSTRY: _("Industry"),
        Column.SECTOR: _("Sector"),
        Column.AVERAGE: _("Employees (average)"),
        Column.COUNTED_AS: _("Headcount from"),
        Column.VERDICT: _("Verdict"),
        Column.OWN: _("Own centre"),
        Column.OTHER: _("Other centres"),
        Column.ALL: _("All centres"),
        Column.TYPES: _("Types"),
        Column.FIRST_START: _("First start"),
        Column.LAST_END: _("Last end"),
    }


class _Words:
    """The words of the list, looked up once and not in every row."""

    def __init__(self, material: Material) -> None:
        self.types = material.type_names
        self.cooperating = verdict_word(Verdict.COOPERATING)
        self.not_cooperating = verdict_word(Verdict.NOT_COOPERATING)
        self.unknown: str = _("unknown")
        self.band: str = _("interval")
        self.exact: str = _("exact")
        self.running = _("running")
        self.sectors = {sector: sector_word(sector) for sector in {firm.state.sector for firm in material.firms}}

    def counted_as(self, firm: Firm) -> str:
        if firm.average is None:
            return self.unknown
        return self.band if firm.inexact else self.exact

    def types_of(self, firm: Firm) -> str:
        codes = {made.type_code for made in firm.cooperations}
        return ", ".join(name for code, name in self.types.items() if code in codes)


def _write_firm(sheet: Worksheet, row: int, firm: Firm, words: _Words, looks: Looks) -> None:
    state = firm.state
    texts = {
        Column.P_NUMBER: ", ".join(firm.p_numbers),
        Column.CVR: firm.cvr,
        Column.NAME: firm.name,
        Column.ADDRESS: state.address or "",
        Column.POSTCODE: state.postcode or "",
        Column.DISTRICT: state.post_district or "",
        Column.SECTION: firm.section or UNKNOWN_SECTION,
        Column.INDUSTRY: state.industry_text or state.industry_code or "",
        Column.SECTOR: words.sectors[state.sector],
    }
    for column, text in texts.items():
        sheet.write_string(row, column, text, looks.text)
    average = number_of(firm.average)
    if average is None:
        sheet.write_blank(row, Column.AVERAGE, None, looks.average)
    else:
        sheet.write_number(row, Column.AVERAGE, average, looks.average)
    sheet.write_string(row, Column.COUNTED_AS, words.counted_as(firm), looks.after)
    sheet.write_string(row, Column.VERDICT, words.cooperating if firm.all else words.not_cooperating, looks.text)
    for column, flag in zip(_FLAGS, (firm.own, firm.other, firm.all), strict=True):
        sheet.write_number(row, column, int(flag), looks.flag)
    sheet.write_string(row, Column.TYPES, words.types_of(firm), looks.text)
    write_day(sheet, row, Column.FIRST_START, firm.first_start, looks)
    if firm.running:
        sheet.write_string(row, Column.LAST_END, words.running, looks.text)
    else:
        write_day(sheet, row, Column.LAST_END, firm.last_end, looks)
