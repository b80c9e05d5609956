"""Workbooks built to harm are refused in words, and quickly."""

import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from import_files import MUNICIPALITIES, WORKPLACE, register, rezipped, workbook, write

from imports.problems import FileProblem
from imports.register import parse_register
from imports.sandbox import MEGABYTE, Limits

GOOD = workbook(list(WORKPLACE), list(WORKPLACE.values()))
SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (i, b"&lol%d;" % (i - 1) * 10) for i in range(1, 10))
    + b"]><sst><si><t>&lol9;</t></si></sst>"
)


def _refusal(path: Path, limits: Limits | None = None) -> str:
    began = time.monotonic()
    with pytest.raises(FileProblem) as caught:
        if limits is None:
            register(path)
        else:
            with parse_register(path, MUNICIPALITIES, limits=limits) as parsed:
                parsed.read_all()
    assert time.monotonic() - began < 20
    return caught.value.code.value


def _far_corners() -> bytes:
    """Two cells at opposite corners: a few bytes that a reader lays out as 17 thousand million cells."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return rezipped(GOOD, {SHEET: SHEET_START + b"<sheetData>" + cells + b"</sheetData></worksheet>"})


def _declared_corners() -> bytes:
    cells = b'<dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    return rezipped(GOOD, {SHEET: SHEET_START + cells})


def _lying_bomb() -> bytes:
    """The directory says a thousand bytes; the part unpacks to 200 MB."""
    content = rezipped(GOOD, {"xl/bomb.xml": b"<a>" + b" " * (200 * MEGABYTE)})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/bomb.xml").file_size
    return content.replace(struct.pack("<L", size), struct.pack("<L", 1000))


def test_a_good_one_goes_in(tmp_path: Path) -> None:
    assert len(register(write(tmp_path, GOOD)).rows) == 1


def test_the_small_workbook_that_aborts_a_reader(tmp_path: Path) -> None:
    content = _far_corners()
    assert len(content) < 10_000
    assert _refusal(write(tmp_path, content)) == "hostile_workbook"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/sharedStrings.xml": LAUGHS},
        {SHEET: b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'},
        {"xl/bomb.xml": b" " * (30 * MEGABYTE)},
        {"xl/embeddings/inner.zip": b"PK"},
        {"xl/media/inner.xlsx": b"PK"},
        {f"xl/worksheets/sheet{i}.xml": b"" for i in range(2, 2_100)},
    ],
    ids=["billion laughs", "outside entity", "zip bomb", "zip in zip", "workbook in workbook", "too many parts"],
)
def test_refused_before_it_is_opened(tmp_path: Path, parts: dict[str, bytes]) -> None:
    assert _refusal(write(tmp_path, rezipped(GOOD, parts))) == "hostile_workbook"


def test_a_huge_declared_size(tmp_path: Path) -> None:
    assert _refusal(write(tmp_path, _declared_corners())) == "hostile_workbook"


def test_a_directory_that_lies(tmp_path: Path) -> None:
    assert _refusal(write(tmp_path, _lying_bomb())) in {"hostile_workbook", "unreadable_file"}


def test_more_memory_than_it_may_have(tmp_path: Path) -> None:
    """Honest by its looks, but a million cells of text do not fit in what we give this child."""
    cell = b'<c t="inlineStr"><is><t>' + b"x" * 100 + b"</t></is></c>"
    rows = b"".join(b"<row>" + cell * 50 + b"</row>" for _ in range(8_000))
    content = rezipped(GOOD, {SHEET: SHEET_START + b"<sheetData>" + rows + b"</sheetData></worksheet>"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    limits = Limits(memory=80 * MEGABYTE, memory_per_byte=0, max_memory=80 * MEGABYTE)
    with parse_register(write(tmp_path, GOOD), MUNICIPALITIES, limits=limits) as parsed:
        assert len(parsed.read_all().rows) == 1
    assert _refusal(write(tmp_path, buffer.getvalue()), limits) == "hostile_workbook"
