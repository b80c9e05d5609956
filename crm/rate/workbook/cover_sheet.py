"""Sheet Forside: what the figure is, what it rests on, how good the facts are, who made it and when."""

from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from crm.rate.figure import Verdict
from crm.rate.models import RateUnit
from crm.rate.workbook.material import Material
from crm.rate.workbook.names import SheetNames
from crm.rate.workbook.rate_sheet import ALL
from crm.rate.workbook.words import members_word, verdict_reason, verdict_word
from crm.values.periods import Period
from crm.web.formatting import number, span
from crm.workbook.cells import moment_text, quoted
from crm.workbook.looks import Looks, set_up_print


class CoverSheet:
    """Writes the sheet line by line."""

    def __init__(self, sheet: Worksheet, material: Material, looks: Looks, names: SheetNames, heading: str) -> None:
        self._sheet, self._material, self._looks, self._names = sheet, material, looks, names
        self._heading = heading
        self._row = 0

    def write(self) -> None:
        sheet, figure, looks = self._sheet, self._material.figure, self._looks
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 2, 78)
        sheet.set_row(0, 30)
        sheet.write_string(0, 0, _("Cooperation rate"), looks.title)
        sheet.write_string(1, 0, self._heading, looks.lead)
        sheet.set_row(2, 50)
        share = figure.cooperating.all / figure.population if figure.population else ""
        sheet.write_formula(2, 0, f"={quoted(self._names.rate)}!$D${ALL + 1}", looks.huge, share)
        sheet.write_string(3, 0, self._sentence(), looks.lead)
        self._row = 4
        if figure.provisional:
            late = _("Provisional: the period reaches into the newest month, and late registrations will follow.")
            sheet.merge_range(4, 0, 4, 2, late, looks.warning)
            self._row = 5
        self._about()
        self._quality()
        self._outside()
        self._contents()
        set_up_print(sheet, self._heading)

    def _sentence(self) -> str:
        figure = self._material.figure
        sentence: str = _(
            "%(cooperating)s of %(population)s %(members)s cooperate with a job centre.",
            cooperating=number(figure.cooperating.all),
            population=number(figure.population),
            members=members_word(figure.unit),
        )
        return sentence

    def _about(self) -> None:
        material, figure = self._material, self._material.figure
        self._section(_("The figure"))
        self._line(_("Municipality"), f"{material.municipality} ({figure.municipality})")
        self._line(_("Period"), period_text(figure.period))
        self._line(_("Definition"), f"{material.definition.name} ({figure.definition_code})")
        self._line(_("Counted"), members_word(figure.unit))
        self._line(_("Known at"), moment_text(figure.known_at))
        self._line(_("Own job centre"), material.own_centre)
        self._line(_("Goal"), f"{material.goal_percent} %")
        self._line(_("Made by"), f"{material.by_name}, {moment_text(material.now)}")

    def _quality(self) -> None:
        figure = self._material.figure
        self._section(_("How good the facts are"))
        self._count(figure.unknown_headcount, _("Headcount unknown"), _("In or out as the definition says."))
        self._count(
            figure.inexact_headcount,
            _("Headcount from an interval"),
            _("In the population; an interval such as 5–9 counts with its lower end."),
        )
        self._count(
            figure.unplaced,
            _("Cooperations not placed"),
            _("They do not count until somebody says at which workplace they are."),
        )

    def _outside(self) -> None:
        """The workplaces outside the population: with the population they are all that lived in the municipality."""
        least = self._material.definition.min_headcount
        self._section(_("Workplaces outside the population"))
        for verdict in (Verdict.NO_HEADCOUNT, Verdict.UNKNOWN_HEADCOUNT, Verdict.MOVED_AWAY, Verdict.WRONG_SECTOR):
            count = self._material.verdicts[verdict]
            self._count(count, verdict_word(verdict), verdict_reason(verdict, least))

    def _contents(self) -> None:
        names = self._names
        companies = self._material.figure.unit is RateUnit.COMPANY
        listed = _("Every company of the population") if companies else _("Every workplace of the population")
        self._section(_("Sheets"))
        for name, text in (
            (names.rate, _("The figure against the goal, by industry and number of employees")),
            (names.trend, _("The series over time")),
            (names.firms, listed),
            (names.left_out, _("Workplaces and cooperations that do not count, each with its reason")),
            (names.definition, _("The rule behind the figure, in words")),
        ):
            self._sheet.write_url(self._row, 0, f"internal:{quoted(name)}!A1", self._looks.link, name)
            self._sheet.write_string(self._row, 2, text, self._looks.wrapped)
            self._row += 1

    def _section(self, title: str) -> None:
        self._sheet.write_string(self._row + 1, 0, title, self._looks.section)
        self._row += 2

    def _line(self, label: str, text: str) -> None:
        self._sheet.write_string(self._row, 0, label, self._looks.label)
        self._sheet.write_string(self._row, 1, text, self._looks.plain)
        self._row += 1

    def _count(self, count: int, label: str, text: str) -> None:
        self._sheet.write_string(self._row, 0, label, self._looks.label)
        self._sheet.write_number(self._row, 1, count, self._looks.count)
        self._sheet.write_string(self._row, 2, text, self._looks.wrapped)
        self._row += 1


def period_text(period: Period) -> str:
    return span(period.start, period.end)
