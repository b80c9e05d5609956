"""The clocks in a day at the desk: when they start, rest, stop, and what a later change does to them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from contact_ground import NOW, Colleague
from flask import Flask
from query_count import counted
from request_ground import category, received
from sqlmodel import Session

from crm.db import transaction
from crm.employer_requests.clock import Clock, GoalLine, Goals, Happening, Part, State, clocks
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.clocks import clocks_of, next_clock, open_clocks, queue, requests_waiting
from crm.employer_requests.queries.requests import request_lines
from crm.employer_requests.services.closing import close
from crm.employer_requests.services.progress import answer_first, wait_for_company
from crm.employer_requests.services.settings import set_goal
from crm.employer_requests.words import Channel, EventKind, GoalKind, Outcome, Priority
from crm.values.clock import COPENHAGEN
from crm.values.working_time import Block, SpecialDay, WorkingCalendar
from crm.working_time.services import add_closed_day, set_opening_hours

LONG_AGO = date(2020, 1, 1)
WEEK = {**dict.fromkeys(range(4), (Block(time(8), time(16)),)), 4: (Block(time(8), time(14)),)}
CALENDAR = WorkingCalendar({LONG_AGO: WEEK}, {date(2026, 4, 3): SpecialDay("Langfredag")})
GOALS = Goals(
    [
        GoalLine(GoalKind.FIRST_ANSWER, None, None, LONG_AGO, 480),
        GoalLine(GoalKind.FIRST_ANSWER, None, Priority.URGENT, LONG_AGO, 120),
        GoalLine(GoalKind.FIRST_ANSWER, 2, None, LONG_AGO, 240),
        GoalLine(GoalKind.DONE, None, None, LONG_AGO, 2400),
        GoalLine(GoalKind.DONE, None, None, date(2026, 3, 3), 600),
        GoalLine(GoalKind.DONE, 2, None, LONG_AGO, None),
    ]
)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=COPENHAGEN)


def asked(moment: datetime, category_id: int = 1, priority: Priority = Priority.NORMAL) -> Happening:
    return Happening(EventKind.RECEIVED, moment, category_id, priority)


def first(now: datetime, *history: Happening) -> Clock:
    return clocks(history, GOALS, CALENDAR, now=now)[GoalKind.FIRST_ANSWER]


def done(now: datetime, *history: Happening) -> Clock:
    return clocks(history, GOALS, CALENDAR, now=now)[GoalKind.DONE]


def test_asked_on_a_saturday_it_starts_on_monday() -> None:
    clock = first(at(2, 9), asked(at(28, 10, month=2)))
    assert (clock.started_at, clock.due_at) == (at(2, 8), at(2, 16))
    assert (clock.counted, clock.share, clock.left, clock.state) == (60, 12, 420, State.RUNNING)
    assert [segment.part for segment in clock.segments] == [Part.CLOSED, Part.COUNTED]


def test_the_last_minute_is_in_time_and_the_next_is_not() -> None:
    answer = EventKind.FIRST_ANSWER
    assert first(at(2, 16), asked(at(2, 8)), Happening(answer, at(2, 16))).state is State.MET
    assert first(at(2, 16, 1), asked(at(2, 8)), Happening(answer, at(2, 16, 1))).state is State.MISSED
    assert first(at(2, 16), asked(at(2, 8))).state is State.RUNNING
    late = first(at(3, 8, 25), asked(at(2, 8)))
    assert (late.state, late.left, late.open) == (State.MISSED, -25, True)


def test_a_pause_moves_what_is_due_by_the_opening_time_in_it() -> None:
    history = (
        asked(at(6, 12)),
        Happening(EventKind.WAITING_FOR_COMPANY, at(6, 13), text="jobopslaget"),
        Happening(EventKind.RESUMED, at(9, 9)),
    )
    clock = first(at(9, 10), *history)
    assert (clock.counted, clock.paused, clock.due_at) == (120, 120, at(9, 16))
    waiting = first(at(7, 10), *history[:2])
    assert (waiting.state, waiting.due_at, waiting.waiting) == (State.PAUSED, None, True)
    assert [(each.part, each.reason) for each in waiting.segments][1:] == [
        (Part.PAUSED, "jobopslaget"),
        (Part.CLOSED, ""),
    ]


def test_due_at_the_very_minute_a_pause_begins() -> None:
    history = (
        asked(at(2, 8)),
        Happening(EventKind.WAITING_FOR_COMPANY, at(2, 16)),
        Happening(EventKind.RESUMED, at(4, 9)),
    )
    assert first(at(4, 9), *history).due_at == at(2, 16)
    assert first(at(4, 10), *history).state is State.MISSED


def test_closed_days_have_their_names_in_what_is_unfolded() -> None:
    clock = first(at(6, 9, month=4), asked(at(2, 15, month=4)))
    assert [each.reason for each in clock.segments if each.part is Part.CLOSED] == ["Langfredag"]


def test_more_urgent_while_it_waits_keeps_the_pause() -> None:
    raised = Happening(EventKind.PRIORITY_CHANGED, at(2, 14), priority=Priority.URGENT)
    history = (asked(at(2, 8)), Happening(EventKind.WAITING_FOR_COMPANY, at(2, 9)), raised)
    clock = first(at(2, 15), *history, Happening(EventKind.RESUMED, at(2, 15)))
    assert (clock.limit, clock.counted, clock.paused, clock.due_at) == (120, 60, 360, at(2, 16))


def test_a_category_that_changes_twice_is_as_if_it_had_always_been_the_last() -> None:
    to_two = Happening(EventKind.RECATEGORISED, at(2, 9), category_id=2)
    back = Happening(EventKind.RECATEGORISED, at(2, 10), category_id=1)
    assert first(at(2, 11), asked(at(2, 8)), to_two).due_at == at(2, 12)
    assert first(at(2, 11), asked(at(2, 8)), to_two, back).due_at == at(2, 16)
    assert GoalKind.DONE not in clocks((asked(at(2, 8)), to_two), GOALS, CALENDAR, now=at(2, 11))


def test_what_was_answered_is_judged_as_it_was_then() -> None:
    answered = Happening(EventKind.FIRST_ANSWER, at(2, 14))
    later = Happening(EventKind.RECATEGORISED, at(2, 15), category_id=2)
    assert first(at(2, 16), asked(at(2, 8)), answered, later).state is State.MET


def test_opened_again_it_counts_on_from_there_with_what_it_is_about_by_then() -> None:
    history = (
        asked(at(2, 8)),
        Happening(EventKind.CLOSED, at(2, 9), outcome=Outcome.WITHDRAWN),
        Happening(EventKind.PRIORITY_CHANGED, at(2, 10), priority=Priority.URGENT),
        Happening(EventKind.REOPENED, at(3, 9)),
    )
    ended = first(at(2, 12), *history[:3])
    assert (ended.state, ended.limit, ended.counted) == (State.NOT_NEEDED, 480, 60)
    again = first(at(3, 9, 30), *history)
    assert (again.limit, again.counted, again.finished, again.due_at) == (120, 90, 24 * 60, at(3, 10))


def test_an_end_without_need_is_missed_all_the_same_when_it_was_late() -> None:
    withdrawn = Happening(EventKind.CLOSED, at(3, 9), outcome=Outcome.WITHDRAWN)
    assert first(at(4, 9), asked(at(2, 8)), withdrawn).state is State.MISSED


def test_done_is_answered_too() -> None:
    finished = Happening(EventKind.DONE, at(2, 9))
    assert first(at(4, 9), asked(at(2, 8)), finished).state is State.MET
    helped = Happening(EventKind.CLOSED, at(2, 10), outcome=Outcome.COOPERATION)
    assert done(at(4, 9), asked(at(2, 8)), finished, helped).stopped_at == at(2, 9)


def test_goals_hold_for_requests_received_from_their_day_on() -> None:
    assert done(at(2, 9), asked(at(2, 8))).limit == 2400
    assert done(at(3, 9), asked(at(3, 8))).limit == 600
    urgent = first(at(2, 9), asked(at(2, 8), 2, Priority.URGENT))
    assert urgent.limit == 240  # the category says more than the priority


def test_a_history_begins_with_its_being_received() -> None:
    with pytest.raises(ValueError, match="begins with"):
        clocks([Happening(EventKind.CLOSED, NOW)], GOALS, CALENDAR, now=NOW)


# From here on with what the database holds: opening hours and goals as they came with the installation.


def test_a_closed_request_keeps_its_result_and_an_open_one_does_not(session: Session, anna: Colleague) -> None:
    over = received(session, anna, channel=Channel.PHONE)
    open_one = received(session, anna, channel=Channel.PHONE)
    with transaction(session) as on:
        close(on, over, Outcome.ADVISED, "Intet", user_id=anna.id, now=NOW + timedelta(hours=6))
    before = clocks_of(session, [over.id or 0, open_one.id or 0], now=NOW + timedelta(hours=6))
    edited_at = datetime.now(UTC) + timedelta(days=1)
    with transaction(session) as on:
        short = {day: [Block(time(8), time(10, 30))] for day in range(5)}
        set_opening_hours(on, date(2026, 1, 1), short, user_id=anna.id, now=edited_at)
        recruitment = category(session)
        line = GoalLine(GoalKind.FIRST_ANSWER, recruitment, None, date(2026, 1, 1), 31)
        set_goal(on, line, user_id=anna.id, now=edited_at)
    after = clocks_of(session, [over.id or 0, open_one.id or 0], now=edited_at)
    kept, recounted = after[over.id or 0], after[open_one.id or 0]
    assert _result(kept[GoalKind.FIRST_ANSWER]) == _result(before[over.id or 0][GoalKind.FIRST_ANSWER])
    assert kept[GoalKind.FIRST_ANSWER].state is State.MET
    assert before[open_one.id or 0][GoalKind.FIRST_ANSWER].due_at == NOW + timedelta(days=1)
    # Half an hour is left of the short Monday.
    assert recounted[GoalKind.FIRST_ANSWER].due_at == datetime(2026, 3, 3, 8, 1, tzinfo=COPENHAGEN)


def _result(clock: Clock) -> tuple[object, ...]:
    return clock.state, clock.limit, clock.counted, clock.closed, clock.due_at, clock.stopped_at


def test_a_day_that_is_closed_afterwards_moves_what_is_due(session: Session, anna: Colleague) -> None:
    request = received(session, anna)
    with transaction(session) as on:
        add_closed_day(on, date(2026, 3, 2), "Stormflod", user_id=anna.id, now=NOW)
    later = NOW + timedelta(hours=1)
    clock = clocks_of(session, [request.id or 0], now=later)[request.id or 0][GoalKind.FIRST_ANSWER]
    assert (clock.counted, clock.due_at) == (0, datetime(2026, 3, 3, 16, tzinfo=COPENHAGEN))
    assert clock.segments[0].reason == "Stormflod"


def test_the_queue_begins_with_what_is_due_next(session: Session, anna: Colleague, bo: Colleague) -> None:
    calm = received(session, anna, channel=Channel.PHONE)
    waits = received(session, anna, channel=Channel.PHONE, priority=Priority.URGENT)
    urgent = received(session, bo, channel=Channel.PHONE, priority=Priority.URGENT)
    answered = received(session, anna, channel=Channel.PHONE)
    with transaction(session) as on:
        wait_for_company(on, waits, "Jobopslaget", user_id=anna.id, now=NOW)
        answer_first(on, answered, user_id=anna.id, now=NOW)
    assert _order(session) == [urgent.id, calm.id, answered.id, waits.id]
    rows = requests_waiting(session, anna.id, anna.caller.unit_id, now=NOW)
    assert [row.line.request.id for row in rows] == [calm.id, answered.id, waits.id]
    assert rows[1].clock is not None
    assert rows[1].clock.kind is GoalKind.PLAN_AGREED


def _order(on: Session) -> list[int | None]:
    return [row.line.request.id for row in queue(on, now=NOW)]


def test_as_many_queries_for_one_request_as_for_many(app: Flask, session: Session, anna: Colleague) -> None:
    def count() -> int:
        with counted(app) as statements:
            assert queue(session, now=NOW)
            assert open_clocks(session, now=NOW)
        return statements.count

    received(session, anna)
    first, few = count(), count()  # the goals and the calendar are read once
    for _number in range(4):
        received(session, anna)
    assert (count(), first) == (few, few + 3)
    assert few <= 5


def test_nothing_open_has_no_next_clock(session: Session, anna: Colleague) -> None:
    request: EmployerRequest = received(session, anna, channel=Channel.PHONE)
    with transaction(session) as on:
        close(on, request, Outcome.ADVISED, "Intet", user_id=anna.id, now=NOW)
    assert next_clock(clocks_of(session, [request.id or 0], now=NOW)[request.id or 0]) is None
    assert queue(session, now=NOW) == []
    assert request_lines(session)[0].owner == "Anna Krogh"
