"""Phone numbers in E.164, Danish unless a country code says otherwise."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from crm.values.errors import InvalidValueError

_NOISE = re.compile(r"[\s.()\-]+")
_DENMARK = 45
_DANISH = re.compile(r"(?:\+45|0045)?([2-9][0-9]{7})")


def parse_phone(text: str) -> str:
    """Return the number as E.164 ('+4598123456').

    Raises InvalidValueError with code `phone_invalid`.
    """
    danish = _DANISH.fullmatch(_NOISE.sub("", text))
    # The plan's shape is enough for Danish numbers: the library's table of ranges in use lags behind the authority's
    # and would drop working numbers (and its parse of thousands of them would be most of an import's time).
    if danish is not None:
        return "+45" + danish[1]
    try:
        number = phonenumbers.parse(text, "DK")
    except NumberParseException:
        number = None
    if number is None or not _is_plausible(number):
        raise InvalidValueError("phone_invalid", "This is not a phone number.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _is_plausible(number: PhoneNumber) -> bool:
    if number.country_code == _DENMARK:
        return _DANISH.fullmatch(str(number.national_number)) is not None
    return phonenumbers.is_valid_number(number)


def format_phone(e164: str) -> str:
    """'+4598123456' → '98 12 34 56'; a foreign number keeps its country code."""
    if e164.startswith("+45") and len(e164) == len("+4598123456"):
        digits = e164[3:]
        return " ".join(digits[i : i + 2] for i in range(0, 8, 2))
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164
