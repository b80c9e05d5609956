"""The doctor: every check, well and ill."""

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from command_line import Command
from flask import Flask
from sqlmodel import Session

from crm.audit.anchors import add_anchor
from crm.db import create_engine, transaction
from crm.operations import doctor_database, doctor_machine
from crm.operations.backup import back_up
from crm.operations.doctor import Finding, Health, Patient, examine
from crm.operations.models import JobLease, JobRun, RunStatus, ScheduledJob

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def _fresh_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database server's clock goes on while other tests run."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC).replace(microsecond=0))


KEY = "k" * 64


@pytest.fixture
def patient(app: Flask) -> Patient:
    settings = replace(app.extensions["crm_settings"], secret_key=KEY)
    return Patient(settings, app.extensions["crm_engine"], NOW)


def lease_until(session: Session, moment: datetime) -> None:
    with transaction(session) as on:
        on.add(JobLease(holder="a", taken_at=NOW - timedelta(days=1), expires_at=moment))


def scheduled(session: Session, due: datetime) -> None:
    with transaction(session) as on:
        on.add(ScheduledJob(name="night", why="w", rhythm="daily 03:15", next_due_at=due, grace_seconds=3600))


def test_a_well_installation(patient: Patient, session: Session) -> None:
    lease_until(session, NOW + timedelta(minutes=1))
    scheduled(session, NOW + timedelta(hours=5))
    add_anchor(session, patient.settings.instance_dir, now=NOW)
    back_up(patient.engine, patient.settings.backup_dir, now=NOW)
    found = {finding.check: finding.health for finding in examine(patient)}
    front_end = found.pop("front_end")  # says what the checkout has, which is not the database's doing
    writing = found.pop("safe_writing")
    assert (writing is Health.ERROR) == (patient.engine.dialect.name == "postgresql")  # the tests' server skips fsync
    assert set(found.values()) == {Health.OK}, found
    assert front_end in Health
    assert {
        *("database", "database_version", "migrations", "worker", "jobs", "audit_trail", "clock"),
        *("disk", "backup", "uploads", "secret_key", "time_zone"),
    } <= set(found)


def test_a_database_that_does_not_answer(patient: Patient, tmp_path: Path) -> None:
    lost = {
        "sqlite": f"sqlite:///{tmp_path}/no/such/folder/crm.db",
        "postgresql": "postgresql+psycopg://crm:hunter2@127.0.0.1:1/crm",
    }
    ill = replace(patient, engine=create_engine(lost[patient.engine.dialect.name]))
    found = {finding.check: finding for finding in examine(ill)}
    assert found["database"].health is Health.ERROR
    assert "hunter2" not in found["database"].sentence
    assert "migrations" not in found
    assert "disk" in found


def test_a_database_without_tables(patient: Patient, empty_database_url: str) -> None:
    empty = create_engine(empty_database_url)
    found = {finding.check: finding for finding in examine(replace(patient, engine=empty))}
    empty.dispose()
    assert (found["migrations"].health, found["migrations"].advice) == (
        Health.ERROR,
        "Create its tables: crm db upgrade",
    )
    assert "worker" not in found


def test_a_database_of_another_revision(patient: Patient) -> None:
    with patient.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    found = doctor_database.migrated(patient)
    assert found.health is Health.ERROR
    assert "0001" in found.sentence


@pytest.mark.parametrize(
    ("version", "health"), [((3, 40, 1), Health.ERROR), ((3, 51, 2), Health.ERROR), ((3, 51, 3), Health.OK)]
)
def test_sqlite_that_can_corrupt_data(version: tuple[int, ...], health: Health) -> None:
    assert doctor_database.sqlite_version(version).health is health


@pytest.mark.parametrize(("number", "health"), [(130011, Health.ERROR), (140000, Health.OK), (180001, Health.OK)])
def test_postgresql_that_is_too_old(number: int, health: Health) -> None:
    assert doctor_database.postgresql_version(number).health is health


@pytest.mark.sqlite_only
def test_a_database_that_does_not_write_safely(patient: Patient) -> None:
    unsafe = sa.create_engine(patient.engine.url)  # without the product's settings
    found = doctor_database.safe_writing(replace(patient, engine=unsafe))
    unsafe.dispose()
    assert found.health is Health.ERROR
    assert "foreign_keys is 0" in found.sentence


def test_a_server_that_does_not_write_safely() -> None:
    found = doctor_database.writing(
        {"fsync": "off", "full_page_writes": "on"}, {"fsync": "on", "full_page_writes": "on"}
    )
    assert (found.health, "fsync is off" in found.sentence) == (Health.ERROR, True)


def test_a_worker_that_never_ran_and_one_that_fell_silent(patient: Patient, session: Session) -> None:
    assert doctor_database.worker(patient).health is Health.WARNING
    lease_until(session, NOW - timedelta(seconds=1))
    found = doctor_database.worker(patient)
    assert (found.health, "not running" in found.sentence) == (Health.ERROR, True)


