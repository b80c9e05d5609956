"""Four web processes and two schedulers at one database: each reminder reaches its reader exactly once.

Also when the scheduler that acts is killed: the other acts within half a minute.
"""

import os
import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from datetime import time as of_day
from pathlib import Path
from threading import Event, Thread
from urllib.request import urlopen

import pytest
import sqlalchemy as sa
from contact_ground import colleague_of
from mail_server import MailServer, mail_server
from people import ANNA, BO, DORTE, Person, account_of
from processes import Forking, forking
from request_ground import received
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.models import RequestReminder
from crm.employer_requests.words import Channel, Priority
from crm.operations.models import JobLease
from crm.outbox.models import OutboxMail
from crm.values.clock import utc_now
from crm.working_time.models import ClosedDay, OpeningBlock

TAKEN_OVER_SECONDS = 30
REQUESTS = 12
REFERENCE = re.compile(r"VS-\d{4}-\d{5}")
LOADING = """
from dataclasses import replace
from crm.app import create_app
from crm.operations.serving import serve
from jobs import schedule, worker
from jobs.rhythm import Every

def begin(what, value):
    app = create_app()
    if what == "web":
        serve(app, host="127.0.0.1", port=int(value), with_jobs=False)
    else:
        often = [replace(schedule.find(name), rhythm=Every(seconds=1)) for name in ("request-ladder", "mail")]
        worker.work(app, tuple(often), holder=value)
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def processes(database_url: str, server: MailServer, tmp_path: Path) -> Iterator[Forking]:
    settings = {
        "CRM_DATABASE_URL": database_url,
        "CRM_INSTANCE_DIR": str(tmp_path),
        "CRM_LOG_LEVEL": "ERROR",
        "CRM_SMTP_HOST": "127.0.0.1",
        "CRM_SMTP_PORT": str(server.port),
        "CRM_SMTP_SECURITY": "off",
        "CRM_MAIL_FROM": "crm@example.dk",
    }
    with forking(LOADING, os.environ | settings) as started:
        yield started


@pytest.fixture
def open_at_any_hour(session: Session) -> None:
    """The job centre is open at any hour: reminders are told whenever this test runs."""
    with transaction(session) as on:
        on.connection().execute(sa.delete(ClosedDay))
        for weekday in range(7):
            on.add(
                OpeningBlock(
                    valid_from=date(2020, 1, 1),
                    weekday=weekday,
                    opens=of_day(0),
                    closes=of_day(23, 59),
                    recorded_at=utc_now() - timedelta(days=9),
                )
            )


def until(reached: Callable[[], bool], seconds: float = 60) -> float:
    """How many seconds it took."""
    begins = time.monotonic()
    while not reached():
        assert time.monotonic() - begins < seconds, "it did not come to that"
        time.sleep(0.1)
    return time.monotonic() - begins


def holder(on: Session) -> str:
    on.rollback()
    lease = on.exec(select(JobLease)).first()
    return lease.holder if lease and lease.expires_at > utc_now() else ""


def late_request(on: Session, who: Person, unit_id: int | None) -> str:
    """Its answer was due yesterday: the owner's manager hears of it as well."""
    made = received(
        on,
        colleague_of(account_of(on, who)),
        now=utc_now() - timedelta(days=3),
        channel=Channel.PHONE,
        priority=Priority.URGENT,
        unit_id=unit_id,
    )
    return made.reference


def visited(port: int, stop: Event) -> None:
    """Somebody reads at this web process all the while; sign-in pages write a session each."""
    while not stop.is_set():
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10) as answer:
            answer.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_each_reminder_once_though_the_acting_scheduler_is_killed(
    session: Session, processes: Forking, server: MailServer, open_at_any_hour: None
) -> None:
    unit_id = account_of(session, ANNA).unit_id
    account_of(session, DORTE)
    ports, stop = [free_port() for _ in range(4)], Event()
    for port in ports:
        processes.start("web", str(port))
    schedulers = {name: processes.start("scheduler", name) for name in ("first", "second")}
    readers = [Thread(target=visited, args=[port, stop]) for port in ports]
    with ExitStack() as ended:
        ended.callback(lambda: [reader.join() for reader in readers])
        ended.callback(stop.set)
        for reader in readers:
            reader.start()
        references = [late_request(session, (ANNA, BO)[number % 2], unit_id) for number in range(REQUESTS // 2)]
        until(lambda: {*references} <= told(server) and not waiting(session))
        killed = holder(session)
        os.kill(schedulers[killed], signal.SIGKILL)
        references += [late_request(session, (ANNA, BO)[number % 2], unit_id) for number in range(REQUESTS // 2)]
        took = until(lambda: holder(session) in {*schedulers} - {killed})
        print(f"\nthe other scheduler acts {took:.1f} seconds after the first was killed")
        assert took <= TAKEN_OVER_SECONDS
        until(lambda: {*references} <= told(server) and not waiting(session))
    times = Counter(
        (mail["To"], reference) for mail in server.received for reference in set(REFERENCE.findall(mail.get_content()))
    )
    assert set(times.values()) == {1}, times
    assert {reference for _reader, reference in times} == {*references}
    session.rollback()
    steps = [(each.request_id, each.goal, each.step) for each in session.exec(select(RequestReminder))]
    assert len(steps) == len(set(steps)) >= REQUESTS


def told(server: MailServer) -> set[str]:
    return {reference for mail in list(server.received) for reference in REFERENCE.findall(mail.get_content())}


def waiting(on: Session) -> bool:
    on.rollback()
    return on.exec(select(OutboxMail.id).where(OutboxMail.sent_at == None)).first() is not None  # noqa: E711 - SQL
