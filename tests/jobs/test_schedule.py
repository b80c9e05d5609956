"""When the jobs are due, also on the two days a year with 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.operations.labels import TITLES
from crm.values.clock import COPENHAGEN
from crm.web.i18n import merged_catalogue
from jobs.rhythm import Daily, Every
from jobs.schedule import TABLE, find

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("at", [time(0, 20), time(1, 15), time(3, 15)])
def test_a_daily_job_is_due_once_on_a_day_the_clock_changes(day: date, at: time) -> None:
    rhythm = Daily(at)
    midnight = local(day, 0) - timedelta(seconds=1)
    first = rhythm.next_after(midnight)
    assert first.astimezone(COPENHAGEN).replace(tzinfo=None) == datetime.combine(day, at)
    second = rhythm.next_after(first)
    assert second.astimezone(COPENHAGEN).replace(tzinfo=None) == datetime.combine(day + timedelta(days=1), at)


@pytest.mark.parametrize("at", [time(0, 20), time(1, 15), time(3, 15), time(23, 50)])
def test_the_scheduler_fires_once_on_every_day_of_two_years(at: time) -> None:
    """By its own way of asking: the moment before, then the next."""
    trigger = Daily(at).trigger()
    fired = [trigger.get_next_fire_time(None, local(date(2026, 1, 1), 0))]
    while len(fired) < 730:
        fired.append(trigger.get_next_fire_time(fired[-1], fired[-1]))
    assert [moment.date() for moment in fired] == [date(2026, 1, 1) + timedelta(days=day) for day in range(730)]
    assert {(moment.hour, moment.minute) for moment in fired} == {(at.hour, at.minute)}


def test_the_same_time_of_day_lies_23_24_and_25_hours_apart() -> None:
    rhythm = Daily(time(3, 15))
    due = [rhythm.due_on(day).astimezone(UTC) for day in (SPRING - timedelta(days=1), SPRING)]
    assert due[1] - due[0] == timedelta(hours=23)
    due = [rhythm.due_on(day).astimezone(UTC) for day in (AUTUMN - timedelta(days=1), AUTUMN)]
    assert due[1] - due[0] == timedelta(hours=25)
    assert rhythm.next_after(local(SPRING, 3, 14)) == rhythm.due_on(SPRING)


def test_in_the_doubled_hour_the_next_time_moves_forward() -> None:
    """Each half hour of the autumn night: the next time is later than now, and never more than 25 hours away."""
    rhythm = Daily(time(1, 15))
    moment = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    while moment < datetime(2026, 10, 25, 6, 0, tzinfo=UTC):
        assert timedelta(0) < rhythm.next_after(moment) - moment <= timedelta(hours=25)
        moment += timedelta(minutes=30)


@pytest.mark.parametrize("at", [time(2, 0), time(2, 59)])
def test_nothing_daily_between_two_and_three(at: time) -> None:
    with pytest.raises(ValueError, match="02:00"):
        Daily(at)


def test_a_moment_exactly_at_the_due_time_has_passed_it() -> None:
    rhythm = Daily(time(1, 15))
    assert rhythm.next_after(local(SPRING, 1, 15)) == rhythm.due_on(SPRING + timedelta(days=1))


def test_the_table_is_complete() -> None:
    names = [job.name for job in TABLE]
    assert {"nightly-groups", "verified-backup", "session-cleanup", "audit-anchor", "import-queue"} <= set(names)
    assert len(names) == len(set(names))
    assert [find(name) for name in names] == list(TABLE)
    assert find("no-such-job") is None
    assert all(job.grace >= timedelta(minutes=1) for job in TABLE)
    assert [job.name for job in TABLE if isinstance(job.rhythm, Every) and job.waiting is None] == []


def test_every_job_has_its_name_and_reason_in_danish() -> None:
    danish = {message.id: message.string for message in merged_catalogue()}
    assert [job.name for job in TABLE if not danish.get(job.why)] == []
    assert [job.name for job in TABLE if job.name not in TITLES] == []
