"""Sheet Tal: the funnel, the goals and the breakdowns, all as formulas over the lists."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from crm.campaigns.figures import AnswerFigures, CallGroup, Stage
from crm.campaigns.statistics_labels import GROUP_STAGES, GROUPS, STAGES, answer_name, hour_span, weekday_name
from crm.campaigns.words import QuestionKind
from crm.campaigns.workbook.columns import STAGE_COLUMNS, AnswerColumn, CallColumn
from crm.campaigns.workbook.material import Material
from crm.contacts.labels import OUTCOMES
from crm.workbook.cells import ListRange
from crm.workbook.looks import BRAND, GRID, Looks, set_up_print

HEAD = 4  # row of the funnel's header, counted from 0
FUNNEL = {stage: HEAD + 1 + place for place, stage in enumerate(Stage)}
_BELOW_CHART = max(FUNNEL.values()) + 21


class FiguresSheet:
    """Writes the sheet from top to bottom, row by row."""

    def __init__(
        self,
        book: Workbook,
        sheet: Worksheet,
        material: Material,
        looks: Looks,
        calls: ListRange,
        companies: ListRange,
        answers: ListRange,
    ) -> None:
        self._book, self._sheet, self._material, self._looks = book, sheet, material, looks
        self._calls, self._companies, self._answers = calls, companies, answers
        self._row = HEAD

    def write(self, heading: str, goals: dict[CallGroup, int | None]) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 6, 14)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, _("Figures"), self._looks.title)
        sheet.write_string(1, 0, heading, self._looks.lead)
        note = _("The numbers are formulas over the other sheets.")
        sheet.write_string(2, 0, note, self._looks.muted)
        self._funnel()
        self._chart()
        self._row = _BELOW_CHART
        self._goals(goals)
        self._outcomes()
        self._callers()
        self._times()
        for place, answer in enumerate(self._material.figures.answers, start=1):
            self._answer(place, answer)
        set_up_print(sheet, heading)

    def _funnel(self) -> None:
        listed = self._material.figures.funnel[Stage.LISTED]
        self._header(_("Step"), _("Companies"), _("Of the step before"), _("Of the list"))
        for stage, count, base in self._material.figures.steps():
            row = self._row
            self._text(str(STAGES[stage]))
            self._number(1, f"SUM({self._companies.of(STAGE_COLUMNS[stage])})", count)
            if stage is not Stage.LISTED:
                before = FUNNEL[Stage.CALLED] if stage is Stage.COOPERATION else row - 1
                self._share(2, f"B{row + 1}", f"B{before + 1}", count, base)
            self._share(3, f"B{row + 1}", f"$B${FUNNEL[Stage.LISTED] + 1}", count, listed)
            self._row += 1
        days = self._material.figures.days
        note = _(
            "A cooperation is measured against the companies called: it begins within %(num)s days after the first"
            " call.",
            num=days,
        )
        self._sheet.write_string(self._row, 0, note, self._looks.muted)

    def _chart(self) -> None:
        name = self._sheet.get_name()
        first, last = min(FUNNEL.values()), max(FUNNEL.values())
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": [name, HEAD, 1],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "fill": {"color": BRAND},
                "gap": 40,
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": _("From the list to a cooperation"), "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": GRID, "min": 0})
        chart.set_legend({"none": True})
        chart.set_size({"width": 860, "height": 340})
        self._sheet.insert_chart(last + 3, 0, chart, {"description": _("Bar chart of the steps")})

    def _goals(self, goals: dict[CallGroup, int | None]) -> None:
        self._section(_("Goals"), "", _("Count"), _("Goal"), _("Share"))
        for goal in self._material.figures.goals(goals):
            row = self._row + 1
            self._text(str(GROUPS[goal.group]))
            if goal.group is CallGroup.ALL:
                self._number(1, f"COUNTA({self._calls.of(CallColumn.OUTCOME)})", goal.done)
            else:
                self._number(1, f"$B${FUNNEL[GROUP_STAGES[goal.group]] + 1}", goal.done)
            if goal.wanted is None:
                self._sheet.write_blank(self._row, 2, None, self._looks.whole)
            else:
                self._sheet.write_number(self._row, 2, goal.wanted, self._looks.whole)
            self._share(3, f"B{row}", f"C{row}", goal.done, goal.wanted or 0)
            self._row += 1

    def _outcomes(self) -> None:
        figures = self._material.figures
        self._section(_("What became of the calls"), _("Outcome"), _("Calls"), _("Share"))
        first = self._row
        total_row = first + len(OUTCOMES)
        for outcome, name in OUTCOMES.items():
            count = figures.outcomes.get(outcome, 0)
            self._text(str(name))
            self._number(1, f"COUNTIFS({self._calls.of(CallColumn.OUTCOME)},$A{self._row + 1})", count)
            self._share(2, f"B{self._row + 1}", f"$B${total_row + 1}", count, figures.calls())
            self._row += 1
        self._sheet.write_string(self._row, 0, _("Total"), self._looks.total)
        formula = f"=SUM(B{first + 1}:B{total_row})"
        self._sheet.write_formula(self._row, 1, formula, self._looks.total_whole, figures.calls())
        self._sheet.write_blank(self._row, 2, None, self._looks.total)
        self._row += 1

    def _callers(self) -> None:
        groups = [str(name) for name in GROUPS.values()]
        self._section(_("Callers"), _("Caller"), *groups, _("Answer rate"), _("Hours"))
        names = self._calls.of(CallColumn.CALLER)
        columns = (CallColumn.REACHED, CallColumn.INTERESTED, CallColumn.VISIT)
        for caller in self._material.figures.callers:
            row = self._row + 1
            self._text(self._material.caller_names[caller.user_id])
            self._number(1, f"COUNTIFS({names},$A{row})", caller.calls)
            counts = (caller.reached, caller.interested, caller.visits)
            for place, (column, count) in enumerate(zip(columns, counts, strict=True), start=2):
                self._number(place, f"SUMIFS({self._calls.of(column)},{names},$A{row})", count)
            self._share(5, f"C{row}", f"B{row}", caller.reached, caller.calls)
            hours = f"=SUMIFS({self._calls.of(CallColumn.MINUTES)},{names},$A{row})/60"
            self._sheet.write_formula(self._row, 6, hours, self._looks.average, caller.seconds / 3600)
            self._row += 1

    def _times(self) -> None:
        figures = self._material.figures
        parts: Sequence[tuple[str, CallColumn, Sequence[tuple[int, int, int]], Callable[[int], str], bool]] = (
            (_("Hour"), CallColumn.HOUR, [(one.at, one.calls, one.reached) for one in figures.hours], hour_span, True),
            (
                _("Weekday"),
                CallColumn.WEEKDAY,
                [(one.at, one.calls, one.reached) for one in figures.weekdays],
                weekday_name,
                False,
            ),
        )
        for title, column, lines, name, numbered in parts:
            self._section(_("When companies answer"), title, _("Calls"), _("Reached"), _("Share"))
            where = self._calls.of(column)
            for at, calls, reached in lines:
                row = self._row + 1
                self._text(name(at))
                criterion = str(at) if numbered else f"$A{row}"
                self._number(1, f"COUNTIFS({where},{criterion})", calls)
                self._number(2, f"SUMIFS({self._calls.of(CallColumn.REACHED)},{where},{criterion})", reached)
                self._share(3, f"C{row}", f"B{row}", reached, calls)
                self._row += 1

    def _answer(self, place: int, answer: AnswerFigures) -> None:
        numbers, values = self._answers.of(AnswerColumn.NUMBER), self._answers.of(AnswerColumn.ANSWER)
        self._section(f"{place}. {answer.text}", _("Answer"), _("Count"), _("Share"))
        if answer.kind is QuestionKind.NUMBER:
            self._text(_("Answers"))
            self._number(1, f"COUNTIFS({numbers},{place})", answer.total)
            self._row += 1
            self._text(_("Total"))
            self._number(1, f"SUMIFS({values},{numbers},{place})", answer.sum)
            self._row += 1
            return
        if answer.kind is QuestionKind.TEXT:
            self._text(_("In their own words"))
            self._sheet.write_number(self._row, 1, answer.total, self._looks.whole)
            self._row += 1
            return
        for value, count in answer.counts.items():
            row = self._row + 1
            self._text(answer_name(answer.kind, value))
            # An answer such as "<5" is a text, no comparison.
            self._number(1, f'COUNTIFS({numbers},{place},{values},"="&$A{row})', count)
            self._share(2, f"B{row}", f"COUNTIFS({numbers},{place})", count, answer.total)
            self._row += 1

    def _section(self, title: str, *headers: str) -> None:
        self._sheet.write_string(self._row + 1, 0, title, self._looks.section)
        self._row += 2
        self._header(*headers)

    def _header(self, first: str, *others: str) -> None:
        self._sheet.write_string(self._row, 0, first, self._looks.header)
        for column, text in enumerate(others, start=1):
            self._sheet.write_string(self._row, column, text, self._looks.header_number)
        self._row += 1

    def _text(self, text: str) -> None:
        self._sheet.write_string(self._row, 0, text, self._looks.text)

    def _number(self, column: int, formula: str, value: int) -> None:
        self._sheet.write_formula(self._row, column, f"={formula}", self._looks.whole, value)

    def _share(self, column: int, part: str, whole: str, value: int, of: int) -> None:
        """Part ÷ whole; empty when there is no whole."""
        formula = f'=IF({whole}=0,"",{part}/{whole})'
        self._sheet.write_formula(self._row, column, formula, self._looks.share, value / of if of else "")
