"""Writes the workbook."""

from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.audit.trail import record
from crm.campaigns.figures import Stage
from crm.campaigns.labels import STATUSES
from crm.campaigns.models import Campaign
from crm.campaigns.queries.statistics import goals_wanted
from crm.campaigns.workbook.columns import SheetNames, sheet_names
from crm.campaigns.workbook.figures_sheet import FUNNEL, FiguresSheet
from crm.campaigns.workbook.lists import write_answers, write_calls, write_companies
from crm.campaigns.workbook.material import Material, gather
from crm.web.formatting import number, span
from crm.workbook.cells import ListRange, moment_text, quoted
from crm.workbook.files import write_whole
from crm.workbook.looks import Looks, looks_of, set_up_print


def write_campaign(
    on: Session,
    campaign: Campaign,
    target: Path,
    *,
    by_name: str,
    now: datetime,
    days: int,
    written: bool,
) -> Material:
    """Write the campaign's workbook, whole or not at all; `written`: with what was said in own words.

    Returns what stands in it. Raises Refusal when the lists change while they are read.
    """
    material = gather(on, campaign, by_name=by_name, now=now, days=days, written=written)
    write_whole(target, lambda book: _write(book, material))
    return material


def suggested_name(campaign: Campaign) -> str:
    """'kampagne-7-2026-03-02.xlsx'."""
    return f"{_('campaign-file')}-{campaign.id}-{campaign.starts_on}.xlsx"


def record_export(on: Session, material: Material, *, now: datetime) -> None:
    """The trace it leaves: which campaign and how much, not who is in it."""
    details = {"companies": len(material.targets), "calls": len(material.calls)}
    record(on, "campaign.export", material.campaign, details=details, now=now)


def _write(book: Workbook, material: Material) -> None:
    campaign, looks, names = material.campaign, looks_of(book), sheet_names()
    heading = f"{campaign.name}, {span(campaign.starts_on, campaign.ends_on)}"
    cover, figures, calls, companies, answers = (
        book.add_worksheet(name) for name in (names.cover, names.figures, names.calls, names.companies, names.answers)
    )
    _write_cover(cover, material, looks, names, heading)
    listed = (
        ListRange(names.calls, len(material.calls)),
        ListRange(names.companies, len(material.targets)),
        ListRange(names.answers, len(material.answers)),
    )
    FiguresSheet(book, figures, material, looks, *listed).write(heading, goals_wanted(campaign))
    write_calls(calls, material, looks, heading)
    write_companies(companies, material, looks, heading)
    write_answers(answers, material, looks, heading)
    book.set_properties(
        {
            "title": campaign.name,
            "author": material.by_name,
            "company": material.unit,
            "created": material.now.replace(tzinfo=None),
        }
    )


def _write_cover(sheet: Worksheet, material: Material, looks: Looks, names: SheetNames, heading: str) -> None:
    campaign, figures = material.campaign, material.figures
    sheet.hide_gridlines(2)
    for column, width in enumerate((26, 14, 78)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, campaign.name, looks.title)
    sheet.write_string(1, 0, span(campaign.starts_on, campaign.ends_on), looks.lead)
    booked = figures.funnel[Stage.BOOKED]
    sentence = _(
        "%(calls)s calls to %(companies)s companies led to %(visits)s visits.",
        calls=number(figures.calls()),
        companies=number(figures.funnel[Stage.CALLED]),
        visits=number(booked),
    )
    sheet.write_string(2, 0, sentence, looks.lead)
    row = 4
    facts = [
        (_("Unit"), material.unit),
        (_("Status"), str(STATUSES[campaign.status])),
        (_("Made by"), f"{material.by_name}, {moment_text(material.now)}"),
    ]
    for label, text in facts:
        sheet.write_string(row, 0, label, looks.label)
        sheet.write_string(row, 1, text, looks.plain)
        row += 1
    for label, stage in ((_("Companies called"), Stage.CALLED), (_("Visits booked"), Stage.BOOKED)):
        sheet.write_string(row, 0, label, looks.label)
        formula = f"={quoted(names.figures)}!$B${FUNNEL[stage] + 1}"
        sheet.write_formula(row, 1, formula, looks.count, figures.funnel[stage])
        row += 1
    row += 1
    sheet.write_string(row, 0, _("Sheets"), looks.section)
    for name, text in (
        (names.figures, _("The way from the list to a cooperation, goals, outcomes, callers, hours and answers")),
        (names.calls, _("Every call but those that were taken back; without notes and names of contact persons")),
        (names.companies, _("Every company of the campaign with its state, the reason for it and how far it came")),
        (names.answers, _("What was answered to the questions of the script")),
    ):
        row += 1
        sheet.write_url(row, 0, f"internal:{quoted(name)}!A1", looks.link, name)
        sheet.write_string(row, 2, text, looks.wrapped)
    set_up_print(sheet, heading)
