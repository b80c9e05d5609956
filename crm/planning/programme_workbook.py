"""The programme of a year as a workbook: how far each line is, and every company of every line."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum, auto
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.audit.trail import record
from crm.companies.labels import headcount_text
from crm.planning.models import ProgrammeLine
from crm.planning.programme_labels import PARTS, line_name, pace_words
from crm.planning.queries.programme import Part, Standing
from crm.planning.queries.programme_rows import whole_rows
from crm.web.formatting import day
from crm.workbook.cells import FIRST_ROW, ListRange, moment_text, write_day
from crm.workbook.files import write_whole
from crm.workbook.looks import A3, Looks, looks_of, set_up_print

HEADER_ROW = 4
_PROGRESS_WIDTHS = (40, 10, 12, 10, 10, 10, 12, 14, 12, 60)
_COMPANY_WIDTHS = (8, 40, 36, 11, 14, 14, 14, 10, 12, 10, 10)


class Column(IntEnum):
    """Columns of the list of companies, from A on."""

    NUMBER = 0  # of the line, as the sheet of progress counts them
    LINE = auto()
    COMPANY = auto()
    CVR = auto()
    STAFF = auto()
    LAST_VISIT = auto()
    BOOKED_ON = auto()
    VISITED = auto()
    NOT_YET = auto()
    NEVER = auto()
    DUE = auto()


FLAGS = {
    Part.VISITED: Column.VISITED,
    Part.NOT_YET: Column.NOT_YET,
    Part.NEVER: Column.NEVER,
    Part.DUE: Column.DUE,
}


def write_programme(on: Session, standings: Sequence[Standing], target: Path, *, by_name: str, now: datetime) -> int:
    """Write it, whole or not at all; the number of rows of companies."""
    members = sum(len(each.members) for each in standings)

    def fill(book: Workbook) -> None:
        looks, heading = looks_of(book), _heading(standings[0].line.year)
        progress, companies = book.add_worksheet(_("Progress")), book.add_worksheet(_("Companies"))
        listed = ListRange(_("Companies"), members)
        _write_progress(progress, standings, looks, listed, f"{by_name}, {moment_text(now)}")
        _write_companies(on, companies, standings, looks, heading)

    write_whole(target, fill)
    return members


def suggested_name(year: int) -> str:
    """'besoegsprogram-2026.xlsx'."""
    return f"{_('programme-file')}-{year}.xlsx"


def record_export(on: Session, line: ProgrammeLine, *, companies: int, now: datetime) -> None:
    """The trace it leaves, on the year's first line."""
    record(on, "programme.export", line, details={"year": line.year, "companies": companies}, now=now)


def _heading(year: int) -> str:
    return str(_("Visiting programme %(year)s", year=year))


def _write_progress(
    sheet: Worksheet, standings: Sequence[Standing], looks: Looks, listed: ListRange, made_by: str
) -> None:
    year, day_shown = standings[0].line.year, standings[0].day
    sheet.hide_gridlines(2)
    for column, width in enumerate(_PROGRESS_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, _heading(year), looks.title)
    sheet.write_string(1, 0, _("As of %(day)s", day=day(day_shown)), looks.lead)
    sheet.write_string(2, 0, made_by, looks.muted)
    headers = (
        _("Line"), _("Quota"), PARTS[Part.ALL], PARTS[Part.VISITED], _("Share"), _("Still open"),
        PARTS[Part.NEVER], PARTS[Part.DUE], _("Every so many months"), _("How it goes"),
    )  # fmt: skip
    sheet.set_row(HEADER_ROW, 34)
    for column, title in enumerate(headers):
        is_text = column in (0, len(headers) - 1)
        sheet.write_string(HEADER_ROW, column, str(title), looks.header if is_text else looks.header_number)
    for place, standing in enumerate(standings, start=1):
        _write_line(sheet, HEADER_ROW + place, place, standing, looks, listed)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    set_up_print(sheet, _heading(year), repeat=HEADER_ROW)


