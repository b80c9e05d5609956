"""Every form a date comes in."""

from datetime import UTC, date, datetime

import pytest

from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError


@pytest.mark.parametrize(
    "cell",
    [
        "2015-03-01",
        " 2015-03-01 ",
        "2015-3-1",
        "2015-03-01 00:00:00",
        "2015-03-01T14:30",
        "01-03-2015",
        "1-3-2015",
        "01.03.2015",
        "1. 3. 2015",
        "01/03/2015",
        "1/3/2015",
        "1/3 2015",
        "1/3-2015",
        date(2015, 3, 1),
        datetime(2015, 3, 1, 14, 30, tzinfo=UTC),
    ],
)
def test_reads_the_first_of_march(cell: object) -> None:
    assert parse_date_cell(cell) == date(2015, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "2015-02-29",
        "30-02-2015",
        "31.04.2015",
        "1/13 2015",
        "00-01-2015",
        "01-03-15",
        "2015",
        "20150301",
        "03/2015",
        "1. marts 2015",
        "0215-03-01",
        "01-03-9999",
        "42064",
        42064,
        42064.0,
        None,
        True,
    ],
)
def test_refuses(cell: object) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_date_cell(cell)
    assert caught.value.code == "date_invalid"
