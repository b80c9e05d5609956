"""Moments in UTC, days in Copenhagen."""

from datetime import UTC, date, datetime

import pytest

from crm.values.clock import local_date, parse_timestamp, utc_now
from crm.values.errors import InvalidValueError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-03-01", datetime(2015, 3, 1, 22, 59, 59, 999999, UTC)),
        ("2015-07-01", datetime(2015, 7, 1, 21, 59, 59, 999999, UTC)),
        ("2015-03-01T12:00", datetime(2015, 3, 1, 11, 0, tzinfo=UTC)),
        ("2015-07-01 12:00:30", datetime(2015, 7, 1, 10, 0, 30, tzinfo=UTC)),
        ("2015-07-01T12:00Z", datetime(2015, 7, 1, 12, 0, tzinfo=UTC)),
        ("2015-07-01T12:00+05:00", datetime(2015, 7, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_reads_a_timestamp(text: str, moment: datetime) -> None:
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize("text", ["", "i går", "2015-02-30", "2015-03-01T25:00", "0001-01-01T00:00+14:00"])
def test_refuses_a_timestamp(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_timestamp(text)
    assert caught.value.code == "timestamp_invalid"


def test_a_late_evening_in_utc_is_the_next_day_here() -> None:
    assert local_date(datetime(2015, 6, 30, 22, 30, tzinfo=UTC)) == date(2015, 7, 1)
    assert utc_now().tzinfo is UTC


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2015, 6, 30, 22, 30))  # noqa: DTZ001 — the point of the test
