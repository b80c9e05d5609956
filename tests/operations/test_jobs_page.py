"""The Jobs page: what an administrator sees and may ask for."""

from datetime import timedelta

import pytest
from people import SignedIn
from sqlalchemy import event
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.operations.models import JobLease, JobRun, RunStatus, ScheduledJob
from crm.values.clock import utc_now
from crm.values.roles import Role
from jobs.schedule import TABLE

PAGE = "/admin/jobs"
HOUR = timedelta(hours=1)


def alive(session: Session, *, seconds: int = 60) -> None:
    now = utc_now()
    with transaction(session) as on:
        on.add(JobLease(holder="a", taken_at=now, expires_at=now + timedelta(seconds=seconds)))


def schedule(session: Session, *, late: str = "") -> None:
    now = utc_now()
    with transaction(session) as on:
        for job in TABLE:
            due = now - 5 * HOUR if job.name == late else now + 5 * HOUR
            on.add(
                ScheduledJob(
                    name=job.name,
                    why=job.why,
                    rhythm=job.rhythm.text,
                    next_due_at=due,
                    grace_seconds=int(HOUR.total_seconds()),
                )
            )


def ran(session: Session, name: str, status: RunStatus = RunStatus.DONE, **more: object) -> None:
    now = utc_now()
    values = {"counts": {}, "ended_at": now - HOUR + timedelta(seconds=4), **more}
    with transaction(session) as on:
        on.add(JobRun(job=name, status=status, started_at=now - HOUR, **values))


def test_all_is_well(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session)
    ran(session, "verified-backup", counts={"kilobytes": 2400, "removed": 0})
    page = signed_in(Role.ADMIN).get(PAGE)
    assert page.h1 == "Job"
    assert page.has("Jobprocessen kører, og alt har kørt til tiden.")
    assert page.all("div[@class='notice notice-danger']") == []
    rows = {row[0].split("Hver nat")[0].strip(): row for row in page.rows()}
    backup = rows["Backup"]
    assert backup[1] == "hver dag kl. 1.15"
    assert backup[2].endswith("størrelse i kB: 2.400")
    assert backup[4:] == ["i orden", "Kør nu"]
    assert page.rows(1)[0][1:] == ["Backup", "efter planen", "4 sek.", "udført", "størrelse i kB: 2.400"]


def test_an_overdue_job_turns_it_red(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session, late="verified-backup")
    page = signed_in(Role.ADMIN).get(PAGE)
    assert page.has("1 job er forsinket: Backup.")
    assert len(page.all("div[@class='notice notice-danger']")) == 1
    assert [text for row in page.rows() for text in row if text == "forsinket"] == ["forsinket"]


def test_a_worker_that_fell_silent_turns_it_red(signed_in: SignedIn, session: Session) -> None:
    alive(session, seconds=-120)
    schedule(session)
    page = signed_in(Role.ADMIN).get(PAGE)
    assert page.has("Jobprocessen kører ikke (tavs siden i dag", "crm serve", "Der tages ikke backup")
    assert "Kør nu" not in page.text  # nobody would take the request up


def test_before_the_first_worker(signed_in: SignedIn) -> None:
    page = signed_in(Role.ADMIN).get(PAGE)
    assert page.has("Jobprocessen har aldrig kørt.", "Ingen job endnu")
    assert page.all("table") == []


def test_a_failed_job_says_so_until_it_has_run_again(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session)
    ran(session, "session-cleanup", RunStatus.FAILED, error="OperationalError: LockNotAvailable")
    ran(session, "audit-anchor", RunStatus.FAILED, error="Interrupted")
    admin = signed_in(Role.ADMIN)
    page = admin.get(PAGE)
    assert page.has("2 job mislykkedes sidste gang: Aftryk af revisionssporet, Oprydning efter log ind.")
    assert page.has("OperationalError: LockNotAvailable", "Jobprocessen blev stoppet midt i kørslen.")
    ran(session, "session-cleanup", counts={"sessions": 3})
    ran(session, "audit-anchor", counts={"line": 7})
    assert admin.get(PAGE).has("alt har kørt til tiden", "sessioner: 3", "linje nr.: 7")


def test_a_running_job_is_shown_as_running(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session, late="nightly-groups")
    ran(session, "nightly-groups", RunStatus.RUNNING, ended_at=None)
    page = signed_in(Role.ADMIN).get(PAGE)
    assert page.has("kører nu", "alt har kørt til tiden", "60 min.")


def test_run_now_is_a_request_with_its_audit_line(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session)
    admin = signed_in(Role.ADMIN)
    page = admin.post(f"{PAGE}/audit-anchor/requests")
    assert page.has("Aftryk af revisionssporet kører om et øjeblik.", "bestilt")
    admin.post(f"{PAGE}/audit-anchor/requests")  # once more: it is still one request
    assert admin.get(PAGE).form("Kør nu").send().has("kører om et øjeblik.")
    lines = session.exec(select(AuditEntry).where(AuditEntry.verb == "job.request")).all()
    assert [(line.actor_id, line.object_id, line.details) for line in lines] == [
        (admin.user_id, name, {"job": name}) for name in ("audit-anchor", lines[-1].object_id)
    ]
    admin.post(f"{PAGE}/no-such-job/requests", status=404)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.SERVICE_DESK, Role.MANAGER])
def test_it_is_for_administrators(signed_in: SignedIn, session: Session, role: Role) -> None:
    schedule(session)
    browser = signed_in(role)
    browser.get(PAGE, status=403)
    browser.post(f"{PAGE}/audit-anchor/requests", status=403)


def test_the_same_number_of_queries_for_one_run_and_for_sixty(signed_in: SignedIn, session: Session) -> None:
    alive(session)
    schedule(session)
    ran(session, "audit-anchor")
    admin = signed_in(Role.ADMIN)
    first = queries_for(admin)
    for _ in range(60):
        ran(session, "session-cleanup")
    assert queries_for(admin) == first <= 8
    assert len(admin.get(PAGE).rows(1)) == 50


def queries_for(admin: object) -> int:
    statements: list[str] = []
    engine = admin.app.extensions["crm_engine"]  # type: ignore[attr-defined]

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    admin.get(PAGE)  # type: ignore[attr-defined]
    event.remove(engine, "before_cursor_execute", note)
    return len(statements)
