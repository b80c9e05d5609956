"""Whatever the planner is asked, its answer can be driven; and the check that says so sees every fault."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.planning.core.check import Fault, faults
from crm.planning.core.days import day_of
from crm.planning.core.problem import Due, Fixed, Point, Problem, Proposal, Route, Shift, Stop, Window
from crm.planning.core.solve import Effort, propose
from crm.planning.core.travel import kilometres, minutes, slots

MONDAY = date(2026, 3, 2)
DAYS = [MONDAY + timedelta(days=number) for number in range(3)]
START = Point(57.048, 9.919, "start")
QUICK = Effort(rounds=40)
ALL_DAY = (Window(8 * 60, 16 * 60),)


def due(number: int, *, value: int = 20, north: float = 0.0, windows: tuple[Window, ...] = ALL_DAY) -> Due:
    return Due(number, Point(57.05 + north, 9.92, f"at-{number}"), value, 60, dict.fromkeys(DAYS, windows))


def shift(*fixed: Fixed, day: date = MONDAY, most: int = 4, user: int = 1) -> Shift:
    return Shift(user, day, 8 * 60, 16 * 60, START, most, fixed)


def fixed(number: int, begins: int, ends: int, *, north: float = 0.1) -> Fixed:
    return Fixed(number, begins, ends, Point(57.05 + north, 9.92, f"fixed-{number}"))


points = st.builds(
    lambda north, east, spot: Point(56.8 + north / 20, 9.5 + east / 20, spot),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(["a", "b", "c", "d"]),
)
times = st.integers(5 * 60, 20 * 60)
windows = st.builds(lambda begins, length: Window(begins, begins + length), times, st.integers(10, 300))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    numbers = iter(range(1, 1000))
    one_of_ours = [
        Shift(
            user,
            day,
            begins := draw(st.integers(6 * 60, 10 * 60)),
            begins + draw(st.integers(0, 9 * 60)),
            draw(st.sampled_from([START, Point(57.3, 9.9, "start")])),
            draw(st.integers(1, 5)),
            tuple(
                Fixed(
                    next(numbers), at := draw(times), at + draw(st.integers(10, 200)), draw(points), draw(st.booleans())
                )
                for _ in range(draw(st.integers(0, 3)))
            ),
        )
        for user in range(1, draw(st.integers(1, 3)) + 1)
        for day in draw(st.lists(st.sampled_from(DAYS), unique=True, max_size=3))
    ]
    companies = [
        Due(
            number,
            draw(points),
            draw(st.integers(1, 80)),
            draw(st.sampled_from([20, 30, 45, 60, 90])),
            draw(st.dictionaries(st.sampled_from(DAYS), st.lists(windows, max_size=2).map(tuple), max_size=3)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return Problem(companies, one_of_ours)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_every_plan_can_be_driven(problem: Problem) -> None:
    assert faults(problem, propose(problem, QUICK)) == []


@settings(max_examples=200, deadline=None)
@given(points, points, points)
def test_a_detour_is_never_shorter(one: Point, other: Point, third: Point) -> None:
    for way in (kilometres, minutes, slots):
        assert way(one, third) <= way(one, other) + way(other, third) + 1e-9
        assert way(one, other) == way(other, one)


def test_the_more_valuable_company_is_visited_when_there_is_room_for_one() -> None:
    problem = Problem([due(1, value=20), due(2, value=60), due(3, value=30)], [shift(most=1)])
    proposal = propose(problem, QUICK)
    assert list(proposal.visited()) == [2]
    assert proposal.value(problem) == 60


def test_a_company_far_away_is_not_worth_the_way() -> None:
    problem = Problem([due(1, value=5, north=1.0)], [shift()])
    assert list(propose(problem, QUICK).visited()) == []


def test_visits_begin_on_the_quarter_and_leave_room_for_the_way() -> None:
    problem = Problem([due(number, north=0.03 * number) for number in range(1, 5)], [shift()])
    stops = propose(problem, QUICK).routes[0].stops
    assert len(stops) == 4
    assert all(stop.begins % 15 == 0 for stop in stops)
    assert all(after.begins - before.ends >= 15 for before, after in pairwise(stops))


def test_a_booked_visit_stays_where_it_is_and_counts() -> None:
    booked = fixed(7, 10 * 60 + 10, 11 * 60 + 5)
    problem = Problem([due(number) for number in range(1, 9)], [shift(booked, most=3), shift(user=2)])
    first, second = propose(problem, QUICK).routes
    assert Stop(booked.begins, booked.ends, fixed_id=7) in first.stops
    assert (len(first.stops), len(second.stops)) == (3, 4)


def test_what_a_person_booked_against_the_clock_is_kept_and_planned_around() -> None:
    overlapping = (fixed(1, 600, 690), fixed(2, 660, 720, north=0.3), fixed(3, 930, 1020))
    day = day_of(shift(*overlapping))
    assert [len(block.fixed) for block in day.blocks] == [2, 1]
    assert day.ends > 16 * 60  # home after the last one
    problem = Problem([due(number) for number in range(1, 9)], [shift(*overlapping, most=6)])
    assert faults(problem, propose(problem, QUICK)) == []


def test_hours_too_short_to_plan_in_are_left_alone() -> None:
    """Found by the property: an early visit must not widen a day that has no hours of its own."""
    early = Fixed(1, 300, 310, Point(57.05, 9.92, "at-1"), counts=False)
    short = Shift(1, MONDAY, 391, 405, START, 1, (early,))
    company = Due(1, Point(57.05, 9.92, "at-1"), 20, 20, {MONDAY: (Window(300, 345),)})
    assert not day_of(short).open
    assert list(propose(Problem([company], [short]), QUICK).visited()) == []


def test_a_booked_visit_outside_the_hours_counts_as_well() -> None:
    """Found by the property."""
    early = fixed(1, 300, 310)
    problem = Problem([due(number) for number in range(1, 6)], [shift(early, most=3)])
    assert len(list(propose(problem, QUICK).visited())) == 2


def test_only_the_company_s_own_hours_are_used() -> None:
    late = due(1, windows=(Window(13 * 60, 14 * 60), Window(15 * 60, 15 * 60 + 10)))
    never = due(2, windows=(Window(13 * 60, 13 * 60 + 30),))
    problem = Problem([late, never], [shift()])
    assert [stop.begins for stop in propose(problem, QUICK).routes[0].stops] == [13 * 60]


def test_nobody_to_go_and_nowhere_to_go() -> None:
    assert propose(Problem([due(1)], []), QUICK) == Proposal(())
    assert propose(Problem([], [shift()]), QUICK).routes[0].stops == ()


def test_the_search_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[float] = []

    def go_on(share: float) -> bool:
        told.append(share)
        return False

    problem = Problem([due(number) for number in range(1, 9)], [shift()])
    propose(problem, Effort(seconds=30), go_on)
    assert len(told) == 1
    assert 0 < told[0] < 0.2


WRONG = {
    Fault.TWICE: [Stop(9 * 60, 10 * 60, 1), Stop(12 * 60, 13 * 60, 1)],
    Fault.UNKNOWN: [Stop(9 * 60, 10 * 60, 99)],
    Fault.FIXED_CHANGED: [Stop(9 * 60, 10 * 60, 1)],
    Fault.TOO_SHORT: [Stop(9 * 60, 9 * 60 + 30, 1)],
    Fault.OUTSIDE_WINDOW: [Stop(9 * 60, 10 * 60, 2)],
    Fault.OUTSIDE_HOURS: [Stop(15 * 60 + 15, 16 * 60 + 15, 1)],
    Fault.NO_TIME_FOR_THE_WAY: [Stop(11 * 60, 12 * 60, 1), Stop(12 * 60, 13 * 60, 3)],
    Fault.TOO_MANY: [Stop(8 * 60 + 15, 9 * 60 + 15, 1), Stop(13 * 60 + 30, 14 * 60 + 30, 3)],
}


@pytest.mark.parametrize("fault", WRONG)
def test_the_check_sees_each_fault(fault: Fault) -> None:
    booked = fixed(7, 600, 660, north=0.02)
    problem = Problem(
        [due(1), due(2, windows=(Window(13 * 60, 16 * 60),)), due(3)],
        [shift(booked, most=2)],
    )
    kept = [] if fault is Fault.FIXED_CHANGED else [Stop(600, 660, fixed_id=7)]
    stops = sorted([*kept, *WRONG[fault]], key=lambda stop: stop.begins)
    assert fault in faults(problem, Proposal((Route(1, MONDAY, tuple(stops)),)))


def test_the_check_wants_the_days_that_were_asked_for() -> None:
    assert Fault.UNKNOWN in faults(Problem([], [shift()]), Proposal(()))
    assert Fault.UNKNOWN in faults(Problem([], []), Proposal((Route(1, MONDAY, ()),)))
