"""Drawing by lot, intervals of few answers, and which figures would tell who said what."""

from datetime import date
from random import Random

import pytest

from crm.surveys.disclosure import readable
from crm.surveys.drawing import is_drawn, period_of
from crm.surveys.figures import Asked, results
from crm.surveys.intervals import mean_interval, share_interval, student
from crm.surveys.models import Expects, SurveyQuestion
from crm.values.periods import months_before

UIDS = [f"{number:032x}" for number in range(4000)]


def test_the_draw_can_be_repeated_and_takes_about_its_share() -> None:
    drawn = [uid for uid in UIDS if is_drawn("2026-Q4", uid, 20)]
    assert 720 <= len(drawn) <= 880
    assert drawn == [uid for uid in UIDS if is_drawn("2026-Q4", uid, 20)]
    assert set(drawn) != {uid for uid in UIDS if is_drawn("2027-Q1", uid, 20)}
    assert set(drawn) <= {uid for uid in UIDS if is_drawn("2026-Q4", uid, 30)}


def test_none_of_a_hundred_is_nobody_and_all_of_them_everybody() -> None:
    assert not any(is_drawn("2026-Q1", uid, 0) for uid in UIDS)
    assert all(is_drawn("2026-Q1", uid, 100) for uid in UIDS)


def test_a_known_visit_is_drawn_as_it_always_was() -> None:
    assert [uid[-2:] for uid in UIDS[:40] if is_drawn("2026-Q4", uid, 20)] == [
        "03",
        "06",
        "09",
        "0b",
        "0e",
        "0f",
        "11",
        "15",
        "1f",
        "21",
        "24",
        "25",
        "26",
    ]


def test_quarters_and_months() -> None:
    assert [period_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 12) == date(2025, 1, 15)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)


def test_wilsons_interval_of_a_share() -> None:
    found = share_interval(1, 10)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0179, 0.4042)  # Wilson 1927, as in the textbooks
    everybody = share_interval(5, 5)
    assert everybody is not None
    assert (round(everybody.low, 3), everybody.high) == (0.566, 1.0)
    assert share_interval(0, 0) is None


def test_students_interval_of_a_mean() -> None:
    found = mean_interval((0, 0, 1, 1, 1))  # 3, 4 and 5: 4 ± 4.3027 × 1/√3, cut off at 5
    assert found is not None
    assert (found.value, round(found.low, 3), found.high) == (4.0, 1.516, 5.0)
    many = mean_interval((0, 0, 40, 40, 40))
    assert many is not None
    assert (round(many.low, 3), round(many.high, 3)) == (3.852, 4.148)
    assert mean_interval((0, 0, 0, 0, 1)) is None
    assert mean_interval((0, 0, 0, 0, 0)) is None


def test_who_all_say_the_same_do_not_feign_certainty() -> None:
    found = mean_interval((0, 0, 0, 0, 5))
    assert found is not None
    assert (found.value, found.high) == (5.0, 5.0)
    assert round(found.low, 2) == 3.26


@pytest.mark.parametrize(("degrees", "point"), [(1, 12.706), (30, 2.042), (31, 2.040), (60, 2.000), (10_000, 1.960)])
def test_students_points(degrees: int, point: float) -> None:
    assert student(degrees) == pytest.approx(point, abs=0.001)


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ({}, ""),
        ({"a": 4}, ""),
        ({"a": 5}, "a"),
        ({"a": 9, "b": 5, "c": 0}, "ab"),
        ({"a": 9, "b": 6, "c": 2}, "a"),  # the whole less a and b would be c
        ({"a": 9, "b": 3, "c": 2}, "a"),  # b and c together are enough
        ({"a": 9, "c": 1}, ""),
    ],
)
def test_nothing_can_be_taken_from_the_whole(answered: dict[str, int], shown: str) -> None:
    assert readable(answered, 5) == set(shown)


def test_what_is_held_back_is_always_nothing_or_enough() -> None:
    lots = Random(7)
    for _round in range(500):
        answered = {key: lots.randrange(12) for key in range(lots.randrange(6))}
        shown = readable(answered, 5)
        held_back = sum(count for key, count in answered.items() if key not in shown)
        assert all(answered[key] >= 5 for key in shown)
        assert not shown or held_back == 0 or held_back >= 5


def said(number: int, *, unit: int = 1, lead: int = 1, period: str = "2026-Q4", value: int = 4) -> list[Asked]:
    values = dict.fromkeys(SurveyQuestion, value)
    return [Asked(period, unit, lead, Expects.YES if each % 2 else Expects.NO, values) for each in range(number)]


def test_a_unit_with_few_answers_has_no_figures_and_its_consultants_neither() -> None:
    asked = [*said(6, lead=1), *said(4, lead=2), *said(3, unit=2, lead=3), Asked("2026-Q4", 2, 3, None)]
    whole = results(asked, quarter=None, unit_id=None, fewest=5)
    assert (whole.total.sent, whole.total.answered, whole.total.shown) == (14, 13, True)
    assert {part.key: part.shown for part in whole.parts} == {1: False, 2: False}
    unit = results(asked, quarter=None, unit_id=2, fewest=5)
    assert (unit.total.sent, unit.total.shown, [part.shown for part in unit.parts]) == (4, False, [False])
    alone = results(asked[:10], quarter=None, unit_id=1, fewest=5)
    assert alone.total.shown
    assert {part.key: part.shown for part in alone.parts} == {1: False, 2: False}


def test_a_quarter_is_held_back_when_the_year_would_tell_another() -> None:
    asked = [*said(9, period="2026-Q1"), *said(6, period="2026-Q2"), *said(2, period="2026-Q3")]
    shown = {
        quarter: results(asked, quarter=quarter, unit_id=None, fewest=5).total.shown
        for quarter in (None, "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    }
    assert shown == {None: True, "2026-Q1": True, "2026-Q2": False, "2026-Q3": False, "2026-Q4": False}


def test_the_figures_of_a_group() -> None:
    total = results([*said(4, value=5), *said(4, value=3)], quarter="2026-Q4", unit_id=None, fewest=5).total
    assert [figure.question for figure in total.figures] == list(SurveyQuestion)
    assert (total.figures[0].counts, total.figures[0].mean.value) == ((0, 0, 4, 0, 4), 4.0)
    assert total.expects == {Expects.YES: 4, Expects.NO: 4, Expects.DONT_KNOW: 0}
    assert total.expecting is not None
    assert total.expecting.value == 0.5
