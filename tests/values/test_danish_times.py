from datetime import time

import pytest

from crm.values.danish_times import parse_time
from crm.values.errors import InvalidValueError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("14:30:00", time(14, 30)),
        ("1430", time(14, 30)),
        ("9", time(9)),
        ("09.05", time(9, 5)),
        ("kl. 9.05", time(9, 5)),
        ("0:00", time(0)),
        ("23.59", time(23, 59)),
    ],
)
def test_times_however_they_are_written(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["", "24.00", "9.60", "9.5", "om lidt", "14.30.30.1", "-1"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_time(text)
    assert caught.value.code == "time_invalid"