def _write_line(sheet: Worksheet, row: int, place: int, standing: Standing, looks: Looks, listed: ListRange) -> None:
    """Counts are formulas over the list of companies, so that everybody can check them."""
    pace, parts, excel = standing.pace, standing.parts, row + 1

    def counted(part: Part) -> str:
        return f"=COUNTIFS({listed.of(Column.NUMBER)},{place},{listed.of(FLAGS[part])},1)"

    sheet.write_string(row, 0, f"{place}. {line_name(standing)}", looks.strong)
    sheet.write_number(row, 1, pace.quota, looks.whole)
    of_line = f"=COUNTIFS({listed.of(Column.NUMBER)},{place})"
    sheet.write_formula(row, 2, of_line, looks.whole, len(standing.members))
    sheet.write_formula(row, 3, counted(Part.VISITED), looks.whole, pace.visited)
    sheet.write_formula(row, 4, f"=D{excel}/B{excel}", looks.share, pace.visited / pace.quota)
    sheet.write_formula(row, 5, f"=MAX(0,B{excel}-D{excel})", looks.whole, pace.still_open)
    sheet.write_formula(row, 6, counted(Part.NEVER), looks.whole, len(parts[Part.NEVER]))
    sheet.write_formula(row, 7, counted(Part.DUE), looks.whole, len(parts[Part.DUE]))
    sheet.write_number(row, 8, standing.line.interval_months, looks.whole)
    sheet.write_string(row, 9, " ".join(pace_words(pace)), looks.wrapped)


def _write_companies(on: Session, sheet: Worksheet, standings: Sequence[Standing], looks: Looks, heading: str) -> None:
    headers = {
        Column.NUMBER: _("No."),
        Column.LINE: _("Line"),
        Column.COMPANY: _("Company"),
        Column.CVR: _("CVR"),
        Column.STAFF: _("Staff"),
        Column.LAST_VISIT: _("Last visit"),
        Column.BOOKED_ON: _("Booked on"),
        **{column: str(PARTS[part]) for part, column in FLAGS.items()},
    }
    for column, width in enumerate(_COMPANY_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    for column, title in headers.items():
        sheet.write_string(0, column, title, looks.header_flag if column in FLAGS.values() else looks.header)
    row = FIRST_ROW
    for place, standing in enumerate(standings, start=1):
        held = {part: {each.company_id for each in standing.parts[part]} for part in FLAGS}
        members = sorted(standing.members, key=lambda each: (-each.headcount, each.company_id))
        for company in whole_rows(on, members):
            _write_company(sheet, row, (place, line_name(standing)), company, held, looks)
            row += 1
    sheet.autofilter(0, 0, max(FIRST_ROW, row - 1), len(Column) - 1)
    sheet.freeze_panes(FIRST_ROW, Column.CVR)
    set_up_print(sheet, heading, repeat=0, paper=A3)
    sheet.ignore_errors({"number_stored_as_text": f"D2:D{max(FIRST_ROW, row) + 1}"})


def _write_company(
    sheet: Worksheet, row: int, line: tuple[int, str], company: Any, held: dict[Part, set[int]], looks: Looks
) -> None:
    sheet.write_number(row, Column.NUMBER, line[0], looks.whole)
    texts = {
        Column.LINE: line[1],
        Column.COMPANY: company.name,
        Column.CVR: company.cvr,
        Column.STAFF: headcount_text(company.headcount_lower, company.headcount_upper),
    }
    for column, text in texts.items():
        sheet.write_string(row, column, text, looks.text)
    write_day(sheet, row, Column.LAST_VISIT, company.last_visit, looks)
    write_day(sheet, row, Column.BOOKED_ON, company.booked_on, looks)
    for part, column in FLAGS.items():
        sheet.write_number(row, column, int(company.id in held[part]), looks.flag)
