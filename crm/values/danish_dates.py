"""Dates as Danish files and people write them."""

import re
from datetime import date, datetime
from functools import lru_cache

from crm.values.errors import InvalidValueError

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[-./]\s*([0-9]{1,2})\s*[-./ ]\s*([0-9]{4})")
# Older than any company, later than any arrangement: beyond lies a slip of the keyboard.
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


def parse_date_cell(value: object) -> date:
    """Read 2015-03-01, 01-03-2015, 01.03.2015, 1/3 2015, 1/3/2015, 1/3-2015 or a real date or datetime.

    A two-digit year is not guessed. Raises InvalidValueError with code `date_invalid`.
    """
    if isinstance(value, datetime):
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, str):
        return _parse_text(value)
    raise _invalid()


@lru_cache(maxsize=16_384)
def _parse_text(text: str) -> date:
    cell = text.strip()
    if match := _ISO.fullmatch(cell):
        year, month, day = match.group(1, 2, 3)
    elif match := _DAY_FIRST.fullmatch(cell):
        day, month, year = match.group(1, 2, 3)
    else:
        raise _invalid()
    try:
        return _in_range(date(int(year), int(month), int(day)))
    except ValueError:
        raise _invalid() from None


def _in_range(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _invalid()
    return day


def _invalid() -> InvalidValueError:
    return InvalidValueError("date_invalid", "This is not a date.")
