"""Files that are refused as a whole, each with its code."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from import_files import ARRANGEMENT, WORKPLACE, cooperations, csv_text, register, workbook, write

from imports.file_name import check_file_name
from imports.problems import FileProblem, FileProblemCode
from imports.register import parse_register
from imports.sandbox import Limits

GOOD = csv_text(WORKPLACE)
HEADER, ROW = GOOD.splitlines()
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _zip(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        (b"", "empty_file", ()),
        (b"\xef\xbb\xbf", "empty_file", ()),
        (b" \r\n\r\n", "empty_file", ()),
        (workbook(), "empty_file", ()),
        (HEADER, "no_rows", ()),
        (HEADER + "\r\n;;;;\r\n", "no_rows", ()),
        (workbook(list(WORKPLACE)), "no_rows", ()),
        ("pnummer;navn\r\n1017571637;Bageren\r\n", "missing_column", ("cvrnummer", "kommunekode", "startdato")),
        (ROW, "missing_column", ("pnummer", "cvrnummer", "navn", "kommunekode", "startdato")),
        (GOOD.replace("navn;", "navn;P-nummer;", 1), "duplicate_column", ("pnummer",)),
        (GOOD.replace("navn;", "010190-1234;navn;", 1), "cpr_in_header", ()),
        (OLD_EXCEL, "wrong_file_kind", ("xls",)),
        (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "wrong_file_kind", ("encrypted",)),
        (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml=""), "wrong_file_kind", ("ods",)),
        (_zip(mimetype="application/vnd.oasis.opendocument.text", content_xml=""), "wrong_file_kind", ("odt",)),
        (_zip(xl__workbook_bin=""), "wrong_file_kind", ("xlsb",)),
        (_zip(word__document_xml=""), "wrong_file_kind", ("docx",)),
        (_zip(note_txt="hello"), "wrong_file_kind", ("zip",)),
        (b"%PDF-1.7 ...", "wrong_file_kind", ("pdf",)),
        (gzip.compress(GOOD.encode()), "wrong_file_kind", ("gzip",)),
        (b"<html><table>", "wrong_file_kind", ("html",)),
        (GOOD.encode().replace(b"Bageren", b"Bage\x00ren"), "wrong_file_kind", ("binary",)),
        (bytes(range(1, 256)) + bytes(64), "wrong_file_kind", ("binary",)),
        (GOOD.encode("utf-16"), "unreadable_encoding", ()),
        (GOOD.encode("cp1252").replace(b"Bageren", b"Bage\x81ren"), "unreadable_encoding", ()),
        (GOOD.encode("utf-8-sig") + b"\xe6", "unreadable_encoding", ()),
        (GOOD.encode() + ROW.encode("cp1252"), "unreadable_encoding", ()),
        (GOOD.replace("Bageren", '"Bageren'), "broken_quotes", ("2",)),
        (GOOD + ROW.replace("Bageren på", '"Bageren" på'), "broken_quotes", ("3",)),
        (";".join([HEADER, *map(str, range(400))]) + "\r\n", "too_many_columns", ("300",)),
        (b"PK\x03\x04 and no more", "unreadable_file", ("damaged",)),
        (workbook(list(WORKPLACE), list(WORKPLACE.values()))[:-400], "unreadable_file", ("damaged",)),
    ],
)
def test_refused(tmp_path: Path, content: bytes | str, code: str, details: tuple[str, ...]) -> None:
    with pytest.raises(FileProblem) as caught:
        register(write(tmp_path, content))
    assert (caught.value.code, caught.value.details) == (code, details)


def test_a_cooperation_needs_a_column_for_where(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        cooperations(write(tmp_path, csv_text({k: v for k, v in ARRANGEMENT.items() if k != "pnummer"})))
    assert (caught.value.code, caught.value.details) == ("missing_column", ("pnummer", "cvrnummer"))


def test_too_large(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        parse_register(write(tmp_path, GOOD), frozenset(), limits=Limits(max_bytes=10))
    assert caught.value.code == FileProblemCode.TOO_LARGE


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_not_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileProblem) as caught:
        register(tmp_path / name)
    assert (caught.value.code, caught.value.details) == ("unreadable_file", ("missing",))


def test_a_cpr_number_in_the_name() -> None:
    check_file_name("register-2026-01.csv")
    with pytest.raises(FileProblem) as caught:
        check_file_name("jens_0101901234.csv")
    assert caught.value.code == "cpr_in_file_name"
    assert "0101901234" not in str(caught.value)
