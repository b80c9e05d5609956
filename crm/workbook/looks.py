"""How cells look: one set of formats and one way to set up a printed sheet, so that all sheets match."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

INK, MUTED, LINE = "#17212B", "#55616D", "#C9D2DA"
BRAND, MIDDLE, GREY, GOAL = "#0B5394", "#3D7AB5", "#66737F", "#A3161C"  # white text stands out on each
DATE = "dd-mm-yyyy"
GRID = {"visible": True, "line": {"color": "#DDE3E8"}}
A3, A4 = 8, 9  # as the file format numbers them


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of the workbook."""

    title: Any
    lead: Any
    muted: Any
    section: Any
    header: Any
    header_number: Any
    header_flag: Any
    header_after: Any
    text: Any
    after: Any
    wrapped: Any
    strong: Any
    label: Any
    plain: Any
    count: Any
    whole: Any
    average: Any
    share: Any
    goal: Any
    day: Any
    flag: Any
    total: Any
    total_whole: Any
    total_share: Any
    huge: Any
    warning: Any
    link: Any


def looks_of(book: Workbook) -> Looks:
    def made(**wanted: Any) -> Any:
        return book.add_format({"font_color": INK, "valign": "top"} | wanted)

    heading = {"bold": True, "bg_color": BRAND, "font_color": "#FFFFFF", "valign": "vcenter", "text_wrap": True}
    line = {"bottom": 1, "bottom_color": LINE}
    total = {"bold": True, "top": 2, "top_color": INK}
    return Looks(
        title=made(bold=True, font_size=20),
        lead=made(font_size=12, font_color=MUTED),
        muted=made(font_color=MUTED, italic=True),
        section=made(bold=True, font_size=13, font_color=BRAND),
        header=made(**heading),
        header_number=made(**heading, align="right"),
        header_flag=made(**heading, align="center"),
        header_after=made(**heading, indent=2),
        text=made(**line),
        after=made(align="left", indent=2, **line),
        wrapped=made(text_wrap=True, align="left", indent=1),
        strong=made(bold=True, **line),
        label=made(font_color=MUTED),
        plain=made(),
        count=made(num_format="#,##0", bold=True, align="right"),
        whole=made(num_format="#,##0", **line),
        average=made(num_format="#,##0.0", **line),
        share=made(num_format="0.0%", **line),
        goal=made(num_format="0.#%", bg_color="#FFF7E6", border=1, border_color="#D9A441"),
        day=made(num_format=DATE, align="left", **line),
        flag=made(num_format="0", align="center", **line),
        total=made(**total),
        total_whole=made(num_format="#,##0", **total),
        total_share=made(num_format="0.0%", **total),
        huge=made(bold=True, font_size=36, num_format="0.0%", font_color=BRAND, align="left", valign="vcenter"),
        warning=made(bold=True, font_color="#8A4B00", bg_color="#FFF7E6", text_wrap=True),
        link=made(font_color=BRAND, underline=1),
    )


def set_up_print(sheet: Worksheet, heading: str, *, repeat: int | None = None, paper: int = A4) -> None:
    """Landscape, as wide as the paper, with heading, name of the sheet and page numbers; `repeat` a header row."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    # An ampersand begins a code in headers and footers.
    sheet.set_header(f"&L&9{heading.replace('&', '&&')}&R&9&A")
    printed = _("Printed %(date)s", date="&D")
    page = _("Page %(page)s of %(pages)s", page="&P", pages="&N")
    sheet.set_footer(f"&L&9{printed}&R&9{page}")
    if repeat is not None:
        sheet.repeat_rows(repeat)
