"""When somebody likes to be visited, as people write it: "Om formiddagen", "Ikke mandag", "Efter kl. 13"."""

import re
from dataclasses import dataclass
from datetime import time

from crm.values.danish_times import parse_time
from crm.values.errors import InvalidValueError

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_HOUR = r"(?:kl\.?\s*)?([0-9]{1,2}(?:[.:][0-9]{2})?)"
_DAY = "|".join(day[:-1] for day in WEEKDAYS)  # without the last letter: it may stand in the plural
_NOT = re.compile(rf"\b(?:ikke|undtagen|aldrig)\s+(?:om\s+)?(?:{_DAY})\w*(?:\s*(?:,|og|eller)\s*(?:{_DAY})\w*)*")
_BETWEEN = re.compile(rf"{_HOUR}\s*(?:-|–|til|og)\s*{_HOUR}")
_BEFORE = re.compile(rf"\b(?:før|inden|til)\s+{_HOUR}")
_AFTER = re.compile(rf"\b(?:efter|fra)\s+{_HOUR}")
_PARTS = (
    ("formiddag", time(8), time(12)),
    ("eftermiddag", time(12), time(17)),
    ("morgen", time(7), time(10)),
)


@dataclass(frozen=True, slots=True)
class PreferredTimes:
    """Weekdays (0 is Monday), and the hours between which; None is no limit."""

    weekdays: frozenset[int] = frozenset(range(7))
    begins: time | None = None
    ends: time | None = None


def read_preferred_times(text: str) -> PreferredTimes | None:
    """None when nothing is understood: what one can't read limits nothing."""
    lower = text.lower()
    weekdays, (begins, ends) = _weekdays(lower), _hours(lower)
    if weekdays == PreferredTimes().weekdays and begins is None and ends is None:
        return None
    return PreferredTimes(weekdays, begins, ends)


def _weekdays(text: str) -> frozenset[int]:
    never = frozenset(number for found in _NOT.findall(text) for number in _named(found))
    only = _named(_NOT.sub("", text))
    return (only or PreferredTimes().weekdays) - never


def _named(text: str) -> frozenset[int]:
    return frozenset(number for number, day in enumerate(WEEKDAYS) if day[:-1] in text)


def _hours(text: str) -> tuple[time | None, time | None]:
    if between := _BETWEEN.search(text):
        return _time(between[1]), _time(between[2])
    before, after = _BEFORE.search(text), _AFTER.search(text)
    if before or after:
        return _time(after[1]) if after else None, _time(before[1]) if before else None
    named = [(begins, ends) for word, begins, ends in _PARTS if word in text]
    return named[0] if len(named) == 1 else (None, None)


def _time(text: str) -> time | None:
    try:
        return parse_time(text)
    except InvalidValueError:
        return None
