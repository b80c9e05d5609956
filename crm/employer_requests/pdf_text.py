"""Pure: what a PDF says, as far as it can be told without drawing it. Enough to look for numbers in it.

Text lies in compressed streams as codes of fonts. Which font is which is not worked out: every table of letters that
the file brings is tried on all the codes, and the codes are read as plain letters as well. Most of what comes out is
nonsense, but where a table belongs to the codes the text stands there. Pictures of text say nothing.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from itertools import islice

MOST_OF_STREAM, MOST_OF_ALL = 1024 * 1024, 3 * 1024 * 1024
MOST_TABLES, MOST_PARTS, MOST_CODES, MOST_PIECES, MOST_TEXT = 12, 1_000, 10_000, 100_000, 200_000
WIDE = -180.0
"""In thousandths of the letters' size: a gap as wide as a blank."""
_STREAM = re.compile(rb"stream\r?\n")
_TOKEN = re.compile(
    rb"\((?P<text>(?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*+\))*+)\)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*+)>"
    rb"|(?<![-+.0-9])(?P<down>[-+.0-9]{1,20})\s{1,4}T[dD](?![A-Za-z])"
    rb"|(?P<gap>-[.0-9]{1,20})(?=\s*+[(<\]])"
    rb"|(?P<line>T\*|T[mLJj]|ET|['\"])(?![A-Za-z*])"
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r": b"", b"\r\n": b""}
_PAIRS = re.compile(rb"<([0-9A-Fa-f\s]{1,8})>\s*<([0-9A-Fa-f\s]{0,64})>")
_RANGES = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*(?:<([0-9A-Fa-f]{1,16})>|\[([^\]]*)\])")
Table = tuple[int, dict[int, str]]
"""How many bytes a code has, and the letter of each."""


def pdf_texts(content: bytes) -> Iterator[str]:
    """Readings of the text; one of them is right for each part of it."""
    streams = list(_streams(content))
    texts = (each for each in streams if b"BT" in each)
    shown = list(islice((piece for each in texts for piece in (None, *_pieces(each))), MOST_PIECES))
    for table in (None, *islice(_tables(streams), MOST_TABLES)):
        for joint in ("", " "):
            yield _reading(shown, table, joint)


def _streams(content: bytes) -> Iterator[bytes]:
    """Unpacked, but for pictures and fonts."""
    total = end = 0
    while (begin := _STREAM.search(content, end)) and total < MOST_OF_ALL:
        said = content[max(0, begin.start() - 600) : begin.start()].rpartition(b"obj")[2]
        end = content.find(b"endstream", begin.end())
        if end < 0:
            return
        if b"/Image" not in said and b"/Length1" not in said:
            data = _unpacked(content[begin.end() : end], said)
            total += len(data)
            yield data
        end += len(b"endstream")


def _unpacked(data: bytes, said: bytes) -> bytes:
    try:
        if b"ASCII85Decode" in said:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        if b"FlateDecode" in said:
            data = zlib.decompressobj().decompress(data, MOST_OF_STREAM)
    except (ValueError, zlib.error):
        return b""
    return data[:MOST_OF_STREAM]


def _pieces(stream: bytes) -> Iterator[bytes | float | None]:
    """Codes; None for a new line, 0.0 for a move along the line, the width of a gap."""
    for token in _TOKEN.finditer(stream):
        if token["text"] is not None:
            yield _ESCAPE.sub(_unescaped, token["text"])
        elif token["hex"] is not None:
            digits = b"".join(token["hex"].split())
            yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        elif token["down"]:
            yield 0.0 if not token["down"].strip(b"-+0.") else None
        elif token["gap"]:
            yield _number(token["gap"])
        elif token["line"] not in (b"TJ", b"Tj"):
            yield None


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    return _LETTERS.get(found[2], found[2])


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _reading(pieces: list[bytes | float | None], table: Table | None, joint: str) -> str:
    text: list[str] = []
    left = MOST_TEXT
    for piece in pieces:
        if left <= 0:
            break
        left -= len(piece) if isinstance(piece, bytes) else 1
        if piece is None:
            text.append("\n")
        elif isinstance(piece, float):
            text.append(joint if piece == 0.0 else " " if piece < WIDE else "")
        else:
            text.append(_letters(piece[:MOST_TEXT], table))
    return "".join(text)


def _letters(codes: bytes, table: Table | None) -> str:
    if table is None:
        return codes.decode("cp1252", "replace").replace("\x00", "")
    size, letters = table
    return "".join(letters.get(int.from_bytes(codes[at : at + size]), "") for at in range(0, len(codes), size))


def _tables(streams: list[bytes]) -> Iterator[Table]:
    """Each that has digits, once."""
    seen: set[bytes] = set()
    for stream in streams:
        if b"beginbf" in stream and stream not in seen:
            seen.add(stream)
            table = _table(stream)
            if any("0" <= letter <= "9" for letter in table[1].values()):
                yield table


def _table(stream: bytes) -> Table:
    letters: dict[int, str] = {}
    size = 1
    for part in stream.split(b"beginbf")[1:MOST_PARTS]:
        for first, last, begin, several in _entries(part[:4], part.partition(b"endbf")[0]):
            size = max(size, (len(first) + 1) // 2)
            low, high = int(first, 16), int(last, 16)
            for code in range(low, min(high + 1, low + MOST_CODES - len(letters))):
                letters[code] = several[code - low] if code - low < len(several) else _after(begin, code - low)
    return size, letters


def _entries(kind: bytes, part: bytes) -> Iterator[tuple[bytes, bytes, str, list[str]]]:
    """First and last code, the letter of the first, or the letters of each."""
    if kind == b"char":
        for code, letter in _PAIRS.findall(part):
            first = b"".join(code.split())
            yield first, first, _utf16(letter), []
    else:
        for first, last, begin, several in _RANGES.findall(part):
            yield first, last, _utf16(begin), [_utf16(each) for each in re.findall(rb"<([^>]*)>", several)]


def _utf16(digits: bytes) -> str:
    """What a table says a code stands for."""
    packed = b"".join(digits.split())
    return bytes.fromhex((packed + b"0" * (-len(packed) % 4)).decode("ascii", "replace")).decode("utf-16-be", "replace")


def _after(begin: str, steps: int) -> str:
    if len(begin) != 1 or ord(begin) + steps > 0xFFFF:
        return begin
    return chr(ord(begin) + steps)
