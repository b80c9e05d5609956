"""Runs: by schedule, caught up, by hand; what fails, what is interrupted, what is asked for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.operations.models import JobLease, JobRun, RunStatus, ScheduledJob
from crm.operations.services import request_run
from crm.refusal import Refusal
from crm.values.clock import COPENHAGEN
from jobs import runner
from jobs.job import Counts, Job
from jobs.rhythm import Daily, Every

MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def daily(run: Callable[[Session, datetime], Counts], at: time = time(3, 15), name: str = "night") -> Job:
    return Job(name=name, run=run, rhythm=Daily(at), grace=timedelta(hours=2), why="To see it run.")


def count_one(_session: Session, _now: datetime) -> Counts:
    return {"done": 1}


def worker_of(app: Flask, clock: Clock, *table: Job, holder: str = "a") -> runner.Worker:
    worker = runner.Worker(app=app, holder=holder, table=table, clock=clock)
    runner.beat(worker)
    return worker


def afresh(session: Session) -> None:
    """Forget what was read, and the moment it was read at."""
    session.rollback()
    session.expire_all()


def all_runs(session: Session) -> list[JobRun]:
    afresh(session)
    return list(session.exec(select(JobRun).order_by(col(JobRun.id))))


def test_only_the_holder_of_the_lease_acts(app: Flask, session: Session) -> None:
    clock, job = Clock(), daily(count_one)
    first = worker_of(app, clock, job)
    second = worker_of(app, clock, job, holder="b")
    assert (first.acting, second.acting) == (True, False)
    runner.run_scheduled(second, job)
    runner.catch_up(second)
    assert all_runs(session) == []
    runner.run_scheduled(first, job)
    assert [(run.status, run.daily_on) for run in all_runs(session)] == [(RunStatus.DONE, date(2026, 11, 3))]


def test_a_holder_that_was_asleep_finds_that_it_no_longer_acts(app: Flask, session: Session) -> None:
    clock, job = Clock(), daily(count_one)
    first = worker_of(app, clock, job)
    clock.now += timedelta(minutes=5)
    second = worker_of(app, clock, job, holder="b")
    assert second.acting
    runner.run_scheduled(first, job)  # it still believes that it holds the lease
    assert all_runs(session) == []
    assert not runner.beat(first)
    assert not first.acting


def test_a_daily_job_missed_today_runs_at_start_and_once_only(app: Flask, session: Session) -> None:
    clock, job = Clock(), daily(count_one)
    worker = worker_of(app, clock, job)
    waiting = session.exec(select(ScheduledJob)).one()
    assert waiting.next_due_at == datetime(2026, 11, 3, 3, 15, tzinfo=COPENHAGEN)
    for _round in range(3):
        runner.catch_up(worker)
        runner.run_scheduled(worker, job)
    (run,) = all_runs(session)
    assert (run.status, run.counts, run.by_hand, run.error) == (RunStatus.DONE, {"done": 1}, False, None)
    afresh(session)
    assert session.exec(select(ScheduledJob)).one().next_due_at == datetime(2026, 11, 4, 3, 15, tzinfo=COPENHAGEN)


def test_before_its_time_nothing_is_caught_up(app: Flask, session: Session) -> None:
    worker = worker_of(app, Clock(datetime(2026, 11, 3, 2, 0, tzinfo=UTC)), daily(count_one))  # 3.00 in Copenhagen
    runner.catch_up(worker)
    assert all_runs(session) == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_once_on_a_day_of_23_or_25_hours(app: Flask, session: Session, day: date) -> None:
    """A worker that looks every ten minutes from noon to noon, across the change of the clock."""
    clock = Clock(datetime.combine(day - timedelta(days=1), time(12), COPENHAGEN).astimezone(UTC))
    jobs = (daily(count_one, time(1, 15), "early"), daily(count_one, time(3, 15), "late"))
    worker = worker_of(app, clock, *jobs)
    end = datetime.combine(day + timedelta(days=1), time(12), COPENHAGEN)
    while clock.now < end:
        runner.beat(worker)
        runner.catch_up(worker)
        clock.now += timedelta(minutes=10)
    ran = {name: [run.daily_on for run in all_runs(session) if run.job == name] for name in ("early", "late")}
    days = [day + timedelta(days=offset) for offset in (-1, 0, 1)]
    assert ran == {"early": days, "late": days}
    late = [run.started_at.astimezone(COPENHAGEN) for run in all_runs(session) if run.job == "late"][1:]
    assert [(moment.hour, moment.minute) for moment in late] == [(3, 20), (3, 20)]


def test_a_failing_job_is_written_down_without_its_message_and_others_go_on(app: Flask, session: Session) -> None:
    def fail(_session: Session, _now: datetime) -> Counts:
        raise LookupError("no company of Jens Jensen")

    def spoil(session: Session, _now: datetime) -> Counts:
        session.add(JobLease(id=1, holder="x", taken_at=MORNING, expires_at=MORNING))  # outside a transaction
        return {}

    jobs = (daily(fail, name="fails"), daily(spoil, name="spoils"), daily(count_one, name="works"))
    worker = worker_of(app, Clock(), *jobs)
    runner.catch_up(worker)
    assert [(run.job, run.status, run.error) for run in all_runs(session)] == [
        ("fails", RunStatus.FAILED, "LookupError"),
        ("spoils", RunStatus.DONE, None),
        ("works", RunStatus.DONE, None),
    ]
    assert session.exec(select(JobLease)).one().holder == "a"


def test_the_kind_of_a_database_error_and_of_a_full_disk_is_kept(app: Flask, session: Session) -> None:
    def twice_the_same(session: Session, now: datetime) -> Counts:
        with transaction(session) as on:
            on.add(JobRun(job="x", daily_on=now.date(), status=RunStatus.DONE, started_at=now, counts={}))
            on.add(JobRun(job="x", daily_on=now.date(), status=RunStatus.DONE, started_at=now, counts={}))
        return {}

    def disk_full(_session: Session, _now: datetime) -> Counts:
        raise OSError(28, "No space left on device", "/home/jens/secret")

    runner.catch_up(worker_of(app, Clock(), daily(twice_the_same, name="a"), daily(disk_full, name="b")))
    errors = [run.error or "" for run in all_runs(session)]
    assert errors[0].startswith("IntegrityError: ")
    assert errors[1] == "OSError: ENOSPC"


def test_polling_leaves_no_run_when_nothing_waits(app: Flask, session: Session) -> None:
    waiting = [False, False, True, False]
    job = Job(
        name="queue",
        run=count_one,
        rhythm=Every(seconds=2),
        grace=timedelta(minutes=2),
        why="Work.",
        waiting=lambda _session: waiting.pop(0),
    )
    clock = Clock()
    worker = worker_of(app, clock, job)
    for _round in range(4):
        clock.now += timedelta(seconds=2)
        runner.run_scheduled(worker, job)
    assert [(run.job, run.daily_on) for run in all_runs(session)] == [("queue", None)]
    runner.beat(worker)
    afresh(session)
    assert session.exec(select(ScheduledJob)).one().next_due_at == clock.now + timedelta(seconds=2)


def test_an_interrupted_daily_run_is_tried_once_more(app: Flask, session: Session) -> None:
    """As kill -9 leaves it: the run is open, the lease expires, another worker comes."""

    def die(_session: Session, _now: datetime) -> Counts:
        raise KeyboardInterrupt

    clock, job = Clock(), daily(die)
    for holder in ("a", "b", "c"):
        worker = worker_of(app, clock, job, holder=holder)
        assert worker.acting
        try:
            runner.catch_up(worker)
        except KeyboardInterrupt:
            clock.now += timedelta(minutes=10)
    runs = all_runs(session)
    assert [(run.status, run.error) for run in runs] == [(RunStatus.FAILED, "Interrupted")] * 2
    assert [run.daily_on for run in runs] == [None, date(2026, 11, 3)]


def test_by_hand_beside_the_daily_run(app: Flask, session: Session) -> None:
    clock, job = Clock(), daily(count_one)
    assert runner.run_by_hand(app, job, clock=clock) == {"done": 1}
    runner.catch_up(worker_of(app, clock, job))
    assert [(run.by_hand, run.daily_on) for run in all_runs(session)] == [(True, None), (False, date(2026, 11, 3))]
    lines = session.exec(select(AuditEntry).where(AuditEntry.verb == "job.run").order_by(col(AuditEntry.id))).all()
    assert [(line.actor_label, line.details) for line in lines] == [
        ("command line", {"job": "night"}),
        ("job night", {"job": "night"}),
    ]


def test_by_hand_is_refused_while_it_runs_and_tells_of_a_failure(app: Flask, session: Session) -> None:
    def fail(_session: Session, _now: datetime) -> Counts:
        raise LookupError("secret")

    with pytest.raises(Refusal, match=r"night failed \(LookupError\)"):
        runner.run_by_hand(app, daily(fail), clock=Clock())
    with transaction(session) as on:
        on.add(JobRun(job="night", status=RunStatus.RUNNING, started_at=MORNING, counts={}))
    with pytest.raises(Refusal, match="running already"):
        runner.run_by_hand(app, daily(count_one), clock=Clock())
    runner.run_by_hand(app, daily(count_one), clock=Clock(MORNING + timedelta(hours=1)))  # that one is dead


def test_what_an_administrator_asked_for_runs_once(app: Flask, session: Session) -> None:
    clock, job = Clock(datetime(2026, 11, 3, 1, 0, tzinfo=UTC)), daily(count_one)
    worker = worker_of(app, clock, job)
    with transaction(session) as on:
        request_run(on, on.exec(select(ScheduledJob)).one(), now=clock.now)
    runner.catch_up(worker)
    runner.catch_up(worker)
    assert [(run.by_hand, run.status) for run in all_runs(session)] == [(True, RunStatus.DONE)]
    assert session.exec(select(ScheduledJob)).one().requested_at is None


def test_the_table_in_the_database_follows_the_one_in_the_code(app: Flask, session: Session) -> None:
    worker_of(app, Clock(), daily(count_one, name="old"), daily(count_one, name="kept"))
    clock = Clock(MORNING + timedelta(minutes=2))
    worker_of(app, clock, daily(count_one, time(4, 0), name="kept"), holder="b")
    (row,) = session.exec(select(ScheduledJob)).all()
    assert (row.name, row.rhythm, row.why, row.grace_seconds) == ("kept", "daily 04:00", "To see it run.", 7200)
