"""The opening calendar: intervals, working minutes, the next opening; with Danish holidays and both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.values.clock import COPENHAGEN
from crm.values.working_time import Block, NeverOpenError, SpecialDay, Week, WorkingCalendar

USUAL: Week = {
    **dict.fromkeys(range(4), (Block(time(8), time(16)),)),
    4: (Block(time(8), time(14)),),
}
DAYS = {
    date(2026, 4, 2): SpecialDay("Maundy Thursday"),
    date(2026, 4, 3): SpecialDay("Good Friday"),
    date(2026, 4, 6): SpecialDay("Easter Monday"),
    date(2026, 5, 1): SpecialDay("1 May", open_until=time(12)),
    date(2026, 6, 8): SpecialDay("staff meeting", open_from=time(10, 30)),
}
ALWAYS = date(2000, 1, 1)
CALENDAR = WorkingCalendar({ALWAYS: USUAL}, DAYS)


def at(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        pytest.param(at(3, 3, 9), at(3, 3, 10, 30), 90, id="within a day"),
        pytest.param(at(3, 3, 6), at(3, 3, 23), 480, id="a whole day"),
        pytest.param(at(3, 3, 15), at(3, 4, 9), 120, id="over a night"),
        pytest.param(at(3, 6, 13), at(3, 9, 9), 120, id="over a weekend, and a Friday that ends at two"),
        pytest.param(at(4, 1, 15), at(4, 7, 9), 120, id="over Easter"),
        pytest.param(at(5, 1, 8), at(5, 1, 16), 240, id="the first of May until noon"),
        pytest.param(at(6, 8, 8), at(6, 8, 12), 90, id="a morning's meeting"),
        pytest.param(at(3, 27, 13), at(3, 30, 9), 120, id="over the spring change"),
        pytest.param(at(10, 23, 13), at(10, 26, 9), 120, id="over the autumn change"),
        pytest.param(at(3, 3, 10), at(3, 3, 9), 0, id="backwards"),
        pytest.param(at(3, 7, 10), at(3, 8, 9), 0, id="a weekend"),
    ],
)
def test_only_opening_time_counts(start: datetime, end: datetime, minutes: int) -> None:
    assert CALENDAR.minutes_between(start, end) == minutes
    assert sum(each[1] - each[0] for each in _minutes(start, end)) == minutes


def _minutes(start: datetime, end: datetime) -> list[tuple[int, int]]:
    return [
        (int(opens.timestamp() // 60), int(closes.timestamp() // 60))
        for opens, closes in CALENDAR.intervals(start, end)
    ]


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (at(3, 3, 9), 0, at(3, 3, 9)),
        (at(3, 3, 9), 60, at(3, 3, 10)),
        (at(3, 3, 9), 420, at(3, 3, 16)),  # the end of the day, not the beginning of the next
        (at(3, 3, 9), 421, at(3, 4, 8, 1)),
        (at(3, 7, 12), 30, at(3, 9, 8, 30)),
        (at(4, 1, 15, 30), 31, at(4, 7, 8, 1)),
        (at(3, 3, 9), 38 * 60 * 60, at(3, 13, 9, year=2027)),  # far beyond the table; without the holidays of 2027
    ],
)
def test_a_moment_after_so_many_working_minutes(start: datetime, minutes: int, due: datetime) -> None:
    found = CALENDAR.after(start, minutes)
    assert CALENDAR.minutes_between(start, found) == minutes
    if due.year == 2026:
        assert found == due


def test_it_opens_and_closes_next() -> None:
    assert CALENDAR.next_opening(at(3, 3, 9)) == at(3, 3, 9)
    assert CALENDAR.next_opening(at(3, 6, 14)) == at(3, 9, 8)
    assert CALENDAR.next_opening(at(4, 1, 16)) == at(4, 7, 8)
    assert CALENDAR.next_closing(at(3, 3, 9)) == at(3, 3, 16)
    assert CALENDAR.next_closing(at(3, 3, 16)) == at(3, 4, 16)
    assert CALENDAR.is_open(at(3, 3, 15, 59))
    assert not CALENDAR.is_open(at(3, 3, 16))


def test_several_blocks_a_day_that_overlap_count_once() -> None:
    week = {0: (Block(time(13), time(15)), Block(time(8), time(11)), Block(time(10), time(12)))}
    calendar = WorkingCalendar({ALWAYS: week})
    assert calendar.blocks_on(date(2026, 3, 2)) == (Block(time(8), time(12)), Block(time(13), time(15)))
    assert calendar.minutes_between(at(3, 2, 11), at(3, 2, 14)) == 120


def test_new_hours_hold_from_their_day_on() -> None:
    longer = {**USUAL, 4: (Block(time(8), time(16)),)}
    calendar = WorkingCalendar({ALWAYS: USUAL, date(2026, 3, 9): longer})
    assert calendar.minutes_between(at(3, 6, 0), at(3, 7, 0)) == 360
    assert calendar.minutes_between(at(3, 13, 0), at(3, 14, 0)) == 480


def test_the_night_of_a_clock_change_is_as_long_as_it_is() -> None:
    night = WorkingCalendar({ALWAYS: {6: (Block(time(1), time(4)),)}})
    assert night.minutes_between(at(3, 29, 0), at(3, 30, 0)) == 120
    assert night.minutes_between(at(10, 25, 0), at(10, 26, 0)) == 240
    lost = WorkingCalendar({ALWAYS: {6: (Block(time(2, 15), time(2, 45)),)}})
    assert lost.minutes_between(at(3, 29, 0), at(3, 30, 0)) == 0
    assert len(lost.intervals(at(10, 25, 0), at(10, 26, 0))) == 2


def test_working_days_are_days_with_opening_time() -> None:
    assert not CALENDAR.is_working_day(date(2026, 4, 2))
    assert CALENDAR.is_working_day(date(2026, 5, 1))
    assert CALENDAR.add_working_days(date(2026, 4, 1), 2) == date(2026, 4, 8)


def test_what_never_opens_says_so() -> None:
    closed = WorkingCalendar({ALWAYS: {}})
    with pytest.raises(NeverOpenError):
        closed.after(at(3, 3, 9), 1)
    with pytest.raises(NeverOpenError):
        closed.next_opening(at(3, 3, 9))
    with pytest.raises(NeverOpenError):
        closed.add_working_days(date(2026, 3, 3), 1)
    assert closed.minutes_between(at(3, 3, 9), at(3, 13, 9)) == 0


clocks = st.times().map(lambda each: each.replace(second=0, microsecond=0))
blocks = st.tuples(clocks, clocks).map(lambda pair: Block(min(pair), max(pair)))
weeks = st.dictionaries(st.integers(0, 6), st.lists(blocks, max_size=3))
moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: at(3, 20, 0) + timedelta(minutes=minutes))
special_days = st.dictionaries(
    st.dates(date(2026, 3, 20), date(2026, 4, 10)),
    st.one_of(
        st.just(SpecialDay("closed")),
        st.builds(SpecialDay, st.just("until"), open_until=clocks),
        st.builds(SpecialDay, st.just("from"), open_from=clocks),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(weeks, special_days, moments, st.integers(0, 4_000))
def test_it_counts_as_one_who_looks_at_the_clock_every_minute(
    week: Week, days: dict[date, SpecialDay], start: datetime, length: int
) -> None:
    calendar = WorkingCalendar({ALWAYS: week}, days)
    start = start.astimezone(UTC)
    end = start + timedelta(minutes=length)
    minutes = (start + timedelta(minutes=number) for number in range(length))
    assert calendar.minutes_between(start, end) == sum(_shows_open(week, days, minute) for minute in minutes)


def _shows_open(week: Week, days: dict[date, SpecialDay], minute: datetime) -> bool:
    local = minute.astimezone(COPENHAGEN)
    shown = local.time()
    day = days.get(local.date())
    if day and (
        day.closed or (day.open_until and shown >= day.open_until) or (day.open_from and shown < day.open_from)
    ):
        return False
    return any(block.opens <= shown < block.closes for block in week.get(local.weekday(), ()))
