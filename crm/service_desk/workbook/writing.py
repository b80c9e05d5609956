"""Writes the workbook, and tells the trail who took it along."""

from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.service_desk.workbook.figures_sheet import FiguresSheet
from crm.service_desk.workbook.lists import write_cover, write_list, write_missed
from crm.service_desk.workbook.material import Material
from crm.workbook.cells import moment_text
from crm.workbook.files import write_whole
from crm.workbook.looks import looks_of


def write_figures(material: Material, target: Path, *, by_name: str, now: datetime) -> None:
    """Write it, whole or not at all."""

    def fill(book: Workbook) -> None:
        looks = looks_of(book)
        names = (_("Cover"), _("Figures"), _("Missed goals"), _("Requests"))
        cover, tables, missed, listed = (book.add_worksheet(name) for name in names)
        write_cover(cover, material, looks, f"{by_name}, {moment_text(now)}")
        where = write_list(listed, material, looks)
        FiguresSheet(book, tables, material, where, looks).write()
        write_missed(missed, material, looks)

    write_whole(target, fill)


def suggested_name(period: str) -> str:
    """'virksomhedsservice-2026-Q3.xlsx'."""
    return f"virksomhedsservice-{period}.xlsx"


def record_export(on: Session, *, user_id: int, period: str, unit_id: int | None, now: datetime) -> None:
    """The trace it leaves, on the person who took it along."""
    details = {"period": period, "unit_id": unit_id}
    record(on, "request_figures.export", user_by_id(on, user_id), details=details, now=now)
