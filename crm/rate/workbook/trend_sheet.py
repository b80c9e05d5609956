"""Sheet Udvikling: the series with its line chart against the goal."""

from typing import Any

from babel.dates import format_date, get_quarter_names
from flask_babel import get_locale
from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.rate.figure import Figure, Step
from crm.rate.workbook.material import Material
from crm.rate.workbook.rate_sheet import GOAL_ROW
from crm.values.percent import rate
from crm.values.periods import Period
from crm.workbook.cells import quoted
from crm.workbook.looks import BRAND, GOAL, GRID, MIDDLE, Looks, set_up_print

HEAD = 22  # row of the header, counted from 0; the chart stands above it

_GOAL, _YEAR_POPULATION, _YEAR_ALL, _YEAR_RATE = 10, 11, 12, 13


def write_trend(
    book: Workbook, sheet: Worksheet, material: Material, looks: Looks, rate_sheet: str, heading: str
) -> None:
    """A row for each piece; in months also the rate of the twelve months that end with each, which goals speak of."""
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, _YEAR_RATE, 11)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, _("Trend over time"), looks.title)
    sheet.write_string(1, 0, heading, looks.lead)
    headers = _headers(yearly=bool(material.rolling))
    remark = len(headers) - 1
    sheet.set_column(remark, remark, 16)
    sheet.set_row(HEAD, 34)
    for column, title in enumerate(headers):
        look = looks.header if column < 3 else looks.header_after if column == remark else looks.header_number
        sheet.write_string(HEAD, column, title, look)
    goal = f"={quoted(rate_sheet)}!$C${GOAL_ROW + 1}"
    for number, figure in enumerate(material.series):
        row = HEAD + 1 + number
        _write_figure(sheet, row, figure, material, looks, goal)
        if material.rolling:
            _write_year(sheet, row, material.rolling[number], looks)
        sheet.write_string(row, remark, _("provisional") if figure.provisional else "", looks.after)
    set_up_print(sheet, heading, repeat=HEAD)
    if material.series:
        chart = _chart(book, sheet.get_name(), len(material.series), yearly=bool(material.rolling))
        sheet.insert_chart(3, 0, chart, {"description": _("Line chart of the rates")})


def _headers(*, yearly: bool) -> list[str]:
    headers = [
        _("Period"),
        _("From"),
        _("To"),
        _("Population"),
        _("Own centre"),
        _("Other centres"),
        _("All centres"),
        _("Rate, own"),
        _("Rate, other"),
        _("Rate, all"),
        _("Goal"),
    ]
    if yearly:
        headers += [_("12 months: population"), _("12 months: all"), _("12 months: rate")]
    return [*headers, _("Remark")]


def _write_figure(sheet: Worksheet, row: int, figure: Figure, material: Material, looks: Looks, goal: str) -> None:
    sheet.write_string(row, 0, piece_name(figure.period, material.step), looks.text)
    sheet.write_datetime(row, 1, figure.period.start, looks.day)
    sheet.write_datetime(row, 2, figure.period.end, looks.day)
    sheet.write_number(row, 3, figure.population, looks.whole)
    counts = (figure.cooperating.own, figure.cooperating.other, figure.cooperating.all)
    for column, count in enumerate(counts, 4):
        sheet.write_number(row, column, count, looks.whole)
        _write_rate(sheet, (row, column + 3), "EFG"[column - 4], "D", rate(count, figure.population), looks)
    sheet.write_formula(row, _GOAL, goal, looks.share, material.goal_percent / 100)


def _write_year(sheet: Worksheet, row: int, figure: Figure, looks: Looks) -> None:
    sheet.write_number(row, _YEAR_POPULATION, figure.population, looks.whole)
    sheet.write_number(row, _YEAR_ALL, figure.cooperating.all, looks.whole)
    _write_rate(sheet, (row, _YEAR_RATE), "M", "L", figure.rate_all, looks)


def _write_rate(
    sheet: Worksheet, cell: tuple[int, int], part: str, whole: str, value: float | None, looks: Looks
) -> None:
    """Part ÷ whole of the cell's row; empty when there is no whole."""
    row = cell[0] + 1
    formula = f'=IF({whole}{row}=0,"",{part}{row}/{whole}{row})'
    sheet.write_formula(*cell, formula, looks.share, "" if value is None else value)


def piece_name(period: Period, step: Step) -> str:
    """'nov. 2026', '4. kvartal 2026', '2026', '12 mdr. til nov. 2026'."""
    locale = get_locale()
    month = format_date(period.end, "LLL yyyy", locale=locale)
    if step is Step.YEAR:
        return str(period.end.year)
    if step is Step.QUARTER:
        return f"{get_quarter_names('wide', locale=locale)[(period.end.month - 1) // 3 + 1]} {period.end.year}"
    return _("12 months to %(month)s", month=month) if step is Step.ROLLING12 else month


def _chart(book: Workbook, name: str, count: int, *, yearly: bool) -> Any:
    first, last = HEAD + 1, HEAD + count
    thin, thick = (9, _YEAR_RATE) if yearly else (7, 9)
    chart = book.add_chart({"type": "line"})
    for column, line in (
        (thin, {"color": MIDDLE, "width": 2}),
        (thick, {"color": BRAND, "width": 2.75}),
        (_GOAL, {"color": GOAL, "width": 1.75, "dash_type": "dash"}),
    ):
        chart.add_series(
            {
                "name": [name, HEAD, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "line": line,
            }
        )
    chart.set_title({"name": _("Cooperation rate over time"), "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "0%", "min": 0, "major_gridlines": GRID})
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": 340})
    return chart