def test_an_overdue_job_and_a_failed_one(patient: Patient, session: Session) -> None:
    scheduled(session, NOW - timedelta(minutes=59))
    assert doctor_database.jobs(patient).health is Health.OK
    with transaction(session) as on:
        values = {"status": RunStatus.FAILED, "daily_on": date(2026, 11, 3), "error": "LookupError"}
        on.add(JobRun(job="night", started_at=NOW, ended_at=NOW, counts={}, **values))
    assert doctor_database.jobs(patient).health is Health.WARNING
    late = doctor_database.jobs(replace(patient, now=NOW + timedelta(minutes=2)))
    assert (late.health, late.sentence) == (Health.ERROR, "Overdue: night.")


def test_an_audit_trail_that_does_not_fit_its_anchors(patient: Patient, session: Session, tmp_path: Path) -> None:
    add_anchor(session, tmp_path, now=NOW)
    assert doctor_database.audit_trail(patient).health is Health.OK
    with (tmp_path / "audit-anchors.txt").open("a") as file:
        file.write(f"2026-11-03T03:00:00+00:00 999 {'a' * 64}\n")
    found = doctor_database.audit_trail(patient)
    assert (found.health, "Line 999" in found.sentence) == (Health.ERROR, True)
    with (tmp_path / "audit-anchors.txt").open("a") as file:
        file.write("scribble\n")
    assert doctor_database.audit_trail(patient).health is Health.ERROR


def test_a_clock_that_was_set_back(patient: Patient) -> None:
    assert doctor_database.clock(patient).health is Health.OK
    found = doctor_database.clock(replace(patient, now=NOW - timedelta(days=400)))
    assert (found.health, "before the newest audit line" in found.sentence) == (Health.ERROR, True)


@pytest.mark.parametrize(
    ("free", "health"), [(100 * 1024**2, Health.ERROR), (1024**3, Health.WARNING), (50 * 1024**3, Health.OK)]
)
def test_a_disk_that_is_nearly_full(free: int, health: Health) -> None:
    assert doctor_machine.space(free).health is health


def test_a_backup_that_is_missing_old_or_too_old(patient: Patient) -> None:
    assert doctor_machine.backup(patient).health is Health.WARNING
    back_up(patient.engine, patient.settings.backup_dir, now=NOW)
    ages = {timedelta(hours=25): Health.OK, timedelta(hours=31): Health.WARNING, timedelta(days=8): Health.ERROR}
    assert {age: doctor_machine.backup(replace(patient, now=NOW + age)).health for age in ages} == ages


def test_front_end_packages_that_are_missing(tmp_path: Path) -> None:
    for name in doctor_machine.VENDOR[1:]:
        (tmp_path / name).touch()
    found = doctor_machine.packages(tmp_path)
    assert (found.health, "tabler.css" in found.sentence) == (Health.ERROR, True)
    (tmp_path / "tabler.css").touch()
    assert doctor_machine.packages(tmp_path).health is Health.OK


def test_uploads_that_cannot_be_stored(patient: Patient, tmp_path: Path) -> None:
    assert doctor_machine.uploads(patient).health is Health.OK
    (tmp_path / "file").touch()
    found = doctor_machine.uploads(replace(patient, settings=replace(patient.settings, instance_dir=tmp_path / "file")))
    assert found.health is Health.ERROR


def key_finding(patient: Patient, path: Path, mode: int) -> Finding:
    path.write_text(KEY)
    path.chmod(mode)
    return doctor_machine.secret_key(patient)


def test_a_secret_key_that_others_can_read_or_guess(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CRM_SECRET_KEY", "CRM_SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert key_finding(patient, tmp_path / "secret_key", 0o600).health is Health.OK
    assert key_finding(patient, tmp_path / "secret_key", 0o640).health is Health.ERROR
    monkeypatch.setenv("CRM_SECRET_KEY_FILE", str(tmp_path / "elsewhere"))
    assert key_finding(patient, tmp_path / "elsewhere", 0o600).health is Health.OK
    short = replace(patient, settings=replace(patient.settings, secret_key="geheim"))
    assert doctor_machine.secret_key(short).health is Health.ERROR


def test_a_time_zone_that_is_not_known(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor_machine.time_zone(patient).health is Health.OK

    def unknown(key: str) -> object:
        raise doctor_machine.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(doctor_machine, "ZoneInfo", unknown)
    assert doctor_machine.time_zone(patient).health is Health.ERROR
    monkeypatch.setattr(doctor_machine, "ZoneInfo", lambda _key: UTC)
    assert doctor_machine.time_zone(patient).health is Health.ERROR


def test_the_command_says_it_in_sentences_and_in_json(cli: Command, session: Session) -> None:
    ill = cli("doctor", fails=True)  # the tests' secret key is short
    assert ill.exit_code == 1
    assert "error    secret_key" in ill.output
    assert "→ Make a new one" in ill.output
    document = json.loads(cli("doctor", "--json", fails=True).stdout)
    assert document["ok"] is False
    assert {"check": "time_zone", "health": "ok"}.items() <= document["checks"][-1].items()
    assert all(found["advice"] for found in document["checks"] if found["health"] != "ok")
