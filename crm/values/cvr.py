"""CVR numbers: eight digits, the first not 0, modulus 11."""

import re
from functools import lru_cache

from stdnum.dk import cvr as stdnum_cvr

from crm.values.errors import InvalidValueError

_SEPARATORS = re.compile(r"[\s.\-]+")
_EIGHT_DIGITS = re.compile(r"[1-9][0-9]{7}")


@lru_cache(maxsize=4096)
def parse_cvr(text: str) -> str:
    """Return the eight digits; spaces and a leading DK are forgiven, a lost digit never.

    Raises InvalidValueError with code `cvr_format` or `cvr_check_digit`.
    """
    digits = _SEPARATORS.sub("", text).upper().removeprefix("DK")
    if not _EIGHT_DIGITS.fullmatch(digits):
        raise InvalidValueError("cvr_format", "A CVR number has eight digits, and the first is not 0.")
    if not stdnum_cvr.is_valid(digits):
        raise InvalidValueError("cvr_check_digit", "The check digit of the CVR number is wrong.")
    return digits


def format_cvr(cvr: str) -> str:
    return " ".join(cvr[i : i + 2] for i in range(0, len(cvr), 2))
