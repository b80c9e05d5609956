"""The weeks in which the clocks change: 29 March and 25 October 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from contact_ground import Colleague
from sqlmodel import Session, select

from crm.contacts.guard.enforce import contact_transaction
from crm.db import transaction
from crm.values.clock import COPENHAGEN
from crm.visiting.free_times import offered_times
from crm.visiting.repetition import Every, Repetition, starts_of
from crm.visiting.services.bookings import book
from crm.visits.models import Visit, WorkingHours
from crm.visits.queries.time import free_times
from crm.visits.queries.visits import visits_of
from crm.visits.services.booking import Booking

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 27), datetime(2026, 3, 27, 7, tzinfo=UTC)),  # Friday, winter time
        (date(2026, 3, 30), datetime(2026, 3, 30, 6, tzinfo=UTC)),  # Monday, summer time
        (date(2026, 10, 23), datetime(2026, 10, 23, 6, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 7, tzinfo=UTC)),
    ],
)
def test_the_day_begins_at_eight_in_copenhagen(session: Session, anna: Colleague, day: date, first: datetime) -> None:
    found = free_times(session, anna.id, day, now=NOW)
    assert found[0] == first
    assert len(found) == 15


@pytest.mark.parametrize("first", [date(2026, 3, 24), date(2026, 10, 20)])
def test_a_row_of_visits_keeps_its_time_of_day(session: Session, company: int, anna: Colleague, first: date) -> None:
    booking = Booking(
        company_id=company,
        lead_user_id=anna.id,
        starts_at=datetime(first.year, first.month, first.day, 10, tzinfo=COPENHAGEN),
        purpose="Praktik",
    )
    with contact_transaction(session) as work:
        visits = book(work, booking, Repetition(Every.WEEKS, 1, 2), caller=anna.caller, now=NOW)
    local = [visit.starts_at.astimezone(COPENHAGEN) for visit in visits]
    assert [f"{each:%d %H:%M}" for each in local] == [f"{first:%d} 10:00", f"{first + timedelta(days=7):%d} 10:00"]
    hour = timedelta(hours=1)
    assert visits[1].starts_at - visits[0].starts_at == timedelta(days=7) + (-hour if first.month == 3 else hour)
    assert visits[0].series == visits[1].series is not None
    assert visits_of(session, anna.id, local[1].date(), local[1].date()) == [visits[1]]
    taken = offered_times(session, anna.id, now=NOW, since=local[1].date())
    times = [text for _value, text in next(iter(taken.values()))]
    assert not {"9.00", "9.30", "10.00", "10.30", "11.00"} & set(times)
    assert {"8.30", "11.30"} <= set(times)


def test_the_long_and_the_short_night_for_who_works_then(session: Session, company: int, anna: Colleague) -> None:
    """A Sunday shift over the change: no free times are offered on a Sunday, but a visit can be booked by hand."""
    with transaction(session) as work:
        work.add(WorkingHours(user_id=anna.id, weekday=6, begins=datetime.min.time(), ends=datetime.max.time()))
    assert free_times(session, anna.id, date(2026, 10, 25), now=NOW) == []
    starts_at = datetime(2026, 10, 25, 1, 30, tzinfo=COPENHAGEN).astimezone(UTC)
    booking = Booking(
        company_id=company, lead_user_id=anna.id, starts_at=starts_at, purpose="Natskift", length=timedelta(hours=2)
    )
    with contact_transaction(session) as work:
        book(work, booking, caller=anna.caller, now=NOW)
    visit = session.exec(select(Visit)).one()
    assert f"{visit.ends_at.astimezone(COPENHAGEN):%H:%M}" == "02:30", "two hours later, and the hour came twice"


@pytest.mark.parametrize(
    ("first", "repetition", "days"),
    [
        ((2026, 3, 10), Repetition(Every.WEEKS, 2, 3), [(3, 10), (3, 24), (4, 7)]),
        ((2026, 3, 10), Repetition(Every.MONTHS, 1, 4), [(3, 10), (4, 14), (5, 12), (6, 9)]),
        ((2026, 1, 30), Repetition(Every.MONTHS, 1, 3), [(1, 30), (2, 27), (3, 27)]),
        ((2026, 11, 4), Repetition(Every.MONTHS, 3, 2), [(11, 4), (2, 3)]),
    ],
)
def test_when_visits_repeat(first: tuple[int, int, int], repetition: Repetition, days: list[tuple[int, int]]) -> None:
    found = starts_of(datetime(*first, 10, tzinfo=COPENHAGEN), repetition)
    local = [each.astimezone(COPENHAGEN) for each in found]
    assert [(each.month, each.day) for each in local] == days
    assert {each.hour for each in local} == {10}
