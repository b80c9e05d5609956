"""Since when: months back, whatever their length."""

from datetime import date

import pytest

from crm.home.queries import OWN_DAY, Silence, Whose
from crm.values.periods import months_before

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 6, date(2025, 9, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 3, date(2025, 10, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
    ],
)
def test_the_same_day_so_many_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("args", "since", "months"),
    [
        ({}, date(2025, 9, 30), 6),
        ({"since": "12"}, date(2025, 3, 31), 12),
        ({"since": OWN_DAY, "day": "2026-01-01"}, date(2026, 1, 1), None),
        ({"since": OWN_DAY, "day": "1/1 2026"}, date(2026, 1, 1), None),
        ({"since": OWN_DAY, "day": "nonsense"}, date(2025, 9, 30), 6),
        ({"since": "7"}, date(2025, 9, 30), 6),
    ],
)
def test_what_makes_no_sense_is_the_usual(args: dict[str, str], since: date, months: int | None) -> None:
    found = Silence.from_args(args, TODAY, whose=Whose.ALL)
    assert (found.since, found.months, found.whose) == (since, months, Whose.ALL)
    assert Silence.from_args({**args, "whose": "unit"}, TODAY, whose=Whose.ALL).whose is Whose.UNIT
    assert Silence.from_args({**args, "whose": "?"}, TODAY, whose=Whose.MINE).whose is Whose.MINE
