"""When tasks are due: days and clocks of Copenhagen, also in the nights in which the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from contact_ground import Colleague, call_back
from sqlmodel import Session

from crm.contacts.due import ALL_DAY, PutOff, due_moment, due_time, end_of_day, put_off, put_off_day
from crm.contacts.models import TaskKind
from crm.contacts.queries.my_day import my_day
from crm.contacts.queries.tasks import own_tasks
from crm.contacts.services.tasks import add_task
from crm.contacts.task_labels import due_text, overdue_text
from crm.db import transaction
from crm.values.clock import local_date

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 02:00 becomes 03:00; 03:00 becomes 02:00


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (SPRING, time(1, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        (SPRING, time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # left out: shown as 3.30
        (SPRING, time(23, 30), datetime(2026, 3, 29, 21, 30, tzinfo=UTC)),
        (AUTUMN, time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        (AUTUMN, time(23, 30), datetime(2026, 10, 25, 22, 30, tzinfo=UTC)),
        (date(2026, 7, 1), None, datetime(2026, 7, 1, 21, 59, tzinfo=UTC)),
        (date(2026, 1, 1), None, datetime(2026, 1, 1, 22, 59, tzinfo=UTC)),
    ],
)
def test_a_day_and_a_time_are_a_moment(day: date, at: time | None, moment: datetime) -> None:
    assert due_moment(day, at) == moment
    assert local_date(moment) == day


def test_any_time_of_the_day_comes_back_as_none() -> None:
    assert due_time(due_moment(SPRING)) is None
    assert due_time(due_moment(AUTUMN)) is None
    assert due_time(due_moment(SPRING, time(9))) == time(9)
    assert due_time(due_moment(SPRING, ALL_DAY)) is None


@pytest.mark.parametrize(
    ("by", "today", "day"),
    [
        (PutOff.TOMORROW, date(2026, 3, 3), date(2026, 3, 4)),
        (PutOff.TOMORROW, date(2026, 3, 6), date(2026, 3, 9)),  # Friday: over the weekend
        (PutOff.TOMORROW, date(2026, 4, 1), date(2026, 4, 7)),  # over Easter
        (PutOff.WEEK, date(2026, 3, 3), date(2026, 3, 10)),
        (PutOff.MONTH, date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (PutOff.MONTH, date(2026, 11, 30), date(2026, 12, 30)),
        (PutOff.MONTH, date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_put_off_leads_to_a_working_day(by: PutOff, today: date, day: date) -> None:
    assert put_off_day(by, today) == day
    long_ago = due_moment(today - timedelta(days=90), time(14, 30))
    assert put_off(long_ago, by, today) == due_moment(day, time(14, 30))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 3, 2)])
def test_due_at_half_past_eleven_tonight_is_today(session: Session, anna: Colleague, company: int, day: date) -> None:
    morning = due_moment(day, time(7, 30))
    with transaction(session) as work:
        for number, due_at in enumerate((due_moment(day, time(23, 30)), due_moment(day), end_of_day(morning))):
            given = call_back(company, kind=TaskKind.FOLLOW_UP, title=str(number), due_at=due_at)
            add_task(work, given, user_id=anna.id, now=morning)
    found = my_day(session, anna.caller, "", now=morning).follow_ups
    assert [line.task.title for line in found] == ["0", "1"], "tomorrow's first moment is tomorrow"
    assert not any(line.is_overdue(morning) for line in found)
    late = due_moment(day, time(23, 45))
    assert [line.is_overdue(late) for line in found] == [True, False]
    assert all(line.is_overdue(end_of_day(morning)) for line in own_tasks(session, anna.id, None)[:2])


def test_in_words(session: Session) -> None:
    now = due_moment(date(2026, 3, 4), time(12))

    def said(day: date, at: time | None = None) -> str:
        return due_text(due_moment(day, at), now).replace("\N{NO-BREAK SPACE}", " ")

    assert said(date(2026, 3, 4), time(14)) == "i dag 14.00"
    assert said(date(2026, 3, 5)) == "i morgen"
    assert said(date(2026, 3, 3), time(9, 5)) == "i går 9.05"
    assert said(date(2026, 3, 9)) == "mandag 9. marts"
    assert said(date(2027, 3, 9)) == "tirsdag 9. marts 2027"
    assert overdue_text(due_moment(date(2026, 3, 4), time(9)), now) == "overskredet siden kl. 9.00"
    assert overdue_text(due_moment(date(2026, 3, 3)), now) == "1 dag overskredet"
    assert overdue_text(due_moment(date(2026, 2, 26)), now) == "6 dage overskredet"
