"""Writes the workbook."""

from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook

from crm.rate.figure import FigureRequest
from crm.rate.workbook.cover_sheet import CoverSheet, period_text
from crm.rate.workbook.definition_sheet import write_definition
from crm.rate.workbook.firm_list import write_firms
from crm.rate.workbook.left_out_sheet import write_left_out
from crm.rate.workbook.material import Material, Wanted, gather
from crm.rate.workbook.names import sheet_names
from crm.rate.workbook.rate_sheet import RateSheet
from crm.rate.workbook.trend_sheet import write_trend
from crm.workbook.cells import ListRange
from crm.workbook.files import write_whole
from crm.workbook.looks import looks_of


def write_workbook(
    on: Session,
    request: FigureRequest,
    target: Path,
    *,
    by_name: str,
    now: datetime,
    goal_percent: int,
    wanted: Wanted | None = None,
) -> Material:
    """Write the managers' workbook; the file appears whole or not at all. Returns what stands in it.

    Raises Refusal for an unknown code, and when the file cannot be written there.
    """
    material = gather(on, request, wanted or Wanted(), by_name=by_name, now=now, goal_percent=goal_percent)
    write_whole(target, lambda book: _write(book, material))
    return material


def suggested_name(request: FigureRequest) -> str:
    """'samarbejdsgrad-0851-2025-11-01-2026-10-31.xlsx'."""
    period = request.period
    return f"{_('cooperation-rate')}-{request.municipality}-{period.start}-{period.end}.xlsx"


def _write(book: Workbook, material: Material) -> None:
    heading = _("%(municipality)s, %(period)s", municipality=material.municipality, period=_period(material))
    looks, names = looks_of(book), sheet_names()
    cover, rate, trend, firms, left_out, rule = (
        book.add_worksheet(name)
        for name in (names.cover, names.rate, names.trend, names.firms, names.left_out, names.definition)
    )
    listed = ListRange(names.firms, len(material.firms))
    CoverSheet(cover, material, looks, names, heading).write()
    RateSheet(book, rate, material, looks, listed, heading).write()
    write_trend(book, trend, material, looks, names.rate, heading)
    write_firms(firms, material, looks, heading)
    write_left_out(left_out, material, looks, heading)
    write_definition(rule, material, looks, heading)
    book.set_properties(
        {
            "title": f"{_('Cooperation rate')} – {heading}",
            "subject": material.definition.name,
            "author": material.by_name,
            "company": material.own_centre,
            "created": material.now.replace(tzinfo=None),
            "comments": _("Definition %(code)s", code=material.definition.code),
        }
    )


def _period(material: Material) -> str:
    return period_text(material.figure.period)
