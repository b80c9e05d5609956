"""The clocks of requests are those of one who looks at the wall every minute, on random histories.

With pauses over weekends and Easter, half days, both clock changes, a calendar that is edited afterwards, categories
and priorities that change, also while it waits. `CLOCK_HISTORIES=10000` tries so many.
"""

import os
from datetime import date, datetime, time, timedelta
from typing import Any

from clock_reference import Office, due_minute, minute_number, watch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.employer_requests.clock import (
    Clock,
    GoalLine,
    Goals,
    Happening,
    Part,
    State,
    clocks,
    closed_at,
)
from crm.employer_requests.words import EventKind, GoalKind, Outcome, Priority
from crm.values.clock import COPENHAGEN
from crm.values.versions import Versions
from crm.values.working_time import Block, SpecialDay, WorkingCalendar

HISTORIES = int(os.environ.get("CLOCK_HISTORIES", "100"))
LONG_AGO = date(2020, 1, 1)
H = 60
USUAL = (((8 * H, 16 * H),),) * 4 + (((8 * H, 14 * H),), (), ())
LUNCH = (((8 * H, 12 * H), (12 * H + 30, 15 * H)), ((10 * H, 18 * H),), (), *USUAL[3:5], ((9 * H, 12 * H),), ())
NIGHT = ((), (), (), (), (), ((22 * H, 23 * H + 59),), ((0, 4 * H), (6 * H, 7 * H)))
HOLIDAYS = {
    date(2026, 4, 2): (),
    date(2026, 4, 3): (),
    date(2026, 4, 6): (),
    date(2026, 5, 1): ((8 * H, 12 * H),),
    date(2026, 6, 5): ((8 * H, 12 * H),),
    date(2026, 12, 24): (),
    date(2026, 12, 25): (),
    date(2026, 12, 31): (),
    date(2027, 1, 1): (),
}
OFFICES = (
    Office("usual", USUAL, HOLIDAYS),
    Office("lunch", LUNCH, {date(2026, 3, 30): ((11 * H, 12 * H), (12 * H + 30, 15 * H))}),
    Office("night", NIGHT),
    Office("always", (((0, 23 * H + 59),),) * 7, {day: hours for day, hours in HOLIDAYS.items() if not hours}),
)
STARTS = (
    datetime(2026, 3, 24, tzinfo=COPENHAGEN),  # Easter, and the spring change
    datetime(2026, 4, 28, tzinfo=COPENHAGEN),
    datetime(2026, 5, 30, tzinfo=COPENHAGEN),
    datetime(2026, 10, 20, tzinfo=COPENHAGEN),  # the autumn change
    datetime(2026, 12, 20, tzinfo=COPENHAGEN),
)
GOALS = Goals(
    [
        GoalLine(GoalKind.FIRST_ANSWER, None, None, LONG_AGO, 480),
        GoalLine(GoalKind.FIRST_ANSWER, None, Priority.URGENT, LONG_AGO, 120),
        GoalLine(GoalKind.FIRST_ANSWER, 2, None, LONG_AGO, 240),
        GoalLine(GoalKind.PLAN_AGREED, None, None, LONG_AGO, 960),
        GoalLine(GoalKind.PLAN_AGREED, 3, None, LONG_AGO, None),
        GoalLine(GoalKind.DONE, None, None, LONG_AGO, 2400),
        GoalLine(GoalKind.DONE, 1, Priority.HIGH, LONG_AGO, 700),
        GoalLine(GoalKind.DONE, 2, None, LONG_AGO, 1500),
    ]
)


