"""Clocks and requests in words."""

from datetime import date, datetime, time

import pytest
from flask import Flask

from crm.employer_requests import labels, words
from crm.employer_requests.clock import GoalLine, Goals, Happening, Part, State, clocks
from crm.employer_requests.words import EventKind, GoalKind, Priority
from crm.values.clock import COPENHAGEN
from crm.values.working_time import Block, WorkingCalendar

LONG_AGO = date(2020, 1, 1)
CALENDAR = WorkingCalendar({LONG_AGO: dict.fromkeys(range(5), (Block(time(8), time(16)),))})
GOALS = Goals([GoalLine(GoalKind.FIRST_ANSWER, None, None, LONG_AGO, 480)])
ASKED = datetime(2026, 3, 2, 9, 20, tzinfo=COPENHAGEN)  # a Monday


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=COPENHAGEN)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def said(now: datetime, *more: Happening, asked: datetime = ASKED) -> tuple[str, str]:
    """What the clock says, and in what tone."""
    history = [Happening(EventKind.RECEIVED, asked, 1, Priority.NORMAL), *more]
    clock = clocks(history, GOALS, CALENDAR, now=now)[GoalKind.FIRST_ANSWER]
    return plain(labels.due_text(clock, now)), labels.tone(clock)


@pytest.mark.usefixtures("app")
def test_a_clock_says_when_and_how_much_is_left() -> None:
    assert said(at(2, 10)) == ("i morgen 9.20 (7 t 20 min)", "neutral")
    assert said(at(3, 8, 40)) == ("i dag 9.20 (40 min)", "amber")
    assert said(at(3, 9, 45)) == ("25 min over", "red")
    assert said(at(4, 9, 20)) == ("8 t over", "red")
    friday = at(6, 15)
    assert said(friday, asked=friday) == ("mandag 15.00 (8 t)", "neutral")


@pytest.mark.usefixtures("app")
def test_a_clock_that_rests_or_has_stopped_says_so() -> None:
    waits = Happening(EventKind.WAITING_FOR_COMPANY, at(2, 10))
    assert said(at(4, 9), waits) == ("venter på virksomheden", "neutral")
    assert said(at(4, 9), Happening(EventKind.FIRST_ANSWER, at(2, 10))) == ("overholdt", "green")
    assert said(at(4, 9), Happening(EventKind.FIRST_ANSWER, at(3, 10))) == ("ikke overholdt", "red")


@pytest.mark.usefixtures("app")
def test_durations_are_hours_and_minutes_of_work() -> None:
    assert [plain(labels.duration(minutes)) for minutes in (0, 40, 60, 130, -25, 2400)] == [
        "0 min",
        "40 min",
        "1 t",
        "2 t 10 min",
        "25 min",
        "40 t",
    ]


def test_every_word_has_its_label(app: Flask) -> None:
    assert app
    for enum, table in (
        (words.Channel, labels.CHANNELS),
        (words.Priority, labels.PRIORITIES),
        (words.Status, labels.STATUSES),
        (words.GoalKind, labels.GOALS),
        (words.Outcome, labels.OUTCOMES),
        (words.EventKind, labels.EVENTS),
        (words.LinkKind, labels.LINKS),
        (State, labels.STATES),
        (Part, labels.PARTS),
    ):
        assert set(table) == set(enum)
