"""Booking visits: free times, no two visits at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from people import ANNA, BO, account_of
from sqlmodel import Session

from crm.db import StaleEditError, transaction
from crm.refusal import Refusal
from crm.register.models import Company
from crm.values.clock import COPENHAGEN
from crm.visits.models import Visit, VisitStatus
from crm.visits.queries.time import free_times
from crm.visits.queries.visits import planned_at, visits_of
from crm.visits.services.booking import Booking, book_visit
from crm.visits.services.changing import set_status
from crm.working_time.services import add_closed_day

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 10 o'clock
TUESDAY = date(2026, 3, 3)
AFTER = NOW + timedelta(days=2)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


@pytest.fixture
def anna(session: Session) -> int:
    return account_of(session, ANNA).id or 0


@pytest.fixture
def company(session: Session) -> int:
    with transaction(session) as on:
        made = Company(cvr="10000001", name="Nordjysk Smedje")
        on.add(made)
    return made.id or 0


def book(on: Session, company: int, lead: int, starts_at: datetime, minutes: int = 60) -> Visit:
    booking = Booking(
        company_id=company,
        lead_user_id=lead,
        starts_at=starts_at,
        purpose="Rekruttering",
        length=timedelta(minutes=minutes),
    )
    with transaction(on) as work:
        return book_visit(work, booking, user_id=lead, now=NOW)


def clock(times: list[datetime]) -> list[str]:
    return [f"{each:%H:%M}" for each in times]


def test_a_working_day_is_free_from_eight_to_four(session: Session, anna: int) -> None:
    found = clock(free_times(session, anna, TUESDAY, now=NOW))
    assert (found[0], found[-1], len(found)) == ("08:00", "15:00", 15)
    assert clock(free_times(session, anna, NOW.date(), now=NOW))[0] == "10:30"


@pytest.mark.parametrize("day", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 4, 3), date(2026, 12, 25)])
def test_weekends_and_holidays_have_no_times(session: Session, anna: int, day: date) -> None:
    assert free_times(session, anna, day, now=NOW) == []


def test_a_day_that_is_closed_in_the_opening_calendar_has_no_times(session: Session, anna: int) -> None:
    assert free_times(session, anna, TUESDAY, now=NOW)
    with transaction(session) as work:
        add_closed_day(work, TUESDAY, "Personaledag", user_id=anna, now=NOW)
    assert free_times(session, anna, TUESDAY, now=NOW) == []


def test_booked_time_is_not_free_until_it_is_cancelled(session: Session, anna: int, company: int) -> None:
    visit = book(session, company, anna, at(10))
    free = clock(free_times(session, anna, TUESDAY, now=NOW))
    assert not {"09:00", "09:30", "10:00", "10:30", "11:00"} & set(free)  # with a quarter of an hour on the road
    assert {"08:30", "11:30"} <= set(free)
    other = account_of(session, BO).id or 0
    assert "10:00" in clock(free_times(session, other, TUESDAY, now=NOW))
    with transaction(session) as work:
        set_status(work, visit, VisitStatus.CANCELLED, version=visit.version, user_id=anna, now=NOW)
    assert "10:00" in clock(free_times(session, anna, TUESDAY, now=NOW))


@pytest.mark.parametrize(("hour", "minute"), [(10, 0), (9, 30), (10, 59)])
def test_two_visits_at_once_are_refused(session: Session, anna: int, company: int, hour: int, minute: int) -> None:
    book(session, company, anna, at(10))
    with pytest.raises(Refusal, match="andet besøg"):
        book(session, company, anna, at(hour, minute))
    book(session, company, anna, at(11))
    book(session, company, anna, at(9))
    assert [f"{visit.starts_at.astimezone(COPENHAGEN):%H}" for visit in visits_of(session, anna, TUESDAY, TUESDAY)] == [
        "09",
        "10",
        "11",
    ]
    assert len(planned_at(session, company, now=NOW)) == 3


def test_what_has_passed_or_has_nobody_is_refused(session: Session, anna: int, company: int) -> None:
    with pytest.raises(Refusal, match="ikke er passeret"):
        book(session, company, anna, NOW)
    with pytest.raises(Refusal, match="åben konto"):
        book(session, company, 4711, at(10))


def test_what_is_over_is_not_planned_again(session: Session, anna: int, company: int) -> None:
    visit = book(session, company, anna, at(10))
    seen = visit.version
    with transaction(session) as work:
        set_status(work, visit, VisitStatus.HELD, version=seen, user_id=anna, now=AFTER)
    with pytest.raises(StaleEditError), transaction(session) as work:
        set_status(work, visit, VisitStatus.NO_SHOW, version=seen, user_id=anna, now=AFTER)
    with pytest.raises(Refusal, match="nyt besøg"), transaction(session) as work:
        set_status(work, visit, VisitStatus.CONFIRMED, version=visit.version, user_id=anna, now=AFTER)
