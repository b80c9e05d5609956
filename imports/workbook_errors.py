"""Cells of a sheet whose formula failed (#N/A, #DIV/0! …).

The reader hands them out as empty cells. An end date that a lookup did not find would then mean "still running", so
they are looked up in the sheet itself and shown as what they are.
"""

import posixpath
import re
import zipfile
from typing import BinaryIO

from imports.workbook_guard import column_number

_CHUNK = 1 << 20
_MAX_FOUND = 100_000
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\w+:id=\"([^\"]+)\"")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)=\"([^\"]*)\"")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>")
_SHOWN = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,20})</")
_FAILED = "#ERROR!"


def error_cells(stream: BinaryIO, index: int) -> dict[int, dict[int, str]]:
    """{row number: {place in the row: '#N/A'}} of the sheet at that index; empty when the sheet is not found."""
    found: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(stream) as archive:
        path = _path(archive, index)
        if path not in archive.namelist():
            return {}
        rest = b""
        with archive.open(path) as part:
            while (chunk := part.read(_CHUNK)) and len(found) < _MAX_FOUND:
                rest = _search(rest + chunk, found)
    return found


def _path(archive: zipfile.ZipFile, index: int) -> str:
    names = set(archive.namelist())
    if "xl/_rels/workbook.xml.rels" not in names:
        return ""
    ids = _SHEET.findall(archive.read("xl/workbook.xml"))
    relations = _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        found.get(b"Id"): found.get(b"Target", b"") for found in (dict(_ATTRIBUTE.findall(r)) for r in relations)
    }
    if index >= len(ids):
        return ""
    target = targets.get(ids[index], b"").decode("utf-8", "replace")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _search(text: bytes, found: dict[int, dict[int, str]]) -> bytes:
    """Note the failed cells of the whole rows in the text; return what follows the last of them."""
    end = text.rfind(b"</row>") + len(b"</row>") if b"</row>" in text else 0
    # A row longer than a chunk is not waited for without end.
    end = end or max(0, len(text) - 2 * _CHUNK)
    if b't="e"' in text:
        for match in _ERROR_CELL.finditer(text, 0, end):
            shown = _SHOWN.search(text, match.end(), match.end() + 4_000)
            value = shown[1].decode("utf-8", "replace") if shown else _FAILED
            found.setdefault(int(match[2]), {})[column_number(match[1]) - 1] = value
    return text[end:]
