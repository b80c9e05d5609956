"""Bytes to text, whatever somebody's program said about them."""

import codecs
import re
from email.errors import MessageError
from email.header import decode_header

from crm.web.forms import clean_text

_NO_TEXT = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Known to Python, but no program's charset; some take very long."""
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LONGEST_HEADER = 20_000


def decoded(content: bytes, charset: str | None) -> str:
    """As it says it is; else as UTF-8; else as Windows writes it."""
    return storable(_letters(content, charset))


def header_text(value: str) -> str:
    """One line. `value` is as it came, with whatever bytes were in it."""
    value = value[:_LONGEST_HEADER]
    try:
        plain = _letters(value.encode("ascii", "surrogateescape"), "utf-8")
        parts = [each if isinstance(each, str) else _letters(each, name) for each, name in decode_header(plain)]
        text = "".join(parts)
    except (ValueError, LookupError, MessageError):
        text = value
    return " ".join(storable(text).split())


def storable(text: str) -> str:
    """What every database takes: no half characters, no NUL."""
    return clean_text(_SURROGATES.sub("�", text))


def _letters(content: bytes, charset: str | None) -> str:
    for name in (charset or "", "utf-8"):
        try:
            if name and codecs.lookup(name).name not in _NO_TEXT:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")
