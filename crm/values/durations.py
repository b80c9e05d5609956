"""Spans of time as people write them, in whole minutes."""

import re

from crm.values.errors import InvalidValueError

_HOURS = re.compile(r"(\d{1,4})(?:\s*(?:t|h)[a-z]*\.?)?")
_BOTH = re.compile(r"(?:(\d{1,4})\s*(?:t|h)[a-z]*\.?)?\s*(?:(\d{1,4})\s*m[a-z]*\.?)?")
_CLOCK = re.compile(r"(\d{1,4})[.:](\d{2})")


def parse_duration(text: str) -> int:
    """Read 8, 8 t, 2 t 30 min, 45 min, 2:30: hours when nothing else is said.

    Raises InvalidValueError with code `duration_invalid`.
    """
    cleaned = " ".join(text.lower().split())
    if match := _HOURS.fullmatch(cleaned):
        return int(match[1]) * 60
    match = _CLOCK.fullmatch(cleaned) or (_BOTH.fullmatch(cleaned) if cleaned else None)
    if match is None or (int(match[2] or 0) > 59 and match[1]):
        raise InvalidValueError("duration_invalid", "This is not a span of time (2 t 30 min).")
    return int(match[1] or 0) * 60 + int(match[2] or 0)
