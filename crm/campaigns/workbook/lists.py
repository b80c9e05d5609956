"""The lists: calls, companies and answers, one row each, for filters and for the formulas."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.campaigns.figures import CallGroup, outcomes_of
from crm.campaigns.labels import STATES
from crm.campaigns.queries.rows import CallLine
from crm.campaigns.statistics_labels import GROUPS, REASONS, STAGES, answer_name, weekday_name
from crm.campaigns.workbook.columns import STAGE_COLUMNS, AnswerColumn, CallColumn, CompanyColumn
from crm.campaigns.workbook.material import Material
from crm.contacts.labels import DIRECTIONS, OUTCOMES
from crm.contacts.words import Direction
from crm.values.clock import COPENHAGEN, local_date
from crm.workbook.cells import FIRST_ROW, write_day
from crm.workbook.looks import A3, Looks, set_up_print

_CALL_WIDTHS = (12, 8, 10, 7, 36, 11, 26, 18, 24, 10, 9, 12, 9)
_COMPANY_WIDTHS = (36, 11, 22, 30, 10, 24, 13, 9, 9, 9, 12, 9, 9, 12)
_ANSWER_WIDTHS = (8, 44, 60, 36, 11, 12)
_GROUP_COLUMNS = {
    CallGroup.REACHED: CallColumn.REACHED,
    CallGroup.INTERESTED: CallColumn.INTERESTED,
    CallGroup.VISITS: CallColumn.VISIT,
}


def write_calls(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    """No names of contact persons, and no notes: the workbook leaves the house."""
    headers = {
        CallColumn.DAY: _("Day"),
        CallColumn.TIME: _("Time"),
        CallColumn.WEEKDAY: _("Weekday"),
        CallColumn.HOUR: _("Hour"),
        CallColumn.COMPANY: _("Company"),
        CallColumn.CVR: _("CVR"),
        CallColumn.CALLER: _("Caller"),
        CallColumn.DIRECTION: _("Direction"),
        CallColumn.OUTCOME: _("Outcome"),
        CallColumn.MINUTES: _("Minutes"),
        **{column: str(GROUPS[group]) for group, column in _GROUP_COLUMNS.items()},
    }
    numbers = {CallColumn.MINUTES, CallColumn.HOUR}
    _head(sheet, headers, _CALL_WIDTHS, looks, numbers=numbers, flags=set(_GROUP_COLUMNS.values()))
    for row, call in enumerate(material.calls, FIRST_ROW):
        _write_call(sheet, row, call, material.caller_names[call.caller_id], looks)
    _finish(sheet, len(material.calls), CallColumn, CallColumn.COMPANY, heading)
    sheet.ignore_errors({"number_stored_as_text": _texts(CallColumn.CVR, len(material.calls))})


def _write_call(sheet: Worksheet, row: int, call: CallLine, caller: str, looks: Looks) -> None:
    local = call.started_at.astimezone(COPENHAGEN)
    sheet.write_datetime(row, CallColumn.DAY, local.date(), looks.day)
    sheet.write_string(row, CallColumn.TIME, f"{local:%H:%M}", looks.text)
    sheet.write_string(row, CallColumn.WEEKDAY, weekday_name(local.weekday()), looks.text)
    sheet.write_number(row, CallColumn.HOUR, local.hour, looks.whole)
    direction = Direction.INCOMING if call.incoming else Direction.OUTGOING
    texts = {
        CallColumn.COMPANY: call.company_name,
        CallColumn.CVR: call.cvr,
        CallColumn.CALLER: caller,
        CallColumn.DIRECTION: str(DIRECTIONS[direction]),
        CallColumn.OUTCOME: str(OUTCOMES[call.outcome]),
    }
    for column, text in texts.items():
        sheet.write_string(row, column, text, looks.text)
    sheet.write_number(row, CallColumn.MINUTES, call.seconds / 60, looks.average)
    for group, column in _GROUP_COLUMNS.items():
        sheet.write_number(row, column, int(call.outcome in outcomes_of(group)), looks.flag)


def write_companies(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    headers = {
        CompanyColumn.COMPANY: _("Company"),
        CompanyColumn.CVR: _("CVR"),
        CompanyColumn.STATE: _("State"),
        CompanyColumn.REASON: _("Reason"),
        CompanyColumn.ATTEMPTS: _("Attempts"),
        CompanyColumn.LAST_OUTCOME: _("Last outcome"),
        CompanyColumn.LAST_CALLED: _("Last called"),
        **{column: str(STAGES[stage]) for stage, column in STAGE_COLUMNS.items()},
    }
    flags = set(STAGE_COLUMNS.values())
    _head(sheet, headers, _COMPANY_WIDTHS, looks, numbers={CompanyColumn.ATTEMPTS}, flags=flags)
    for row, target in enumerate(material.targets, FIRST_ROW):
        _write_company(sheet, row, target, material, looks)
    _finish(sheet, len(material.targets), CompanyColumn, CompanyColumn.CVR, heading)
    sheet.ignore_errors({"number_stored_as_text": _texts(CompanyColumn.CVR, len(material.targets))})


def _write_company(sheet: Worksheet, row: int, target: Any, material: Material, looks: Looks) -> None:
    texts = {
        CompanyColumn.COMPANY: target.name,
        CompanyColumn.CVR: target.cvr,
        CompanyColumn.STATE: str(STATES[target.state]),
        CompanyColumn.REASON: str(REASONS[target.reason]) if target.reason else "",
        CompanyColumn.LAST_OUTCOME: str(OUTCOMES[target.last_outcome]) if target.last_outcome else "",
    }
    for column, text in texts.items():
        sheet.write_string(row, column, text, looks.text)
    sheet.write_number(row, CompanyColumn.ATTEMPTS, target.attempts, looks.whole)
    called = local_date(target.last_called_at) if target.last_called_at else None
    write_day(sheet, row, CompanyColumn.LAST_CALLED, called, looks)
    for stage, column in STAGE_COLUMNS.items():
        sheet.write_number(row, column, int(target.id in material.stages[stage]), looks.flag)


def write_answers(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    headers = {
        AnswerColumn.NUMBER: _("No."),
        AnswerColumn.QUESTION: _("Question"),
        AnswerColumn.ANSWER: _("Answer"),
        AnswerColumn.COMPANY: _("Company"),
        AnswerColumn.CVR: _("CVR"),
        AnswerColumn.DAY: _("Day"),
    }
    _head(sheet, headers, _ANSWER_WIDTHS, looks, numbers=set(), flags=set())
    places = {answer.question_id: place for place, answer in enumerate(material.figures.answers, start=1)}
    for row, answer in enumerate(material.answers, FIRST_ROW):
        sheet.write_number(row, AnswerColumn.NUMBER, places[answer.question_id], looks.whole)
        sheet.write_string(row, AnswerColumn.QUESTION, answer.question, looks.text)
        if answer.number is None:
            sheet.write_string(row, AnswerColumn.ANSWER, answer_name(answer.kind, answer.value), looks.text)
        else:
            sheet.write_number(row, AnswerColumn.ANSWER, answer.number, looks.whole)
        sheet.write_string(row, AnswerColumn.COMPANY, answer.company_name, looks.text)
        sheet.write_string(row, AnswerColumn.CVR, answer.cvr, looks.text)
        write_day(sheet, row, AnswerColumn.DAY, local_date(answer.started_at), looks)
    _finish(sheet, len(material.answers), AnswerColumn, AnswerColumn.ANSWER, heading)
    texts = f"{_texts(AnswerColumn.ANSWER, len(material.answers))} {_texts(AnswerColumn.CVR, len(material.answers))}"
    sheet.ignore_errors({"number_stored_as_text": texts})


def _head(
    sheet: Worksheet,
    headers: Mapping[Any, str],
    widths: tuple[int, ...],
    looks: Looks,
    *,
    numbers: set[Any],
    flags: set[Any],
) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    for column, title in headers.items():
        look = looks.header_flag if column in flags else looks.header_number if column in numbers else looks.header
        sheet.write_string(0, column, title, look)


def _finish(sheet: Worksheet, rows: int, columns: type[IntEnum], frozen: int, heading: str) -> None:
    sheet.autofilter(0, 0, max(FIRST_ROW, rows), len(columns) - 1)
    sheet.freeze_panes(FIRST_ROW, frozen)
    set_up_print(sheet, heading, repeat=0, paper=A3)


def _texts(column: IntEnum, rows: int) -> str:
    """The column's cells: numbers that are names, so no green corners."""
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
    return f"{letter}2:{letter}{max(FIRST_ROW, rows) + 1}"
