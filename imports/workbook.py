"""An .xlsx workbook's first visible sheet as rows of text cells."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from imports.problems import FileProblem, FileProblemCode
from imports.workbook_errors import error_cells
from imports.workbook_guard import check_workbook


def rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield every row of the first visible sheet that holds anything, numbered as Excel does."""
    check_workbook(stream)
    try:
        index, sheet = _first_sheet(CalamineWorkbook.from_filelike(stream))
        failed = error_cells(stream, index)
    except PasswordError:
        raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "encrypted") from None
    except (CalamineError, XmlError, ZipError, OSError):
        raise FileProblem(FileProblemCode.UNREADABLE_FILE, "damaged") from None
    if sheet is None:
        raise FileProblem(FileProblemCode.EMPTY_FILE)
    first_column = sheet.start[1] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell) for cell in cells]
        for place, shown in failed.get(number, {}).items():
            if 0 <= place - first_column < len(texts):
                texts[place - first_column] = shown
        yield number, texts


def _first_sheet(workbook: CalamineWorkbook) -> tuple[int, CalamineSheet | None]:
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        found = workbook.get_sheet_by_index(index)
        if found.start is not None:
            return index, found
    return 0, None


def _text(cell: object) -> str:
    """The cell as the text a person would have typed: 851.0 is 851, a date is 2015-03-01."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
