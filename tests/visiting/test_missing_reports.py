"""Who has not written is reminded, and then their manager sees it."""

from datetime import date, timedelta

import pytest
from contact_ground import Colleague, MakeCompany, asked, logged
from flask import Flask
from people import ANNA, DORTE, SignedIn
from query_count import counted
from sqlmodel import Session
from visit_pages import all_of, at, begun_visit

from crm.contacts.models import Task
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.working_time import WorkingCalendar
from crm.visiting.queries.reports import overdue_before
from crm.visiting.services.report_reminders import remind
from crm.visits.services.booking import Booking, book_visit
from crm.working_time import shipped


def test_who_does_not_report_is_reminded_once(
    signed_in: SignedIn, session: Session, anna: Colleague, company: int
) -> None:
    at_work = signed_in(ANNA)
    visit = begun_visit(session, company, anna, ago=timedelta(days=8))
    begun_visit(session, company, anna)
    for _morning in range(2):
        with transaction(session) as work:
            remind(work, now=utc_now())
    (task,) = all_of(session, Task)
    assert task.title.startswith("Skriv referat af besøget den ")
    assert (task.owner_user_id, task.done_at) == (anna.id, None)
    assert at_work.get("/my-day").has("Besøg uden referat", "Skriv referat")
    at_work.get(f"/visits/{visit.id}/report").form("Gem referatet").send(note="Endelig")
    assert all_of(session, Task)[0].done_at is not None, "the report ticks it off"


def test_the_task_of_a_report_is_no_appointment_with_the_company(
    session: Session, anna: Colleague, company: int
) -> None:
    """Else it would end the company's rest for the one who has not written."""
    begun_visit(session, company, anna, ago=timedelta(days=8))
    logged(session, anna, company, at=utc_now() - timedelta(days=2))
    with transaction(session) as work:
        assert remind(work, now=utc_now()) == 1
    assert asked(session, anna, company, moment=utc_now()).answer.value == "wait"


def test_the_manager_sees_what_is_missing(
    app: Flask,
    signed_in: SignedIn,
    session: Session,
    anna: Colleague,
    carla: Colleague,
    make_company: MakeCompany,
) -> None:
    begun_visit(session, make_company("Ældst"), anna, ago=timedelta(days=12))
    begun_visit(session, make_company("Yngre"), anna, ago=timedelta(days=9))
    begun_visit(session, make_company("Frisk"), anna)
    begun_visit(session, make_company("Andet hus"), carla, ago=timedelta(days=9))
    dorte = signed_in(DORTE)
    page = dorte.get("/visits/unreported")
    assert page.has("3 besøg uden referat")
    assert [[row[1] for row in page.rows(number)] for number in range(2)] == [["Andet hus"], ["Ældst", "Yngre"]]
    with counted(app) as few:
        dorte.get("/visits/unreported")
    for number in range(5):
        begun_visit(session, make_company(f"Endnu {number}"), anna, ago=timedelta(days=10))
    with counted(app) as many:
        dorte.get("/visits/unreported")
    assert few.count == many.count


def test_overdue_is_counted_in_working_days() -> None:
    days_off = shipped.days(2025) | shipped.days(2026) | shipped.days(2027)
    calendar = WorkingCalendar({shipped.SINCE: shipped.HOURS}, days_off)
    for number in range(400):
        today = date(2026, 1, 1) + timedelta(days=number)
        for days in (0, 1, 2, 5):
            first = overdue_before(calendar, today, days)
            assert today <= calendar.add_working_days(first, days)
            assert today > calendar.add_working_days(first - timedelta(days=1), days)


@pytest.mark.parametrize(
    ("visited", "last"),
    [(date(2026, 3, 26), date(2026, 3, 30)), (date(2026, 10, 22), date(2026, 10, 26))],
    ids=["spring", "autumn"],
)
def test_two_working_days_are_two_days_when_the_clocks_change(
    session: Session, company: int, anna: Colleague, visited: date, last: date
) -> None:
    """A Thursday's visit can be reported until Monday is over in Copenhagen, whichever hour that is elsewhere."""
    booking = Booking(company_id=company, lead_user_id=anna.id, starts_at=at(14, day=visited), purpose="Praktik")
    with transaction(session) as work:
        book_visit(work, booking, user_id=anna.id, now=at(9, day=visited))
    with transaction(session) as work:
        assert remind(work, now=at(23, 59, day=last)) == 0
    with transaction(session) as work:
        assert remind(work, now=at(23, 59, day=last) + timedelta(minutes=2)) == 1
    (task,) = all_of(session, Task)
    assert task.due_at == at(23, 59, day=last + timedelta(days=1)), "until that day is over"
