"""The opening calendar as it is kept: what came with the installation, what was changed, what was known when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from contact_ground import DAY, NOW, Colleague
from flask import Flask
from query_count import counted
from sqlmodel import Session

from crm.db import transaction
from crm.refusal import Refusal
from crm.values.clock import COPENHAGEN
from crm.values.errors import InvalidValueError
from crm.values.working_time import Block
from crm.working_time import shipped
from crm.working_time.queries import calendar_history, closed_days, hours_on, opening_calendar, opening_hours
from crm.working_time.services import (
    StaleHoursError,
    add_closed_day,
    drop_opening_hours,
    ensure_closed_days,
    ensure_opening_hours,
    remove_closed_day,
    set_opening_hours,
)
from crm.working_time.writing import read_blocks, write_blocks

LATER = datetime.now(UTC) + DAY  # after the set-up
FOUR_DAYS = {day: [Block(time(9), time(15))] for day in range(4)}


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=COPENHAGEN)


def test_an_installation_starts_with_usual_hours_and_the_public_holidays(session: Session) -> None:
    calendar = opening_calendar(session)
    assert calendar.minutes_between(at(3, 1, 0), at(3, 8, 0)) == 4 * 480 + 360
    assert calendar.special_days[date(2027, 3, 26)].name == "Langfredag"
    assert calendar.special_days[date(2027, 12, 24)].closed
    assert calendar.special_days[date(2027, 5, 1)].open_until == time(12)
    assert not calendar.is_working_day(date(2031, 12, 25))  # a year that nobody has filled in


def test_set_up_again_changes_nothing(session: Session) -> None:
    before = len(closed_days(session, date(2000, 1, 1), date(2100, 1, 1)))
    with transaction(session) as on:
        ensure_opening_hours(on, now=LATER)
        assert ensure_closed_days(on, now=datetime.now(UTC)) == 0
    assert len(closed_days(session, date(2000, 1, 1), date(2100, 1, 1))) == before
    assert len(opening_hours(session)) == 1


def test_a_holiday_that_was_removed_stays_removed(session: Session, anna: Colleague) -> None:
    year = datetime.now(UTC).year + 1
    (line,) = closed_days(session, date(year, 6, 5), date(year, 6, 5))
    with transaction(session) as on:
        assert remove_closed_day(on, line.closed_day, user_id=anna.id, now=LATER)
        assert not remove_closed_day(on, line.closed_day, user_id=anna.id, now=LATER)
        assert ensure_closed_days(on, now=datetime.now(UTC)) == 0
    assert date(year, 6, 5) not in opening_calendar(session).special_days


def test_hours_hold_from_their_day_on_and_can_be_taken_back(session: Session, anna: Colleague) -> None:
    with transaction(session) as on:
        set_opening_hours(on, date(2027, 3, 8), FOUR_DAYS, user_id=anna.id, now=LATER)
    calendar = opening_calendar(session)
    assert calendar.minutes_between(at(3, 1, 0), at(3, 8, 0)) == 4 * 480 + 360
    assert calendar.minutes_between(at(3, 8, 0), at(3, 15, 0)) == 4 * 360
    holds = hours_on(session, date(2027, 3, 8))
    assert holds is not None
    assert (holds.recorded_by, sorted(holds.week)) == ("Anna Krogh", [0, 1, 2, 3])
    with transaction(session) as on:
        drop_opening_hours(on, date(2027, 3, 8), user_id=anna.id, now=LATER)
    assert opening_calendar(session).minutes_between(at(3, 8, 0), at(3, 15, 0)) == 4 * 480 + 360
    with pytest.raises(Refusal, match="de eneste åbningstider"), transaction(session) as on:
        drop_opening_hours(on, shipped.SINCE, user_id=anna.id, now=LATER)


def test_what_was_known_before_a_change_is_known_still(session: Session, anna: Colleague) -> None:
    with transaction(session) as on:
        set_opening_hours(on, date(2020, 1, 1), FOUR_DAYS, user_id=anna.id, now=LATER)
        add_closed_day(on, date(2027, 3, 2), "Flytning", open_from=time(12), user_id=anna.id, now=LATER + DAY)
    week = at(3, 1, 0), at(3, 8, 0)
    history = calendar_history(session)
    for moment, minutes in ((LATER - DAY, 4 * 480 + 360), (LATER, 4 * 360), (LATER + DAY, 4 * 360 - 180)):
        assert history.at(moment).minutes_between(*week) == minutes
        assert opening_calendar(session, known=moment).minutes_between(*week) == minutes
    assert opening_calendar(session).minutes_between(*week) == 4 * 360 - 180


def test_a_day_in_a_year_to_come_brings_that_years_holidays(session: Session, anna: Colleague) -> None:
    with transaction(session) as on:
        add_closed_day(on, date(2035, 10, 1), "Flytning", user_id=anna.id, now=LATER)
    days = opening_calendar(session).special_days
    assert (days[date(2035, 10, 1)].name, days[date(2035, 12, 25)].name) == ("Flytning", "Juledag")
    with pytest.raises(Refusal, match="allerede i kalenderen"), transaction(session) as on:
        add_closed_day(on, date(2035, 12, 25), "Jul", user_id=anna.id, now=LATER)


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ({}, "skal have åbent"),
        ({0: [Block(time(9), time(9))]}, "før der lukkes"),
        ({0: [Block(time(9), time(12)), Block(time(11), time(13))]}, "må ikke overlappe"),
    ],
)
def test_hours_that_make_no_sense_are_refused(
    session: Session, anna: Colleague, week: dict[int, list[Block]], why: str
) -> None:
    with pytest.raises(Refusal, match=why), transaction(session) as on:
        set_opening_hours(on, date(2027, 3, 8), week, user_id=anna.id, now=LATER)


def test_hours_somebody_else_has_changed_meanwhile_are_not_overwritten(session: Session, anna: Colleague) -> None:
    with pytest.raises(StaleHoursError), transaction(session) as on:
        set_opening_hours(on, date(2027, 3, 8), FOUR_DAYS, user_id=anna.id, now=LATER, version=-1)


def test_the_calendar_takes_two_queries(app: Flask, session: Session) -> None:
    with counted(app) as statements:
        opening_calendar(session)
        calendar_history(session).at(NOW + timedelta(days=3))
    assert statements.count == 4


def test_opening_times_are_read_as_people_write_them() -> None:
    assert read_blocks("12.30 - 16, 8–12") == [Block(time(8), time(12)), Block(time(12, 30), time(16))]
    assert read_blocks(" ") == []
    assert write_blocks(read_blocks("0800-1200;13-15.30")) == "8.00–12.00, 13.00–15.30"
    for wrong in ("8", "16–8", "8–12, 11–13", "otte–tolv"):
        with pytest.raises(InvalidValueError, match="opening times"):
            read_blocks(wrong)
