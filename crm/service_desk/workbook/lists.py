"""Its cover, the list of requests, and the goals that were missed."""

from collections.abc import Iterable

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.employer_requests.clock import State
from crm.employer_requests.labels import CHANNELS, GOALS, STATES
from crm.service_desk.figure_labels import month_name
from crm.service_desk.figures import (
    KEPT,
    MISSED,
    NOT_YET,
    STEPS,
    Asked,
)
from crm.service_desk.workbook.material import Column, Material
from crm.values.clock import local_date
from crm.web.formatting import weekday_name
from crm.workbook.cells import ListRange, write_day
from crm.workbook.looks import Looks, set_up_print


def definitions() -> list[str]:
    """How the figures are reckoned, as the page says it."""
    return [
        _(
            "Of requests that came in during the period: a goal is kept when its step was reached within the promised"
            " opening time. What is still within its time, or is not needed any more, is in neither number. A"
            " concluded request keeps its result, whatever is changed in goals or opening hours afterwards."
        ),
        _("Minutes are minutes of opening time; while we wait for the company they do not count."),
        _("The numbers on the sheet of figures are formulas over the list of requests."),
    ]


def write_cover(sheet: Worksheet, material: Material, looks: Looks, made_by: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, _("Figures of Virksomhedsservice"), looks.title)
    sheet.write_string(1, 0, material.about, looks.lead)
    sheet.write_string(2, 0, made_by, looks.muted)
    for row, text in enumerate(definitions(), start=4):
        sheet.set_row(row, 48)
        sheet.write_string(row, 0, text, looks.wrapped)
    set_up_print(sheet, material.heading)


def write_list(sheet: Worksheet, material: Material, looks: Looks) -> ListRange:
    heads = [_("Reference"), _("Received"), _("Month"), _("Hour"), _("Weekday"), _("Channel"), _("Category")]
    heads += [_("Unit"), _("Colleague"), *(f"{GOALS[kind]}: {STATES[State.MET]}" for kind in STEPS)]
    heads += [f"{GOALS[kind]}: {STATES[State.MISSED]}" for kind in STEPS]
    heads += [_("Minutes to the first answer"), _("No answer yet"), _("Handed over"), _("Opened again")]
    heads.append(_("Taken back by the company"))
    sheet.set_row(0, 46)
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.set_column(Column.CATEGORY, Column.OWNER, 26)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), looks.header if column < Column.KEPT else looks.header_flag)
    for row, each in enumerate(material.asked, start=1):
        line = material.lines[each.id]
        sheet.write_string(row, Column.REFERENCE, line.request.reference, looks.text)
        write_day(sheet, row, Column.RECEIVED, local_date(line.request.received_at), looks)
        for column, text in (
            (Column.MONTH, month_name(each.month)),
            (Column.WEEKDAY, weekday_name(each.weekday)),
            (Column.CHANNEL, str(CHANNELS[each.channel])),
            (Column.CATEGORY, material.categories.get(each.category_id, "")),
            (Column.UNIT, line.unit),
            (Column.OWNER, line.owner or ""),
        ):
            sheet.write_string(row, column, text, looks.text)
        numbers = [(Column.HOUR, each.hour), *_flags(each)]
        for column, number in numbers:
            sheet.write_number(row, column, number, looks.flag)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(material.asked)), len(heads) - 1)
    set_up_print(sheet, material.heading, repeat=0)
    return ListRange(sheet.get_name(), len(material.asked))


def _flags(each: Asked) -> Iterable[tuple[int, int]]:
    """The columns of numbers; the minutes stay empty when there is no answer."""
    for place, letter in enumerate(each.results):
        yield Column.KEPT + place, int(letter == KEPT)
        yield Column.LATE + place, int(letter == MISSED)
    if each.answered_in is not None:
        yield Column.ANSWERED_IN, each.answered_in
    yield Column.UNANSWERED, int(each.band == NOT_YET)
    yield Column.HANDED_OVER, each.handed_over
    yield Column.REOPENED, int(each.reopened > 0)
    yield Column.WITHDRAWN, int(each.withdrawn)


def write_missed(sheet: Worksheet, material: Material, looks: Looks) -> None:
    heads = [_("Reference"), _("Company"), _("Category"), _("Unit"), _("Colleague"), _("Received"), _("Service goal")]
    heads += [
        _("Promised, minutes"),
        _("Used, minutes"),
        _("Too late by, minutes"),
        _("Waited for the company, minutes"),
    ]
    heads += [_("How often it waited"), _("Step reached")]
    sheet.set_row(0, 46)
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.set_column(1, 4, 26)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), looks.header)
    for row, (kind, each) in enumerate(material.missed, start=1):
        line, clock = each.line, each.clock
        if clock is None:
            continue
        texts = (line.request.reference, line.company, material.categories.get(line.request.category_id, ""))
        for column, text in enumerate((*texts, line.unit, line.owner or "")):
            sheet.write_string(row, column, text, looks.text)
        write_day(sheet, row, 5, local_date(line.request.received_at), looks)
        sheet.write_string(row, 6, str(GOALS[kind]), looks.text)
        sheet.write_number(row, 7, clock.limit, looks.whole)
        sheet.write_number(row, 8, clock.counted, looks.whole)
        sheet.write_formula(row, 9, f"=I{row + 1}-H{row + 1}", looks.whole, clock.counted - clock.limit)
        sheet.write_number(row, 10, clock.paused, looks.whole)
        sheet.write_number(row, 11, each.pauses, looks.whole)
        sheet.write_string(row, 12, _("no, it is still open") if clock.open else _("yes"), looks.text)
    sheet.freeze_panes(1, 1)
    set_up_print(sheet, material.heading, repeat=0)
