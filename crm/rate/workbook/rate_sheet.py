"""Sheet Samarbejdsgrad: the headline, its distance to the goal and its breakdowns, all as formulas over the list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.rate.figure import Breakdown, BreakdownItem
from crm.rate.labels import BREAKDOWNS, size_names
from crm.rate.tallies import SIZE_LIMITS, UNKNOWN, size_keys
from crm.rate.workbook.firm_list import UNKNOWN_SECTION
from crm.rate.workbook.firms import Firm
from crm.rate.workbook.material import Material
from crm.rate.workbook.names import Column
from crm.rate.workbook.words import members_word
from crm.register.industries import sections
from crm.values.percent import needed
from crm.workbook.cells import ListRange, quoted
from crm.workbook.looks import BRAND, GOAL, GREY, GRID, MIDDLE, Looks, set_up_print

HEAD = 4  # row of the headline table's header, counted from 0
POPULATION, OWN, OTHER, ALL, GOAL_ROW, NEEDED = range(HEAD + 1, HEAD + 7)
_BELOW_CHART = HEAD + 29


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a breakdown: its label, the condition in the list that makes it, and who meets it."""

    key: str
    label: str
    condition: str
    firms: list[Firm]


class RateSheet:
    """Writes the sheet from top to bottom, row by row."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, material: Material, looks: Looks, listed: ListRange, heading: str
    ) -> None:
        self._book, self._sheet, self._material, self._looks = book, sheet, material, looks
        self._listed = listed
        self._heading = heading

    def write(self) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 6, 12)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, _("Cooperation rate"), self._looks.title)
        sheet.write_string(1, 0, self._heading, self._looks.lead)
        self._headline()
        self._chart()
        industry = (_("Section"), _("Industry"))
        row = self._table(_BELOW_CHART, _("By industry"), industry, self._by_industry())
        size = ("", _("Employees on average"))
        row = self._table(row + 2, _("By number of employees"), size, self._by_size())
        for by, items in self._material.breakdowns.items():
            if by in {Breakdown.TYPE, Breakdown.TARGET_GROUP}:
                row = self._fixed_table(row + 2, by, items)
        set_up_print(sheet, self._heading)

    def _headline(self) -> None:
        sheet, looks, figure = self._sheet, self._looks, self._material.figure
        members = members_word(figure.unit)
        for column, title in ((0, ""), (1, "")):
            sheet.write_string(HEAD, column, title, looks.header)
        sheet.write_string(HEAD, 2, _("Count"), looks.header_number)
        sheet.write_string(HEAD, 3, _("Rate"), looks.header_number)
        sheet.write_string(HEAD, 4, _("Goal"), looks.header_number)
        self._line(POPULATION, _("Population: %(members)s in the figure", members=members))
        self._formula(POPULATION, 2, f"ROWS({self._listed.of(Column.CVR)})", figure.population)
        for row, label, column, count in (
            (OWN, self._material.own_centre, Column.OWN, figure.cooperating.own),
            (OTHER, _("Other job centres"), Column.OTHER, figure.cooperating.other),
            (ALL, _("All: each counts once"), Column.ALL, figure.cooperating.all),
        ):
            self._line(row, label, strong=row == ALL)
            self._formula(row, 2, f"SUM({self._listed.of(column)})", count)
            self._share(row, 3, f"C{row + 1}", f"$C${POPULATION + 1}", count, figure.population)
            sheet.write_formula(row, 4, f"=$C${GOAL_ROW + 1}", looks.share, self._goal)
        self._line(GOAL_ROW, _("Goal (change it to see what another one takes)"))
        sheet.write_number(GOAL_ROW, 2, self._goal, looks.goal)
        self._line(NEEDED, _("To go until the goal is reached"), strong=True)
        # Rounded first: 0.4 × 8355 is a little more than 3342 to a computer.
        goal = f"ROUNDUP(ROUND(C{GOAL_ROW + 1}*C{POPULATION + 1},6),0)"
        to_go = needed(self._material.goal_percent * 10, figure.population, figure.cooperating.all)
        self._formula(NEEDED, 2, f"MAX(0,{goal}-C{ALL + 1})", to_go)
        note = _(
            "These numbers, and the tables with a total, are formulas over the sheet “%(sheet)s”.",
            sheet=self._listed.sheet,
        )
        sheet.write_string(NEEDED + 1, 0, note, looks.muted)

    @property
    def _goal(self) -> float:
        return self._material.goal_percent / 100

    def _line(self, row: int, label: str, *, strong: bool = False) -> None:
        look = self._looks.strong if strong else self._looks.text
        self._sheet.write_string(row, 0, label, look)
        self._sheet.write_blank(row, 1, None, look)

    def _formula(self, row: int, column: int, formula: str, value: int) -> None:
        self._sheet.write_formula(row, column, f"={formula}", self._looks.whole, value)

    def _share(self, row: int, column: int, part: str, whole: str, value: int, of: int) -> None:
        """Part ÷ whole; empty when there is no whole."""
        formula = f'=IF({whole}=0,"",{part}/{whole})'
        self._sheet.write_formula(row, column, formula, self._looks.share, value / of if of else "")

    def _chart(self) -> None:
        name = quoted(self._sheet.get_name())
        rows = f"${OWN + 1}:$%s${ALL + 1}"
        names = f"={name}!$A{rows % 'A'}"
        columns = self._book.add_chart({"type": "column"})
        columns.add_series(
            {
                "name": [self._sheet.get_name(), HEAD, 3],
                "categories": names,
                "values": f"={name}!$D{rows % 'D'}",
                "points": [{"fill": {"color": colour}} for colour in (MIDDLE, GREY, BRAND)],
                "gap": 90,
                "data_labels": {
                    "value": True,
                    "num_format": "0.0%",
                    "position": "inside_base",
                    "font": {"bold": True, "color": "#FFFFFF", "size": 11},
                },
            }
        )
        line = self._book.add_chart({"type": "line"})
        line.add_series(
            {
                "name": [self._sheet.get_name(), HEAD, 4],
                "categories": names,
                "values": f"={name}!$E{rows % 'E'}",
                "line": {"color": GOAL, "width": 2, "dash_type": "dash"},
            }
        )
        columns.combine(line)
        columns.set_title({"name": _("Cooperation rate and goal"), "name_font": {"size": 12}, "overlay": False})
        columns.set_y_axis({"num_format": "0%", "min": 0, "major_gridlines": GRID})
        columns.set_legend({"position": "bottom", "delete_series": [0]})
        columns.set_size({"width": 900, "height": 340})
        self._sheet.insert_chart(NEEDED + 3, 0, columns, {"description": _("Column chart of the rates and the goal")})

    def _by_industry(self) -> list[Part]:
        by_key: dict[str, list[Firm]] = {}
        for firm in self._material.firms:
            by_key.setdefault(firm.section or UNKNOWN_SECTION, []).append(firm)
        labels = dict(sections()) | {UNKNOWN_SECTION: _("Not stated")}
        where = self._listed.of(Column.SECTION)
        return [Part(key, label, f"{where},$A%(row)d", by_key[key]) for key, label in labels.items() if key in by_key]

    def _by_size(self) -> list[Part]:
        where, names = self._listed.of(Column.AVERAGE), size_names()
        parts = []
        above: int | None = None
        for least, key in zip(SIZE_LIMITS, size_keys(), strict=True):
            top = f',{where},"<{above}"' if above is not None else ""
            parts.append(Part("", names[key], f'{where},">={least}"{top}', self._between(least, above)))
            above = least
        parts.reverse()
        if below_one := self._between(0, 1):
            parts.insert(0, Part("", names["0"], f'{where},"<1"', below_one))
        if unknown := [firm for firm in self._material.firms if firm.average is None]:
            parts.append(Part("", names[UNKNOWN], f'{where},""', unknown))
        return parts

    def _between(self, least: int, above: int | None) -> list[Firm]:
        return [
            firm
            for firm in self._material.firms
            if firm.average is not None and firm.average >= least and (above is None or firm.average < above)
        ]

    def _table(self, row: int, title: str, labels: tuple[str, str], parts: list[Part]) -> int:
        """A breakdown as formulas, with its sum; the row below it."""
        self._table_head(row, title, labels)
        first = row + 2
        for number, part in enumerate(parts, first):
            self._sheet.write_string(number, 0, part.key, self._looks.text)
            self._sheet.write_string(number, 1, part.label, self._looks.text)
            self._part(number, part)
        end = first + len(parts)
        self._sum(end, first)
        return end + 1

    def _part(self, row: int, part: Part) -> None:
        condition = part.condition % {"row": row + 1} if "%(row)d" in part.condition else part.condition
        counts: tuple[tuple[int, str, Callable[[Firm], bool]], ...] = (
            (2, "", lambda _firm: True),
            (3, f",{self._listed.of(Column.OWN)},1", lambda firm: firm.own),
            (4, f",{self._listed.of(Column.OTHER)},1", lambda firm: firm.other),
            (5, f",{self._listed.of(Column.ALL)},1", lambda firm: firm.all),
        )
        for column, more, counted in counts:
            self._formula(row, column, f"COUNTIFS({condition}{more})", sum(map(counted, part.firms)))
        cooperating = sum(firm.all for firm in part.firms)
        self._share(row, 6, f"F{row + 1}", f"C{row + 1}", cooperating, len(part.firms))

    def _sum(self, row: int, first: int) -> None:
        sheet, looks, figure = self._sheet, self._looks, self._material.figure
        sheet.write_string(row, 0, _("Total"), looks.total)
        sheet.write_blank(row, 1, None, looks.total)
        counts = (figure.population, figure.cooperating.own, figure.cooperating.other, figure.cooperating.all)
        for column, count in enumerate(counts, 2):
            letter = "CDEF"[column - 2]
            formula = f"=SUM({letter}{first + 1}:{letter}{row})" if row > first else "=0"
            sheet.write_formula(row, column, formula, looks.total_whole, count)
        share = figure.cooperating.all / figure.population if figure.population else ""
        sheet.write_formula(row, 6, f'=IF(C{row + 1}=0,"",F{row + 1}/C{row + 1})', looks.total_share, share)

    def _table_head(self, row: int, title: str, labels: tuple[str, str]) -> None:
        self._sheet.write_string(row, 0, title, self._looks.section)
        for column, label in enumerate(labels):
            self._sheet.write_string(row + 1, column, label, self._looks.header)
        for column, text in enumerate(
            (_("Population"), _("Own centre"), _("Other centres"), _("All centres"), _("Rate")), 2
        ):
            self._sheet.write_string(row + 1, column, text, self._looks.header_number)

    def _fixed_table(self, row: int, by: Breakdown, items: Iterable[BreakdownItem]) -> int:
        """By type or target group a member can stand in several rows, so there is no sum, and no formula."""
        title = _("By cooperation type") if by is Breakdown.TYPE else _("By target group")
        self._table_head(row, title, ("", str(BREAKDOWNS[by])))
        number = row + 2
        for number, item in enumerate(items, row + 2):
            self._sheet.write_blank(number, 0, None, self._looks.text)
            self._sheet.write_string(number, 1, item.label, self._looks.text)
            counts = (item.population, item.cooperating.own, item.cooperating.other, item.cooperating.all)
            for column, count in enumerate(counts, 2):
                self._sheet.write_number(number, column, count, self._looks.whole)
            self._share(number, 6, f"F{number + 1}", f"C{number + 1}", item.cooperating.all, item.population)
        note = _("One that cooperates in several ways stands in several rows: they do not add up.")
        self._sheet.write_string(number + 1, 0, note, self._looks.muted)
        return number + 2
