"""Sheet Ikke medregnet: every workplace outside the population and every cooperation that did not count, with why."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.rate.figure import JudgedWorkplace, LeftOut, NotCounted, Verdict
from crm.rate.workbook.material import Material
from crm.rate.workbook.words import left_out_word, number_of, verdict_reason
from crm.workbook.cells import write_day
from crm.workbook.looks import A3, Looks, set_up_print

_WIDTHS = (12, 12, 10, 32, 54, 10, 13, 12, 20, 11, 11, 22)
_AVERAGE, _NUMBER, _START, _END = 5, 6, 9, 10


def write_left_out(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    for column, title in enumerate(_headers()):
        look = {_AVERAGE: looks.header_number, _NUMBER: looks.header_after}.get(column, looks.header)
        sheet.write_string(0, column, title, look)
    row = 1
    words = _Words(material)
    for one in sorted(material.judged, key=lambda judged: (judged.verdict, judged.name.casefold())):
        _write_workplace(sheet, row, one, words, looks)
        row += 1
    for left in sorted(material.left_out, key=_unplaced_first):
        _write_cooperation(sheet, row, left, material, words, looks)
        row += 1
    sheet.autofilter(0, 0, max(1, row - 1), len(_WIDTHS) - 1)
    sheet.freeze_panes(1, 4)
    sheet.ignore_errors({"number_stored_as_text": f"B2:C{max(2, row)} G2:G{max(2, row)}"})
    set_up_print(sheet, heading, repeat=0, paper=A3)


def _headers() -> list[str]:
    return [
        _("What"),
        _("P-number"),
        _("CVR"),
        _("Name"),
        _("Why it is not counted"),
        _("Employees (average)"),
        _("Cooperation no."),
        _("Source"),
        _("Type"),
        _("First day"),
        _("Last day"),
        _("Job centre"),
    ]


@dataclass(frozen=True, slots=True)
class _Texts:
    what: str
    p_number: str
    cvr: str
    name: str
    why: str


class _Words:
    """Every word of the sheet, looked up once."""

    def __init__(self, material: Material) -> None:
        least = material.definition.min_headcount
        self.workplace = _("Workplace")
        self.cooperation = _("Cooperation")
        self.verdicts = {verdict: verdict_reason(verdict, least) for verdict in Verdict}
        self.reasons = {reason: left_out_word(reason) for reason in NotCounted}
        self.types = material.type_names
        self.running = _("running")


def _unplaced_first(left: LeftOut) -> tuple[bool, str, date, str]:
    """Somebody can do something about the unplaced ones: they come first."""
    return left.reason is not NotCounted.UNPLACED, left.reason, left.start_date, left.external_id


def _write_workplace(sheet: Worksheet, row: int, one: JudgedWorkplace, words: _Words, looks: Looks) -> None:
    _write_texts(
        sheet, row, _Texts(words.workplace, one.p_number, one.cvr, one.name, words.verdicts[one.verdict]), looks
    )
    average = number_of(one.average)
    if average is not None:
        sheet.write_number(row, _AVERAGE, average, looks.average)


def _write_cooperation(
    sheet: Worksheet, row: int, left: LeftOut, material: Material, words: _Words, looks: Looks
) -> None:
    at = material.names.get(left.workplace_id or 0)
    numbers = (at.p_number, at.cvr, at.name) if at else ("", "", "")
    _write_texts(sheet, row, _Texts(words.cooperation, *numbers, words.reasons[left.reason]), looks)
    sheet.write_string(row, _NUMBER, left.external_id, looks.after)
    sheet.write_string(row, 7, left.source, looks.text)
    sheet.write_string(row, 8, words.types.get(left.type_code, left.type_code), looks.text)
    write_day(sheet, row, _START, left.start_date, looks)
    if left.end_date is None:
        sheet.write_string(row, _END, words.running, looks.text)
    else:
        write_day(sheet, row, _END, left.end_date, looks)
    centre = material.job_centres.get(left.job_centre_code, left.job_centre_code)
    sheet.write_string(row, 11, centre, looks.text)


def _write_texts(sheet: Worksheet, row: int, texts: _Texts, looks: Looks) -> None:
    for column, text in enumerate((texts.what, texts.p_number, texts.cvr, texts.name, texts.why)):
        sheet.write_string(row, column, text, looks.text)
