"""Numbers are found in a PDF however its text is packed; what only looks like one is left alone."""

import base64
import zlib

import pytest

from crm.employer_requests.pdf_text import pdf_texts
from crm.values.cpr_guard import contains_cpr

TABLE = b"1 beginbfrange <0013> <001C> <0030> endbfrange 2 beginbfchar <0010> <002D> <0003> <0020> endbfchar"
SEVERAL = b"1 beginbfrange <01> <02> [<0030> <0031>] endbfrange 1 beginbfrange <03> <09> <0033> endbfrange"
CODED = "".join(f"{0x13 + int(each):04X}" if each != "-" else "0010" for each in "010190-1234").encode()


def pdf(*streams: bytes, packed: str = "") -> bytes:
    parts = [b"%PDF-1.7\n"]
    for stream in streams:
        said, data = b"", stream
        if packed:
            said, data = b"/Filter /FlateDecode", zlib.compress(stream)
        if packed == "letters":
            said, data = b"/Filter [/ASCII85Decode /FlateDecode]", base64.a85encode(data) + b"~>"
        parts.append(b"1 0 obj\n<< %b >>\nstream\n%b\nendstream\nendobj\n" % (said, data))
    return b"".join([*parts, b"%%EOF"])


def found(content: bytes) -> bool:
    return any(contains_cpr(text) for text in pdf_texts(content))


@pytest.mark.parametrize("packed", ["", "tight", "letters"])
@pytest.mark.parametrize(
    "shown",
    [
        b"(CPR 010190-1234) Tj",
        b"[(0101) -20 (90) 12 (-12) (34)] TJ",
        b"(0) Tj 5 0 Td (10190) Tj 5 0 Td (-1234) Tj",
        rb"(\060\061\(\) 010190\0551234) Tj",
        b"<3031303139302d31323334> Tj",
    ],
)
def test_a_number_is_found_in_plain_letters(shown: bytes, packed: str) -> None:
    assert found(pdf(b"BT /F1 12 Tf 72 700 Td " + shown + b" ET", packed=packed))


def test_a_number_is_found_in_codes_with_a_table() -> None:
    shown = b"BT <" + CODED + b"> Tj ET"
    assert found(pdf(shown, TABLE, packed="tight"))
    assert not found(pdf(shown, packed="tight")), "codes without a table say nothing"
    assert found(pdf(b"BT (\x00\x01\x01) Tj ET", SEVERAL)) is False


@pytest.mark.parametrize(
    "shown",
    [
        b"(0101) Tj 0 -14 Td (901234) Tj",  # two lines
        b"[(98 44 55 66) -800 (9000 Aalborg)] TJ",
        b"(CVR 12 34 56 78, start 01.01.2027) Tj",
    ],
)
def test_other_numbers_are_left_alone(shown: bytes) -> None:
    assert not found(pdf(b"BT 72 700 Td " + shown + b" ET", TABLE, packed="tight"))


@pytest.mark.parametrize(
    "stream",
    [b"BT (" * 50, b"BT <30", b"beginbfchar <00> <", b"beginbfrange <00> <ffffffff> <d800> endbfrange", b"\\", b""],
)
def test_odd_ones_say_nothing_and_never_fail(stream: bytes) -> None:
    content = pdf(stream, stream, TABLE + stream)
    assert not found(content)
    assert not found(content[:-40])
    assert not found(b"stream\n" * 1_000 + b"/Filter /FlateDecode stream\nxx endstream")
