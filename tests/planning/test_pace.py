"""How far a year has come, in numbers."""

from datetime import date

import pytest

from crm.planning.pace import Pace, needed_by_week


def pace(visited: int, day: date, quota: int = 180, most: int = 400) -> Pace:
    return Pace(2026, quota, visited, most, day)


@pytest.mark.parametrize(
    ("day", "expected", "forecast"),
    [
        (date(2025, 12, 31), 0, None),
        (date(2026, 1, 1), 0, None),
        (date(2026, 1, 27), 13, None),  # 27 days say nothing yet
        (date(2026, 1, 28), 14, 795),
        (date(2026, 7, 1), 90, 122),
        (date(2026, 12, 30), 180, 61),
        (date(2026, 12, 31), 180, None),
        (date(2027, 3, 1), 180, None),
    ],
)
def test_what_is_expected_and_where_it_leads(day: date, expected: int, forecast: int | None) -> None:
    found = pace(61, day, most=1000)
    assert (found.expected, found.forecast) == (expected, forecast)


def test_no_more_can_be_visited_than_there_are() -> None:
    assert pace(61, date(2026, 1, 28), most=100).forecast == 100


@pytest.mark.parametrize(
    ("visited", "behind", "ahead"), [(61, 29, 0), (80, 10, 0), (81, 0, 0), (99, 0, 0), (100, 0, 10), (180, 0, 90)]
)
def test_a_tenth_more_or_less_is_on_time(visited: int, behind: int, ahead: int) -> None:
    found = pace(visited, date(2026, 7, 1))
    assert (found.behind, found.ahead, found.still_open) == (behind, ahead, 180 - visited)


def test_a_year_that_is_over() -> None:
    assert pace(61, date(2026, 12, 31)).is_over
    assert not pace(61, date(2026, 12, 30)).is_over


@pytest.mark.parametrize(
    ("still_open", "weeks_left", "booked", "needed"),
    [
        (24, 6, [0, 0, 0, 0], [4, 4, 4, 4]),
        (10, 6, [0, 0, 0, 0], [2, 2, 1, 2]),
        (24, 6, [2, 0, 0, 0], [2, 4, 4, 4]),
        (24, 6, [9, 0, 0, 0], [0, 0, 3, 4]),  # what is booked ahead of time counts for the weeks after
        (1, 50, [0, 0, 0, 0], [1, 0, 0, 0]),
        (3, 2, [0, 0, 0, 0], [2, 1, 0, 0]),
        (0, 6, [1, 0, 0, 0], [0, 0, 0, 0]),
        (600, 6, [0, 0, 0, 0], [25, 25, 25, 25]),
    ],
)
def test_the_weeks_share_what_is_open(still_open: int, weeks_left: int, booked: list[int], needed: list[int]) -> None:
    assert needed_by_week(still_open, weeks_left, booked, 25) == needed
