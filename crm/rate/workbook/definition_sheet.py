"""Sheet Definition: the rule behind the figure, in words a committee can read, with its source."""

from collections.abc import Iterator

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.rate.models import RateUnit, UnknownHeadcount, WantedSector
from crm.rate.workbook.material import Material
from crm.workbook.cells import write_day
from crm.workbook.looks import Looks, set_up_print


def write_definition(sheet: Worksheet, material: Material, looks: Looks, heading: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 3, 14)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, _("Definition"), looks.title)
    sheet.write_string(1, 0, heading, looks.lead)
    row = 3
    for title, lines in (
        (_("Settings"), _settings(material)),
        (_("In the population"), _population(material)),
        (_("Cooperates"), _cooperating(material)),
        (_("Source of the rule"), _source()),
    ):
        sheet.write_string(row, 0, title, looks.section)
        row += 1
        for label, text in lines:
            sheet.write_string(row, 0, label, looks.label)
            sheet.write_string(row, 1, text, looks.wrapped)
            row += 1
        row += 1
    _write_types(sheet, row, material, looks)
    set_up_print(sheet, heading)


def _settings(material: Material) -> Iterator[tuple[str, str]]:
    rule = material.definition
    yield _("Name"), rule.name
    yield _("Code"), rule.code
    yield (
        _("Unit of counting"),
        _("Companies (CVR-numbers)") if rule.unit is RateUnit.COMPANY else _("Workplaces (P-numbers)"),
    )
    yield _("Least headcount"), str(rule.min_headcount)
    yield (
        _("Unknown headcount"),
        _("Left out; how many there are stands on the front sheet.")
        if rule.unknown_headcount is UnknownHeadcount.EXCLUDE
        else _("Included; how many there are stands on the front sheet."),
    )
    yield (
        _("Sector"),
        {
            WantedSector.ALL: _("Private and public"),
            WantedSector.PRIVATE: _("Private only"),
            WantedSector.PUBLIC: _("Public only"),
        }[rule.sector],
    )


def _population(material: Material) -> Iterator[tuple[str, str]]:
    least = material.definition.min_headcount
    yield "1", _("The workplace is alive on at least one day of the period.")
    yield "2", _("On its last living day in the period it lies in the municipality.")
    yield "3", _("Its average headcount over all days of the period is at least %(count)d.", count=least)
    yield "4", _("Days outside its life count as 0; days of unknown headcount are left out of the average.")
    yield "5", _("An interval of the register counts with its lower end.")
    if material.definition.unit is RateUnit.COMPANY:
        yield "6", _("A company's headcount is the sum over its workplaces in the municipality.")


def _cooperating(material: Material) -> Iterator[tuple[str, str]]:
    yield "1", _("At least one cooperation of a type below touches the period by at least one day.")
    yield "2", _("It has begun, and is neither only planned, cancelled nor voided.")
    yield (
        "3",
        _(
            "Own: with %(centre)s. Other: with another job centre. All: with either; each counts once.",
            centre=material.own_centre,
        ),
    )
    yield "4", _("A call, a visit or an e-mail never counts.")


def _source() -> Iterator[tuple[str, str]]:
    yield _("Numerator"), _("Aalborg's employment plan 2015, footnotes 1 and 2: the ten cooperation types.")
    yield (
        _("Denominator"),
        _("Note on jobindsats.dk of 9 May 2017: firms with on average at least one employee in the period."),
    )
    yield (
        _("What the sources leave open"),
        _("Workplace or company, sectors, unknown headcount and the deciding day are the settings above."),
    )


def _write_types(sheet: Worksheet, row: int, material: Material, looks: Looks) -> None:
    sheet.write_string(row, 0, _("Cooperation types that count"), looks.section)
    for column, title in enumerate((_("Type"), _("Code"), _("Valid from"), _("Valid to"))):
        sheet.write_string(row + 1, column, title, looks.header)
    names = material.type_names
    counting = [found for found in material.types if found.code in material.definition.types]
    for number, found in enumerate(counting, row + 2):
        sheet.write_string(number, 0, names[found.code], looks.text)
        sheet.write_string(number, 1, found.code, looks.text)
        write_day(sheet, number, 2, found.valid_from, looks)
        write_day(sheet, number, 3, found.valid_to, looks)
