"""Sheet Tal: kept goals, first answers and volume, all as formulas over the list of requests."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.campaigns.statistics_labels import hour_span
from crm.employer_requests.clock import State
from crm.employer_requests.labels import CHANNELS, GOALS, STATES
from crm.service_desk.figure_labels import band_name, month_name, times_name
from crm.service_desk.figures import (
    BANDS,
    LATER,
    MOST_TIMES,
    NOT_YET,
    STEPS,
    DeskFigures,
    Line,
)
from crm.service_desk.workbook.material import Column, Material
from crm.web.formatting import weekday_name
from crm.workbook.cells import ListRange
from crm.workbook.looks import BRAND, GRID, Looks, set_up_print


class FiguresSheet:
    """Writes the sheet of figures from top to bottom, row by row."""

    def __init__(self, book: Workbook, sheet: Worksheet, material: Material, where: ListRange, looks: Looks) -> None:
        self._book, self._sheet, self._material, self._of, self._looks = book, sheet, material, where.of, looks
        self._row = 3

    def write(self) -> None:
        sheet, found, material = self._sheet, self._material.figures, self._material
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, 10, 12)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, _("Figures"), self._looks.title)
        sheet.write_string(1, 0, material.about, self._looks.lead)
        self._kept(_("Kept goals by category"), _("Category"), Column.CATEGORY, material.categories, found.categories)
        self._kept(_("Kept goals by unit"), _("Unit"), Column.UNIT, material.units, found.units)
        months = {key: month_name(key) for key in found.months}
        self._kept(_("Kept goals by month"), _("Month"), Column.MONTH, months, found.months)
        sheet.set_h_pagebreaks([self._row])
        self._answers(found)
        self._volume(found)
        set_up_print(sheet, material.heading)

    def _kept(self, title: str, head: str, column: Column, names: dict[Any, str], lines: Any) -> None:
        kept = STATES[State.MET]
        goals = [text for kind in STEPS for text in (f"{GOALS[kind]}: {kept}", _("too late"), _("Share"))]
        self._section(title, head, _("Requests"), *goals)
        first = self._row + 1
        for key, name in names.items():
            if key in lines:
                condition = f"{self._of(column)},$A{self._row + 1}"
                self._text(name)
                self._number(1, f"COUNTIFS({condition})", lines[key].asked)
                self._goals(lines[key], condition)
                self._row += 1
        total = self._material.figures.total
        self._sheet.write_string(self._row, 0, _("Total"), self._looks.total)
        self._number(1, f"SUM(B{first}:B{self._row})", total.asked, total=True)
        self._goals(total, None)
        self._row += 1

    def _goals(self, line: Line, condition: str | None) -> None:
        """Kept, too late and the share, of each step; without a condition those of all requests."""
        total = condition is None
        for place, kind in enumerate(STEPS):
            at, one, row = 2 + 3 * place, line.goals[kind], self._row + 1
            for column, cells, count in (
                (at, self._of(Column(Column.KEPT + place)), one.kept),
                (at + 1, self._of(Column(Column.LATE + place)), one.missed),
            ):
                self._number(column, f"SUM({cells})" if total else f"SUMIFS({cells},{condition})", count, total=total)
            kept, late = f"{chr(ord('A') + at)}{row}", f"{chr(ord('B') + at)}{row}"
            looks = self._looks.total_share if total else self._looks.share
            share = f'=IF({kept}+{late}=0,"",{kept}/({kept}+{late}))'
            self._sheet.write_formula(self._row, at + 2, share, looks, one.kept / one.due if one.due else "")

    def _answers(self, found: DeskFigures) -> None:
        self._section(_("How soon the first answer came"), _("First answer"), _("Requests"), _("Share"))
        minutes, first = self._of(Column.ANSWERED_IN), self._row
        for band, count in enumerate(found.bands):
            self._text(band_name(band))
            self._number(1, _band_formula(band, minutes, self._of(Column.UNANSWERED)), count)
            self._share(f"B{first + 1}:B{first + len(found.bands)}", count, sum(found.bands))
            self._row += 1
        name, last = self._sheet.get_name(), self._row - 1
        chart = self._book.add_chart({"type": "bar"})
        series = {"categories": [name, first, 0, last, 0], "values": [name, first, 1, last, 1]}
        chart.add_series({**series, "fill": {"color": BRAND}, "gap": 40, "data_labels": {"value": True}})
        chart.set_title({"name": _("How soon the first answer came"), "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": GRID, "min": 0})
        chart.set_legend({"none": True})
        chart.set_size({"width": 720, "height": 320})
        description = {"description": _("Bar chart of the time to the first answer")}
        self._sheet.insert_chart(self._row + 1, 0, chart, description)
        self._row += 19

    def _volume(self, found: DeskFigures) -> None:
        come, handed = _("When requests come"), _("Handed over")
        hours = [(hour_span(hour), str(hour), count) for hour, count in found.hours.items()]
        days = [(weekday_name(day), None, count) for day, count in found.weekdays.items()]
        channels = [(str(CHANNELS[each]), None, count) for each, count in found.channels.items()]
        times = [(times_name(each), str(each), count) for each, count in enumerate(found.handed_over)]
        times[MOST_TIMES] = (times[MOST_TIMES][0], f'">={MOST_TIMES}"', times[MOST_TIMES][2])
        tables: Sequence[tuple[str, str, Column, Sequence[tuple[str, str | None, int]]]] = (
            (come, _("Hour"), Column.HOUR, hours),
            (come, _("Weekday"), Column.WEEKDAY, days),
            (_("How requests come"), _("Channel"), Column.CHANNEL, channels),
            (handed, _("How often"), Column.HANDED_OVER, times),
        )
        for title, head, column, rows in tables:
            self._section(title, head, _("Requests"), _("Share"))
            for name, criterion, count in rows:
                self._text(name)
                self._number(1, f"COUNTIFS({self._of(column)},{criterion or f'$A{self._row + 1}'})", count)
                self._share(None, count, found.total.asked)
                self._row += 1
        for name, column, count in (
            (_("Opened again"), Column.REOPENED, found.reopened),
            (_("Taken back by the company"), Column.WITHDRAWN, found.withdrawn),
        ):
            self._text(name)
            self._number(1, f"SUM({self._of(column)})", count)
            self._share(None, count, found.total.asked)
            self._row += 1

    def _section(self, title: str, first: str, *others: str) -> None:
        self._sheet.write_string(self._row + 1, 0, title, self._looks.section)
        self._row += 2
        self._sheet.write_string(self._row, 0, first, self._looks.header)
        for column, text in enumerate(others, start=1):
            self._sheet.write_string(self._row, column, text, self._looks.header_number)
        self._row += 1

    def _text(self, text: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._looks.text)

    def _number(self, column: int, formula: str, value: int, *, total: bool = False) -> None:
        looks = self._looks.total_whole if total else self._looks.whole
        self._sheet.write_formula(self._row, column, f"={formula}", looks, value)

    def _share(self, whole: str | None, value: int, of: int) -> None:
        """Of the cells, or of all requests."""
        base = f"SUM({whole})" if whole else f"COUNTA({self._of(Column.REFERENCE)})"
        formula = f'=IF({base}=0,"",B{self._row + 1}/{base})'
        self._sheet.write_formula(self._row, 2, formula, self._looks.share, value / of if of else "")


def _band_formula(band: int, minutes: str, unanswered: str) -> str:
    if band == NOT_YET:
        return f"SUM({unanswered})"
    if band == LATER:
        return f'COUNTIFS({minutes},">{BANDS[-1]}")'
    if band == 0:
        return f"COUNTIFS({minutes},0)"
    return f'COUNTIFS({minutes},">{BANDS[band - 1]}",{minutes},"<={BANDS[band]}")'
