"""Files for the import tests: small CSV and Excel files, and the hostile ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from crm.values.cooperation_types import SHIPPED_TYPES
from imports.cooperations import parse_cooperations, type_names
from imports.register import parse_register
from imports.rows import Batch, CooperationRow, RegisterRow

MUNICIPALITIES = frozenset({"0101", "0851", "0561", "0563"})
TYPES = type_names((kind.code, kind.name_da, kind.name_en) for kind in SHIPPED_TYPES)

WORKPLACE = {
    "pnummer": "1017571637",
    "cvrnummer": "27983758",
    "navn": "Bageren på Hjørnet",
    "kommunekode": "0851",
    "startdato": "2015-03-01",
}
ARRANGEMENT = {
    "løbenummer": "S-1",
    "pnummer": "1017571637",
    "type": "løntilskud",
    "startdato": "2015-03-01",
}


def csv_text(*rows: Mapping[str, str], delimiter: str = ";") -> str:
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines)


def write(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(*rows: Sequence[object], first_row: int = 0) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows, start=first_row):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def failed_formula_workbook(rows: Sequence[Sequence[object]], *, row: int, column: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_formula(row, column, "=NA()", None, "#N/A")
    return buffer.getvalue()


def rezipped(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry))
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def register(path: Path) -> Batch[RegisterRow]:
    with parse_register(path, MUNICIPALITIES) as parsed:
        return parsed.read_all()


def cooperations(path: Path) -> Batch[CooperationRow]:
    with parse_cooperations(path, TYPES) as parsed:
        return parsed.read_all()
