"""A look at a workbook's zip directory before anything opens it.

It costs milliseconds and turns away what is built to exhaust a reader. What lies about itself in the directory is
caught by the limits of the child process instead.
"""

import re
import zipfile
import zlib
from typing import BinaryIO

from imports.problems import FileProblem, FileProblemCode

MAX_ENTRIES = 2_000
MAX_UNPACKED = 500 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 5 * 1024 * 1024  # a small part may well be very repetitive
MAX_CELLS = 30_000_000  # a whole-column format of 28 columns

_START_OF_PART = 8_192
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=[\"']([A-Z]{1,7})([0-9]{1,9}):([A-Z]{1,7})([0-9]{1,9})[\"']")
_NESTED = re.compile(r"\.(?:zip|xlsx|xlsm|xlsb|ods|gz|7z|rar|bz2|xz|jar)$", re.IGNORECASE)
_KINDS = (
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
)


def check_workbook(stream: BinaryIO) -> None:
    """Raise FileProblem unless the stream is an .xlsx workbook that is safe to try."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_kind(archive, {entry.filename for entry in entries})
            _check_directory(entries)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise FileProblem(FileProblemCode.UNREADABLE_FILE, "damaged") from None
    finally:
        stream.seek(0)


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    for name, kind in _KINDS:
        if name in names:
            raise FileProblem(FileProblemCode.WRONG_FILE_KIND, kind)
    if "mimetype" in names and "content.xml" in names:
        is_sheet = b"spreadsheet" in _beginning(archive, archive.getinfo("mimetype"))
        raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "ods" if is_sheet else "odt")
    raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "zip")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    is_hostile = (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or any(_NESTED.search(entry.filename) for entry in entries)
        or any(entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size) for entry in entries)
        or len({entry.filename for entry in entries}) < len(entries)
    )
    if is_hostile:
        raise FileProblem(FileProblemCode.HOSTILE_WORKBOOK)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    beginning = _beginning(archive, entry)
    # A workbook never declares a document type; what does is after its entities.
    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
        raise FileProblem(FileProblemCode.HOSTILE_WORKBOOK)
    match = _DIMENSION.search(beginning)
    if match is None:
        return
    height = int(match[4]) - int(match[2]) + 1
    width = column_number(match[3]) - column_number(match[1]) + 1
    if height * width > MAX_CELLS:
        raise FileProblem(FileProblemCode.HOSTILE_WORKBOOK)


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as part:
        return part.read(_START_OF_PART)


def column_number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
