"""The doctor looks at the database and at what it tells of the jobs."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from crm import db, migrations
from crm.audit.anchors import read_anchors
from crm.audit.models import AuditEntry
from crm.operations.doctor import Check, Finding, Patient, error, ok, warning
from crm.operations.queries import JobState, WorkerState, overview
from crm.refusal import Refusal

FIRST_TESTED_POSTGRESQL = 14
CLOCK_TOLERANCE = timedelta(minutes=5)


def reachable(patient: Patient) -> Finding:
    try:
        with patient.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except DBAPIError as problem:
        where = patient.engine.url.render_as_string(hide_password=True)
        return error(
            "database",
            f"The database {where} does not answer ({type(problem.orig).__name__}).",
            "Start the database server, or mend CRM_DATABASE_URL.",
        )
    return ok("database", f"The database answers ({patient.engine.dialect.name}).")


def version(patient: Patient) -> Finding:
    with patient.engine.connect() as connection:
        if patient.engine.dialect.name == "sqlite":
            text = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
            return sqlite_version(tuple(int(part) for part in text.split(".")))
        return postgresql_version(int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()))


def sqlite_version(found: tuple[int, ...]) -> Finding:
    text = ".".join(map(str, found))
    if found < db.FIRST_SAFE_SQLITE:
        return error(
            "database_version",
            f"SQLite {text} can corrupt the database when its write-ahead log is reset (mended in 3.51.3).",
            "Install the pinned packages again: make run, or pip install -r requirements/run.txt.",
        )
    return ok("database_version", f"SQLite {text}.")


def postgresql_version(number: int) -> Finding:
    text = f"{number // 10000}.{number % 10000}"
    if number // 10000 < FIRST_TESTED_POSTGRESQL:
        return error("database_version", f"PostgreSQL {text} is too old.", "Use PostgreSQL 14 or newer.")
    return ok("database_version", f"PostgreSQL {text}.")


def migrated(patient: Patient) -> Finding:
    stands_at = migrations.current_revision(patient.engine)
    newest = migrations.head_revision(patient.engine)
    if stands_at is None:
        return error("migrations", "The database is empty.", "Create its tables: crm db upgrade")
    if stands_at != newest:
        sentence = f"The database is at revision {stands_at or 'none'}, this program needs {newest}."
        return error("migrations", sentence, "Make a backup, then run: crm db upgrade")
    return ok("migrations", f"The database is at revision {stands_at}, the newest.")


def safe_writing(patient: Patient) -> Finding:
    """What keeps rows through a power cut, and references sound."""
    with patient.engine.connect() as connection:
        if patient.engine.dialect.name == "sqlite":
            asked = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
            found = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in asked}
        else:
            asked = {"fsync": "on", "full_page_writes": "on"}
            found = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in asked}
    return writing(found, asked)


def writing(found: dict[str, str], asked: dict[str, str]) -> Finding:
    wrong = [f"{name} is {found[name]}, not {value}" for name, value in asked.items() if found[name] != value]
    if wrong:
        return error(
            "safe_writing",
            f"The database does not write safely: {', '.join(wrong)}.",
            "Keep the database on a local disk and leave these settings at their defaults.",
        )
    return ok("safe_writing", "The database writes safely.")


def worker(patient: Patient) -> Finding:
    with db.open_session(patient.engine) as session:
        found = overview(session, now=patient.now)
    advice = "Start it: crm serve (web and jobs together) or crm worker."
    if found.worker is WorkerState.NEVER:
        return warning("worker", "The jobs process has never run here.", advice)
    if found.worker is WorkerState.SILENT:
        since = f"{found.lease_ends_at:%Y-%m-%d %H:%M} UTC"
        return error("worker", f"The jobs process is not running: silent since {since}.", advice)
    return ok("worker", "The jobs process is running.")


def jobs(patient: Patient) -> Finding:
    with db.open_session(patient.engine) as session:
        found = overview(session, now=patient.now)
    if late := found.named(JobState.OVERDUE):
        return error(
            "jobs", f"Overdue: {', '.join(late)}.", "Is the jobs process running? Run one by hand: crm job run NAME"
        )
    if failed := found.named(JobState.FAILED):
        return warning(
            "jobs", f"The last run failed: {', '.join(failed)}.", "See the Jobs page and the log, then crm job run NAME"
        )
    return ok("jobs", "No job is overdue.")


def audit_trail(patient: Patient) -> Finding:
    """The anchored lines only: `crm audit verify` recomputes the whole chain."""
    advice = "Run: crm audit verify. Compare with a backup, and find out who had access to the database."
    try:
        anchors = read_anchors(patient.settings.instance_dir)
    except Refusal as refusal:
        return error("audit_trail", str(refusal), advice)
    newest = sorted(anchors)[-500:]
    with db.open_session(patient.engine) as session:
        rows: dict[Any, str] = dict(
            session.exec(select(AuditEntry.id, AuditEntry.hash).where(col(AuditEntry.id).in_(newest))).all()
        )
    wrong = [number for number in newest if rows.get(number) != anchors[number]]
    if wrong:
        return error("audit_trail", f"Line {wrong[0]} of the audit trail is not the one that was anchored.", advice)
    return ok("audit_trail", f"The audit trail fits its {len(anchors)} anchors.")


def clock(patient: Patient) -> Finding:
    """Against the database server's clock, and against what was written before."""
    with patient.engine.connect() as connection:
        newest = connection.execute(sa.select(sa.func.max(AuditEntry.at))).scalar()
        server = connection.execute(sa.select(sa.func.now())).scalar() if _is_postgresql(patient) else None
    advice = "Set this machine's clock (time synchronisation) before anybody goes on working."
    if newest and newest > patient.now + CLOCK_TOLERANCE:
        return error("clock", "The clock of this machine stands before the newest audit line.", advice)
    if server and abs(server - patient.now) > CLOCK_TOLERANCE:
        return error("clock", "The clocks of this machine and of the database server differ.", advice)
    return ok("clock", f"The clock says {patient.now:%Y-%m-%d %H:%M} UTC.")


def _is_postgresql(patient: Patient) -> bool:
    return patient.engine.dialect.name == "postgresql"


FIRST: tuple[Check, ...] = (reachable, version, migrated)
THEN: tuple[Check, ...] = (safe_writing, worker, jobs, audit_trail, clock)
