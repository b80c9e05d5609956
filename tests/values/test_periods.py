"""Periods and their calendar pieces."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.errors import InvalidValueError
from crm.values.periods import (
    Period,
    last_12_months,
    last_24_months,
    month_of,
    months,
    quarters,
    rolling12,
    years,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def test_both_ends_are_included() -> None:
    assert Period(date(2015, 1, 1), date(2015, 12, 31)).days == 365
    assert Period(date(2015, 1, 1), date(2015, 1, 1)).days == 1
    assert date(2015, 1, 31) in month_of(date(2015, 1, 1))
    assert date(2015, 2, 1) not in month_of(date(2015, 1, 1))


def test_does_not_end_before_it_starts() -> None:
    with pytest.raises(InvalidValueError) as caught:
        Period(date(2015, 1, 2), date(2015, 1, 1))
    assert caught.value.code == "period_order"


@given(periods)
def test_pieces_cover_every_day_once(period: Period) -> None:
    for pieces in (months(period), quarters(period), years(period)):
        assert (pieces[0].start, pieces[-1].end) == (period.start, period.end)
        assert sum(piece.days for piece in pieces) == period.days


def test_pieces_are_clipped() -> None:
    period = Period(date(2015, 2, 10), date(2016, 1, 5))
    assert months(period)[0] == Period(date(2015, 2, 10), date(2015, 2, 28))
    assert quarters(period)[0] == Period(date(2015, 2, 10), date(2015, 3, 31))
    assert [str(piece) for piece in years(period)] == ["2015-02-10/2015-12-31", "2016-01-01/2016-01-05"]


def test_rolling_twelve_months_end_with_every_month_touched() -> None:
    rolling = rolling12(Period(date(2015, 1, 31), date(2015, 2, 1)))
    assert [str(piece) for piece in rolling] == ["2014-02-01/2015-01-31", "2014-03-01/2015-02-28"]


def test_the_last_whole_months() -> None:
    assert str(last_12_months(date(2026, 3, 15))) == "2025-03-01/2026-02-28"
    assert str(last_12_months(date(2026, 1, 1))) == "2025-01-01/2025-12-31"
    trend = last_24_months(date(2026, 3, 15))
    assert len(trend) == 24
    assert (str(trend[0]), str(trend[-1])) == ("2024-03-01/2024-03-31", "2026-02-01/2026-02-28")
