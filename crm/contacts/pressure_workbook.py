"""Contact pressure as a spreadsheet: companies contacted most, and what the guard prevented or was overridden for."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook

from crm.contacts.guard.pressure import EventLine, guard_events, most_contacted
from crm.contacts.guard.sentences import reason_words
from crm.contacts.labels import KINDS
from crm.contacts.models import GuardEventKind
from crm.values.clock import COPENHAGEN
from crm.values.periods import Period
from crm.web.formatting import span

MOST_ROWS = 5_000
Cell = str | int | date | datetime | None


def pressure_workbook(on: Session, period: Period, *, unit_id: int | None = None) -> bytes:
    """Three sheets with a heading each. Text is written as text, whatever it begins with."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        rows, _count = most_contacted(period)
        found = on.connection().execute(rows.limit(MOST_ROWS)).all()
        companies = [(row.cvr, row.name, row.contacts, row.units, row.people) for row in found]
        headings = [_("CVR number"), _("Company"), _("Contacts from us"), _("Units"), _("People of ours")]
        _sheet(book, _("Contacted most"), period, headings, companies)
        for kind, name in (
            (GuardEventKind.PREVENTED, _("Prevented contacts")),
            (GuardEventKind.OVERRIDDEN, _("Contacts all the same")),
        ):
            lines = guard_events(on, kind, period, unit_id=unit_id, limit=MOST_ROWS)
            _sheet(book, name, period, _event_headings(), [_event_row(line) for line in lines])
    return target.getvalue()


def _event_headings() -> list[str]:
    return [
        _("When"),
        _("Company"),
        _("Who"),
        _("Unit"),
        _("Kind"),
        _("The guard's reasons"),
        _("Reason given"),
        _("Legal basis"),
    ]


def _event_row(line: EventLine) -> tuple[Cell, ...]:
    event = line.event
    return (
        event.at.astimezone(COPENHAGEN).replace(tzinfo=None),
        line.company_name,
        line.user_name,
        line.unit_name,
        str(KINDS[event.channel]),
        "; ".join(reason_words(event.reasons)),
        event.why,
        event.legal_basis,
    )


def _sheet(book: Workbook, name: str, period: Period, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#0B5394", "font_color": "#FFFFFF", "text_wrap": True})
    moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm", "align": "left"})
    title = book.add_format({"bold": True, "font_size": 16})
    sheet.write_string(0, 0, name, title)
    sheet.write_string(1, 0, span(period.start, period.end))
    for column, heading in enumerate(headings):
        sheet.write_string(3, column, heading, bold)
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, moment)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(headings) - 1, 26)
    sheet.freeze_panes(4, 0)
    sheet.autofilter(3, 0, max(3, 3 + len(rows)), len(headings) - 1)


def _write(sheet: Any, row: int, column: int, value: Cell, moment: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, moment)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
