"""What companies say, as a workbook: the page's figures, and what the page holds back is held back here.

Comments are not in it: managers read them on the page, and a workbook travels further.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.surveys.figures import Group
from crm.surveys.intervals import Estimate
from crm.surveys.labels import EXPECTS, HOW_SURE, IN_SHORT, QUESTIONS, SCALE, TITLES
from crm.surveys.models import HIGHEST, LOWEST, Expects, Subject
from crm.workbook.cells import moment_text
from crm.workbook.files import write_whole
from crm.workbook.looks import BRAND, GREY, GRID, MIDDLE, Looks, looks_of, set_up_print

QUESTION_ROW = 9  # of the questions' header, counted from 0
FIRST_COUNT = 4  # column E: how many gave the highest answer, then one less for each column
COLOURS = (BRAND, MIDDLE, "#A8C4DE", "#D9A441", GREY)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a period: the whole, and its units or consultants in their order."""

    subject: Subject
    about: str  # "2026, Jobhuset"
    fewest: int
    total: Group
    parts: Sequence[tuple[str, Group]]
    by_unit: bool


def write_results(shown: Shown, target: Path, *, by_name: str, now: datetime) -> None:
    """Write it, whole or not at all."""

    def fill(book: Workbook) -> None:
        looks = looks_of(book)
        figures, parts = book.add_worksheet(_("Figures")), book.add_worksheet(parts_name(shown))
        _Figures(book, figures, shown, looks).write(f"{by_name}, {moment_text(now)}")
        _write_parts(parts, shown, looks)

    write_whole(target, fill)


def parts_name(shown: Shown) -> str:
    return str(_("By unit") if shown.by_unit else _("By consultant"))


def suggested_name(period: str, subject: Subject = Subject.VISIT) -> str:
    """'tilfredshed-2026-Q3.xlsx', 'tilfredshed-henvendelser-2026-Q3.xlsx'."""
    name = _("satisfaction-file") if subject is Subject.VISIT else _("satisfaction-requests-file")
    return f"{name}-{period}.xlsx"


def record_export(
    on: Session, *, user_id: int, subject: Subject, period: str, unit_id: int | None, now: datetime
) -> None:
    """The trace it leaves, on the person who took it along."""
    details = {"about": subject.value, "period": period, "unit_id": unit_id}
    record(on, "quality.export", user_by_id(on, user_id), details=details, now=now)


