"""Finds CPR numbers, the national number of a person, so that none is ever kept.

A guard that refuses a harmless text costs a moment; one that lets a number through costs a person's privacy. So
it looks at the shape only: modulus 11 fails real numbers since 2007. Fields that hold a P-number by contract are
left out by the caller, since a third of P-numbers look like CPR numbers.
"""

import re
import unicodedata
from collections.abc import Iterator

REDACTED = "••••••-••••"

_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # a digit, yet none of ours
_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"  # 61–91: replacement numbers
_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"[0-9]{2}"
_GAP = r"[^\S\n\r]{0,3}"  # a line break separates rows and table cells, never the halves of a number
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DASH = rf"[-‐‑‒–—―−﹣－./⁄∕_{_INVISIBLE}]"
_BETWEEN = rf"{_GAP}{_DASH}{{0,2}}{_GAP}"
_DASHED = rf"{_GAP}{_DASH}{{1,2}}{_GAP}"
_LETTERS = r"(?=[0-9A-Za-z]{0,3}[A-Za-z])(?=[0-9A-Za-z]{0,3}[0-9])[0-9A-Za-z]{4}(?![0-9A-Za-zÆØÅæøå])"
_CAPITALS = r"(?=[0-9A-Z]{0,3}[A-Z])(?=[0-9A-Z]{0,3}[0-9])[0-9A-Z]{4}(?![0-9A-Za-zÆØÅæøå])"

# Written to start with a digit, and the look back comes after it: the search then skips letters at full speed.
_NUMBER = re.compile(
    rf"{_DAY}(?<![0-9][0-9]{{2}})(?:"
    rf"{_MONTH}{_YEAR}(?:{_BETWEEN}[0-9]{{4}}(?![0-9])"
    # Replacement numbers of the health service have letters among the last four.
    rf"|{_DASHED}{_LETTERS}|{_CAPITALS})"
    # 01-01-90-1234: the date itself written apart, and a clear separator before the last four.
    rf"|(?P<apart>[-–./ ]){_MONTH}(?P=apart){_YEAR}{_DASHED}[0-9]{{4}}(?![0-9]))"
)
# "P-nr. 1017571637" is a workplace; a P-number is never written with a hyphen, so only plain digits are let through.
_P_NUMBER_LABEL = re.compile(
    r"(?<![a-zæøå])p[\s.\-‐‑–]?(?:nr|nummer)\.?[ \t\u00a0]{0,3}[:=#]?[ \t\u00a0]{0,3}$", re.IGNORECASE
)
_LABEL_LENGTH = 24


def contains_cpr(text: str) -> bool:
    """Whether the text holds something of the shape of a CPR number."""
    return any(True for _ in _numbers(text))


def redact_cpr(text: str) -> str:
    """The text with every number of the shape of a CPR number replaced by bullets."""
    pieces = []
    end = 0
    for match in _numbers(text):
        pieces += [text[end : match.start()], REDACTED]
        end = match.end()
    return "".join(pieces) + text[end:] if pieces else text


def _numbers(text: str) -> Iterator[re.Match[str]]:
    for match in _NUMBER.finditer(_plain_digits(text)):
        before = text[max(0, match.start() - _LABEL_LENGTH) : match.start()]
        if not (match[0].isdecimal() and _P_NUMBER_LABEL.search(before)):
            yield match


def _plain_digits(text: str) -> str:
    """Other scripts' digits (０１, ٠١) as 0–9, every character in its place."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