def _clock_time(minute: int) -> time:
    return time(minute // H, minute % H)


def _calendar(office: Office) -> WorkingCalendar:
    week = {
        day: [Block(_clock_time(opens), _clock_time(closes)) for opens, closes in hours]
        for day, hours in enumerate(office.week)
    }
    return WorkingCalendar({LONG_AGO: week}, {day: _special(hours) for day, hours in office.days.items()})


def _special(hours: tuple[tuple[int, int], ...]) -> SpecialDay:
    if not hours:
        return SpecialDay("closed")
    if hours[0][0] > 8 * H:
        return SpecialDay("late", open_from=_clock_time(hours[0][0]))
    return SpecialDay("half", open_until=_clock_time(hours[-1][1]))


CALENDARS = {office: _calendar(office) for office in OFFICES}
events = st.one_of(
    st.just({"kind": EventKind.WAITING_FOR_COMPANY, "text": "the job advert"}),
    st.just({"kind": EventKind.RESUMED}),
    st.builds(dict, kind=st.just(EventKind.RECATEGORISED), category_id=st.integers(1, 3)),
    st.builds(dict, kind=st.just(EventKind.PRIORITY_CHANGED), priority=st.sampled_from(Priority)),
    st.builds(
        dict,
        kind=st.sampled_from(
            [EventKind.FIRST_ANSWER, EventKind.PLAN_AGREED, EventKind.DONE, EventKind.REOPENED, EventKind.NOTE]
        ),
    ),
    st.builds(dict, kind=st.just(EventKind.CLOSED), outcome=st.sampled_from(Outcome)),
)
lengths = st.one_of(st.integers(0, 90), st.integers(0, 1_500), st.integers(0, 5_000))


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    at = draw(st.sampled_from(STARTS)) + timedelta(
        minutes=draw(st.integers(0, 3 * 24 * H)), seconds=draw(st.integers(0, 59))
    )
    found = [Happening(EventKind.RECEIVED, at, draw(st.integers(1, 3)), draw(st.sampled_from(Priority)))]
    for given_event in draw(st.lists(st.tuples(lengths, events), max_size=8)):
        at += timedelta(minutes=given_event[0])
        more: dict[str, Any] = given_event[1]
        found.append(Happening(at=at, **more))
    return found


@settings(
    max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(histories(), lengths, st.sampled_from(OFFICES), st.sampled_from(OFFICES), st.integers(0, 20 * 24 * H))
def test_every_minute_is_where_one_who_watches_puts_it(
    history: list[Happening], later: int, office: Office, edited: Office, edited_after: int
) -> None:
    now = history[-1].at + timedelta(minutes=later)
    edit = history[0].at + timedelta(minutes=edited_after)
    known = Versions([edit], lambda moment: edited if moment >= edit else office)
    counts = known.at(closed_at(history) or now)
    found = clocks(history, GOALS, CALENDARS[counts], now=now)
    for kind in GoalKind:
        seen = watch(history, kind, counts, now)
        limit = GOALS.minutes(kind, seen.about[0], Priority(seen.about[1]), date(2026, 6, 1))
        assert (kind in found) == (limit is not None)
        if limit is not None:
            due = due_minute(seen, limit, counts, now)
            clock = found[kind]
            assert _noted(clock) == (
                limit,
                len(seen.counted),
                seen.paused,
                seen.closed,
                seen.finished,
                due,
                seen.stopped,
            )
            end = minute_number(now) if seen.stopped is None else seen.stopped
            assert clock.state is _state(seen.end, waiting=seen.waiting, late=due is not None and end > due)
            _unfolded_whole(clock, end)


def _noted(clock: Clock) -> tuple[int | None, ...]:
    due, stopped = clock.due_at, clock.stopped_at
    return (
        clock.limit,
        clock.counted,
        clock.paused,
        clock.closed,
        clock.finished,
        None if due is None else minute_number(due),
        None if stopped is None else minute_number(stopped),
    )


def _state(end: str, *, waiting: bool, late: bool) -> State:
    if late:
        return State.MISSED
    if end:
        return State.MET if end == "reached" else State.NOT_NEEDED
    return State.PAUSED if waiting else State.RUNNING


def _unfolded_whole(clock: Clock, end: int) -> None:
    """The stretches leave no gap, and add up to the figures."""
    at = minute_number(clock.received_at)
    sums = dict.fromkeys(Part, 0)
    for segment in clock.segments:
        assert minute_number(segment.starts_at) == at
        at = minute_number(segment.ends_at)
        assert segment.minutes > 0
        sums[segment.part] += segment.minutes
    assert at == end
    assert list(sums.values()) == [clock.counted, clock.paused, clock.closed, clock.finished]