class _Figures:
    """Writes the sheet from top to bottom, row by row."""

    def __init__(self, book: Workbook, sheet: Worksheet, shown: Shown, looks: Looks) -> None:
        self._book, self._sheet, self._shown, self._looks = book, sheet, shown, looks

    def write(self, made_by: str) -> None:
        sheet, shown, looks = self._sheet, self._shown, self._looks
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 52)
        sheet.set_column(1, FIRST_COUNT + HIGHEST, 12)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, str(TITLES[shown.subject]), looks.title)
        sheet.write_string(1, 0, shown.about, looks.lead)
        sheet.write_string(2, 0, made_by, looks.muted)
        _headers(sheet, 4, (_("Questionnaires"), _("Count"), _("Share"), _("From"), _("To")), looks)
        sheet.write_string(5, 0, _("Sent"), looks.text)
        sheet.write_number(5, 1, shown.total.sent, looks.whole)
        sheet.write_string(6, 0, _("Answered"), looks.text)
        sheet.write_number(6, 1, shown.total.answered, looks.whole)
        _share(sheet, (6, 2), "=B7/B6", shown.total.response, looks)
        if shown.total.shown:
            self._questions()
            self._chart()
            self._expects(QUESTION_ROW + len(QUESTIONS[shown.subject]) + 2)
        else:
            sheet.write_string(QUESTION_ROW, 0, _held_back(shown.fewest), looks.plain)
        set_up_print(sheet, f"{TITLES[shown.subject]}, {shown.about}")

    def _questions(self) -> None:
        values = range(HIGHEST, LOWEST - 1, -1)
        scale = [f"{value}: {SCALE[value]}" for value in values]
        self._sheet.set_row(QUESTION_ROW, 46)
        _headers(self._sheet, QUESTION_ROW, (_("Question"), _("Mean, 1–5"), _("From"), _("To"), *scale), self._looks)
        for row, figure in enumerate(self._shown.total.figures, start=QUESTION_ROW + 1):
            excel = row + 1
            weights = "+".join(f"{value}*{chr(ord('E') + place)}{excel}" for place, value in enumerate(values))
            self._sheet.write_string(row, 0, str(QUESTIONS[self._shown.subject][figure.question]), self._looks.text)
            mean = f"=({weights})/SUM(E{excel}:I{excel})"
            self._sheet.write_formula(row, 1, mean, self._looks.average, figure.mean.value)
            self._sheet.write_number(row, 2, figure.mean.low, self._looks.average)
            self._sheet.write_number(row, 3, figure.mean.high, self._looks.average)
            for place, value in enumerate(values):
                self._sheet.write_number(row, FIRST_COUNT + place, figure.counts[value - 1], self._looks.whole)

    def _chart(self) -> None:
        name, first = self._sheet.get_name(), QUESTION_ROW + 1
        last = first + len(self._shown.total.figures) - 1
        chart = self._book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        for place, colour in enumerate(COLOURS):
            column = FIRST_COUNT + place
            chart.add_series(
                {
                    "name": [name, QUESTION_ROW, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_title({"name": _("How the answers are spread"), "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": GRID, "num_format": "0%"})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 860, "height": 320})
        below = QUESTION_ROW + len(QUESTIONS[self._shown.subject]) + len(EXPECTS) + 6
        self._sheet.insert_chart(below, 0, chart, {"description": _("Bar chart of the answers")})

    def _expects(self, header: int) -> None:
        question = str(_("Do they expect to work with the job centre within a year?"))
        _headers(self._sheet, header, (question, _("Count"), _("Share"), _("From"), _("To")), self._looks)
        first, total = header + 1, self._shown.total
        for row, each in enumerate(EXPECTS, start=first):
            count = total.expects[each]
            self._sheet.write_string(row, 0, str(EXPECTS[each]), self._looks.text)
            self._sheet.write_number(row, 1, count, self._looks.whole)
            share = f"=B{row + 1}/SUM(B${first + 1}:B${first + len(EXPECTS)})"
            if each is Expects.YES:
                _share(self._sheet, (row, 2), share, total.expecting, self._looks)
            else:
                self._sheet.write_formula(row, 2, share, self._looks.share, count / total.answered)
        note = str(HOW_SURE[self._shown.subject])
        self._sheet.write_string(first + len(EXPECTS), 0, note, self._looks.muted)


def _write_parts(sheet: Worksheet, shown: Shown, looks: Looks) -> None:
    first = _("Unit") if shown.by_unit else _("Consultant")
    means = [text for each in QUESTIONS[shown.subject] for text in (str(IN_SHORT[each]), _("From"), _("To"))]
    headers = (first, _("Sent"), _("Answered"), _("Share"), *means)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(headers) - 1, 11)
    sheet.set_row(0, 34)
    _headers(sheet, 0, headers, looks)
    for row, (name, part) in enumerate(shown.parts, start=1):
        sheet.write_string(row, 0, name, looks.text)
        sheet.write_number(row, 1, part.sent, looks.whole)
        sheet.write_number(row, 2, part.answered, looks.whole)
        sheet.write_formula(row, 3, f'=IF(B{row + 1}=0,"",C{row + 1}/B{row + 1})', looks.share, _value(part.response))
        if not part.shown:
            sheet.write_string(row, 4, _("too few answers"), looks.text)
            continue
        estimates = [number for figure in part.figures for number in _numbers(figure.mean)]
        for column, number in enumerate(estimates, start=4):
            sheet.write_number(row, column, number, looks.average)
    sheet.freeze_panes(1, 1)
    set_up_print(sheet, f"{TITLES[shown.subject]}, {shown.about}", repeat=0)


def _headers(sheet: Worksheet, row: int, texts: Sequence[str], looks: Looks) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, looks.header_number if column else looks.header)


def _share(sheet: Worksheet, at: tuple[int, int], formula: str, estimate: Estimate | None, looks: Looks) -> None:
    """The share and between what it lies; nothing of nobody."""
    if estimate is None:
        return
    row, column = at
    sheet.write_formula(row, column, formula, looks.share, estimate.value)
    sheet.write_number(row, column + 1, estimate.low, looks.share)
    sheet.write_number(row, column + 2, estimate.high, looks.share)


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _value(estimate: Estimate | None) -> float | str:
    return estimate.value if estimate else ""


def _held_back(fewest: int) -> str:
    return str(
        _(
            "The answers are not shown: they are too few, or together with other figures they would tell what single"
            " companies said. At least %(fewest)s are needed.",
            fewest=fewest,
        )
    )
