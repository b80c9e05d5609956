"""Files that come with requests, judged by their content."""

import pytest
from public_ground import PDF, docx

from crm.employer_requests.attached import LARGEST, AttachmentError, AttachmentFault, kind_of, safe_name
from crm.employer_requests.words import AttachmentKind

BOMB = docx(word__media__x=b"0" * 51 * 1024 * 1024)


def test_the_content_says_what_it_is() -> None:
    assert kind_of(PDF) is AttachmentKind.PDF
    assert kind_of(docx()) is AttachmentKind.DOCX


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", AttachmentFault.EMPTY),
        (PDF + b" " * LARGEST, AttachmentFault.TOO_LARGE),
        (b"MZ\x90\x00", AttachmentFault.OTHER_KIND),
        (b"<html><script>", AttachmentFault.OTHER_KIND),
        (b"%PDF-1.7 cut off", AttachmentFault.DAMAGED),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), AttachmentFault.ACTIVE),
        (PDF.replace(b"/Catalog", b"/Catalog /Launch (cmd.exe)"), AttachmentFault.ACTIVE),
        (b"PK\x03\x04 nothing behind it", AttachmentFault.DAMAGED),
        (docx(word__vbaProject=b"x"), AttachmentFault.ACTIVE),
        (docx(word__embeddings__x=b"x"), AttachmentFault.ACTIVE),
        (docx("<!DOCTYPE a [<!ENTITY b 'c'>]>"), AttachmentFault.ACTIVE),
        (docx("Ring til 010190-1234"), AttachmentFault.CPR),
        (docx("01</w:t></w:r><w:r><w:t>0190-1234"), AttachmentFault.CPR),
        (BOMB, AttachmentFault.DAMAGED),
    ],
)  # fmt: skip
def test_what_is_refused(content: bytes, fault: AttachmentFault) -> None:
    with pytest.raises(AttachmentError) as refused:
        kind_of(content)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Opslag.PDF", "Opslag.pdf"),
        ("C:\\mine\\opslag.docx", "opslag.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("opslag.exe", "opslag.exe.pdf"),
        ('a"\r\nSet-Cookie: x', "aSet-Cookie x.pdf"),
        ("", "fil.pdf"),
        ("x" * 300, "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, name: str) -> None:
    assert safe_name(given, AttachmentKind.PDF) == name


def test_a_name_with_a_cpr_number_is_refused() -> None:
    with pytest.raises(AttachmentError):
        safe_name("010190-1234.pdf", AttachmentKind.PDF)
