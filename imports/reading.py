"""A file's bytes into rows of text cells; its kind is decided by its content, never by its name.

Runs in the limited child process (`child.py`), so nothing here may be trusted to end well.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from imports import csv_file, workbook
from imports.problems import FileProblem, FileProblemCode

MAX_COLUMNS = 300
MAX_CELL = 32_767  # what a spreadsheet cell holds

NumberedRow = tuple[int, list[str]]

_START = 65_536
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"{\\rtf", "rtf"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta|style)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")
_PROTECTED = re.compile(r"'(?=[=+\-@])")


def read_rows(stream: BinaryIO) -> Iterator[NumberedRow]:
    """Yield (row number as a spreadsheet shows it, cells) for every row that is not blank.

    Raises FileProblem.
    """
    raw = workbook.rows(stream) if _kind(stream) == "xlsx" else csv_file.rows(stream)
    for number, cells in raw:
        cleaned = [_clean(cell) for cell in cells]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        if len(cleaned) > MAX_COLUMNS:
            raise FileProblem(FileProblemCode.TOO_MANY_COLUMNS, str(MAX_COLUMNS))
        if cleaned:
            yield number, cleaned


def _kind(stream: BinaryIO) -> str:
    start = stream.read(_START)
    stream.seek(0)
    if not start.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise FileProblem(FileProblemCode.EMPTY_FILE)
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):  # the container of old Excel files, and of password-protected new ones
        raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "encrypted" if _ENCRYPTED in start else "xls")
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            raise FileProblem(FileProblemCode.WRONG_FILE_KIND, kind)
    if _MARKUP.match(start):
        raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "html")
    return "csv"


def _clean(cell: str) -> str:
    """The cell as one line, without control characters and the apostrophe that keeps it from being a formula."""
    text = cell.strip()
    if not text.isprintable():
        text = " ".join(_CONTROL.sub("", text).split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.startswith("'"):
        text = _PROTECTED.sub("", text, count=1)
    return text[:MAX_CELL]
