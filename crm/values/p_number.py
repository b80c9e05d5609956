"""P-numbers (workplaces): ten digits, no check digit."""

import re

from crm.values.errors import InvalidValueError

_TEN_DIGITS = re.compile(r"[0-9]{10}")
_LABEL = re.compile(r"^p[\s\-.]*(?:nr|nummer)?[\s.:]*(?=[0-9])", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def parse_p_number(text: str) -> str:
    """Return the ten digits; spaces and a leading "P-nr." are forgiven.

    Raises InvalidValueError with code `p_number_format`.
    """
    digits = _SPACES.sub("", _LABEL.sub("", text.strip()))
    if not _TEN_DIGITS.fullmatch(digits):
        raise InvalidValueError("p_number_format", "A P-number has ten digits.")
    return digits


def format_p_number(p_number: str) -> str:
    """'1017571637' → '1017 571 637': grouped so that nobody reads a CPR number into it."""
    return f"{p_number[:4]} {p_number[4:7]} {p_number[7:]}"
