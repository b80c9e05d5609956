"""Pure: whether a file that came with a request is a PDF or a Word document, judged by its content."""

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

from crm.employer_requests.pdf_text import pdf_texts
from crm.employer_requests.words import AttachmentKind
from crm.values.cpr_guard import contains_cpr

LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 120
MAX_ENTRIES = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_TEXT = 5 * 1024 * 1024
# What makes a PDF do something by itself when it is opened, or carry another file with it.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
_TAG = re.compile(r"<[^>]*>")
_END_OF_PARAGRAPH = re.compile(r"</w:p>|<w:br\s*/>|<w:tab\s*/>")


class AttachmentFault(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"
    ACTIVE = "active"  # scripts, macros, files within the file
    CPR = "cpr"
    CPR_IN_NAME = "cpr_in_name"


class AttachmentError(Exception):
    def __init__(self, fault: AttachmentFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def kind_of(content: bytes) -> AttachmentKind:
    """What the file is. Raises AttachmentError unless it is one of the kinds, whole and without anything active."""
    if not content:
        raise AttachmentError(AttachmentFault.EMPTY)
    if len(content) > LARGEST:
        raise AttachmentError(AttachmentFault.TOO_LARGE)
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return AttachmentKind.PDF
    if content.startswith(b"PK\x03\x04"):
        _check_docx(content)
        return AttachmentKind.DOCX
    raise AttachmentError(AttachmentFault.OTHER_KIND)


def safe_name(given: str, kind: AttachmentKind) -> str:
    """The name alone, without folders, with the ending that its content has. Refuses a CPR number."""
    name = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*')
    if contains_cpr(name):
        raise AttachmentError(AttachmentFault.CPR_IN_NAME)
    stem = re.sub(r"(?:\.(?:pdf|docx?))+$", "", name, flags=re.IGNORECASE).strip(" .") or "fil"
    ending = f".{kind.value}"
    return stem[: LONGEST_NAME - len(ending)] + ending


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise AttachmentError(AttachmentFault.DAMAGED)
    if _ACTIVE.search(content):
        raise AttachmentError(AttachmentFault.ACTIVE)
    if any(contains_cpr(text) for text in pdf_texts(content)):
        raise AttachmentError(AttachmentFault.CPR)


def _check_docx(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            with archive.open("word/document.xml") as part:
                beginning = part.read(MAX_TEXT)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise AttachmentError(AttachmentFault.DAMAGED) from None
    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
        raise AttachmentError(AttachmentFault.ACTIVE)
    words = _TAG.sub("", _END_OF_PARAGRAPH.sub("\n", beginning.decode("utf-8", errors="replace")))
    if contains_cpr(words):
        raise AttachmentError(AttachmentFault.CPR)


def _check_parts(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise AttachmentError(AttachmentFault.OTHER_KIND)
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise AttachmentError(AttachmentFault.DAMAGED)
    if len(set(names)) < len(names):
        raise AttachmentError(AttachmentFault.DAMAGED)
    if any("vbaproject" in name.lower() or name.startswith(("word/embeddings/", "word/activeX/")) for name in names):
        raise AttachmentError(AttachmentFault.ACTIVE)
