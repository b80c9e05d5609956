"""Times of day as people write them."""

import re
from datetime import time

from crm.values.errors import InvalidValueError

_WRITTEN = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]?([0-9]{2}))?(?::[0-9]{2})?", re.IGNORECASE)


def parse_time(text: str) -> time:
    """Read 14.30, 14:30, 1430, 9, kl. 9.05. Raises InvalidValueError with code `time_invalid`."""
    match = _WRITTEN.fullmatch(text.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise InvalidValueError("time_invalid", "This is not a time of day (14.30).")
    return time(hour, minute)
