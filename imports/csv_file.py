"""CSV as Danish systems write it: `;`, `,` or tab; UTF-8 with or without a mark, or Windows-1252."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from imports.problems import FileProblem, FileProblemCode

_CHUNK = 1 << 20
_START = 65_536
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# æøåÆØÅ as UTF-8 writes them; read as Windows-1252 they would be "Ã¦", which no Danish text holds.
_DANISH_UTF8 = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85]")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=([;,\t])\r?\n?", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with its number; a quoted line break does not start a new one."""
    encoding = _encoding(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    delimiter, skipped = _delimiter(text)
    text.seek(0)
    for _ in range(skipped):
        text.readline()
    # strict: a quote that is never closed would swallow the rows after it without a word.
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error:
        raise FileProblem(FileProblemCode.BROKEN_QUOTES, str(number + 1)) from None


def _encoding(stream: BinaryIO) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_undefined, has_danish_utf8, is_marked = True, False, False, False
    first = True
    while chunk := stream.read(_CHUNK):
        if first:
            first = False
            is_marked = chunk.startswith(codecs.BOM_UTF8)
            if chunk.startswith(_UTF16_MARKS):
                raise FileProblem(FileProblemCode.UNREADABLE_ENCODING)
        if b"\x00" in chunk:
            raise FileProblem(FileProblemCode.WRONG_FILE_KIND, "binary")
        has_undefined = has_undefined or _UNDEFINED_1252.search(chunk) is not None
        has_danish_utf8 = has_danish_utf8 or _DANISH_UTF8.search(chunk) is not None
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return "utf-8-sig"
    # Half UTF-8, half something else (two files put together, or one cut short) must not come in as gibberish.
    if is_marked or has_undefined or has_danish_utf8:
        raise FileProblem(FileProblemCode.UNREADABLE_ENCODING)
    return "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: io.TextIOWrapper) -> tuple[str, int]:
    """The delimiter, and how many lines before the header only say which it is."""
    line = text.readline(_START)
    if match := _SEPARATOR_LINE.fullmatch(line):
        return match[1], 1
    while line and not line.strip():
        line = text.readline(_START)
    plain = _QUOTED.sub("", line)
    return max(";,\t", key=plain.count), 0
