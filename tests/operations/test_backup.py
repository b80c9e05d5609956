"""Backup, damage, restore: a round trip on the database the tests run on."""

import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa
from command_line import Command
from flask import Flask
from people import ANNA, BO, account_of
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from crm import migrations
from crm.accounts.models import User, WebSession
from crm.audit.anchors import add_anchor, read_anchors
from crm.audit.models import AuditEntry
from crm.audit.trail import first_broken, head, record
from crm.db import create_engine, open_session, transaction
from crm.operations.backup import Backup, back_up, finished, restore, verify
from crm.operations.backup_format import BrokenTrailError, DamagedBackupError, Order, Restored
from crm.refusal import Refusal
from crm.tables import metadata

NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def bind(app: Flask) -> Engine:
    found: Engine = app.extensions["crm_engine"]
    return found


@pytest.fixture
def made(bind: Engine, session: Session, tmp_path: Path) -> Backup:
    """A backup in which Anna is signed in."""
    anna = account_of(session, ANNA)
    with transaction(session) as on:
        on.add(WebSession(token_hash="t", user_id=anna.id, created_at=NOW, ends_at=NOW + timedelta(hours=12)))
    session.close()
    return back_up(bind, tmp_path / "safe", now=NOW)


@pytest.fixture
def elsewhere(empty_database_url: str) -> Iterator[Engine]:
    made = create_engine(empty_database_url)
    yield made
    made.dispose()


def put_back(file: Path, bind: Engine, *, replace: bool = False, despite_broken_trail: bool = False) -> Restored:
    return restore(Order(file, bind, NOW, replace=replace, despite_broken_trail=despite_broken_trail))


def contents(bind: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with bind.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_it_carries_time_and_revision_and_its_checksum(made: Backup, bind: Engine) -> None:
    revision = migrations.head_revision(bind)
    assert made.path.name.startswith(f"crm-20261103T090000Z-{revision}.")
    assert made.trail_broken_at is None
    assert made.path.stat().st_mode & 0o077 == 0
    names = sorted(path.name for path in made.path.parent.iterdir())
    assert names == [made.path.name, f"{made.path.name}.sha256"]
    assert finished(made.path.parent) == [(NOW, made.path)]


def test_into_an_empty_database_every_row_comes_back(made: Backup, bind: Engine, elsewhere: Engine) -> None:
    before = contents(bind)
    put_back(made.path, elsewhere)
    after = contents(elsewhere)
    assert after.pop("web_session") == []
    assert before.pop("web_session") != []
    trail = after.pop("audit_entry")
    assert trail[: len(before["audit_entry"])] == before.pop("audit_entry")
    assert after == before
    with open_session(elsewhere) as session:
        newest = session.exec(select(AuditEntry).order_by(sa.desc("id")).limit(1)).one()
        assert (newest.verb, newest.details) == (
            "installation.restore",
            {"revision": migrations.head_revision(elsewhere)},
        )
        assert first_broken(session) is None


def test_life_goes_on_after_a_restore(made: Backup, elsewhere: Engine) -> None:
    """New numbers, the trail's triggers, references: all as before."""
    put_back(made.path, elsewhere)
    with open_session(elsewhere) as session:
        bo = account_of(session, BO)
        assert bo.id == 2
        with pytest.raises(sa.exc.DBAPIError, match="only grows"), transaction(session) as on:
            on.connection().execute(sa.update(AuditEntry).values(verb="x"))


def test_what_came_after_the_backup_is_gone_and_only_when_asked_for(
    made: Backup, bind: Engine, session: Session
) -> None:
    account_of(session, BO)
    session.close()
    with pytest.raises(Refusal, match="--replace"):
        put_back(made.path, bind)
    put_back(made.path, bind, replace=True)
    with open_session(bind) as again:
        assert again.exec(select(User.email)).all() == [ANNA.email]


def test_a_changed_byte_is_found(made: Backup, bind: Engine) -> None:
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    made.path.write_bytes(data)
    before = contents(bind)
    with pytest.raises(DamagedBackupError, match="SHA-256"):
        put_back(made.path, bind, replace=True)
    assert contents(bind) == before


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_file_cut_off_is_found_without_its_checksum(made: Backup, share: float) -> None:
    whole = made.path.read_bytes()
    made.path.with_name(made.path.name + ".sha256").unlink()
    made.path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DamagedBackupError, match="damaged"):
        verify(made.path)


def test_something_else_is_not_a_backup(made: Backup, bind: Engine, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Kære Anna")
    with pytest.raises(DamagedBackupError, match="not a backup"):
        put_back(other, bind, replace=True)
    with pytest.raises(Refusal, match="cannot be read"):
        put_back(tmp_path / "no-such-file", bind, replace=True)


def test_a_broken_trail_is_said_and_the_backup_kept(
    bind: Engine, session: Session, tmp_path: Path, cli: Command
) -> None:
    tamper(bind)
    folder = tmp_path / "safe"
    made = back_up(bind, folder, now=NOW)
    assert (made.trail_broken_at, made.path.exists()) == (1, True)
    refused = cli("backup", str(folder), fails=True)
    assert isinstance(refused.exception, BrokenTrailError)
    before = contents(bind)
    with pytest.raises(BrokenTrailError, match="broken at line 1"):
        put_back(made.path, bind, replace=True)
    assert contents(bind) == before
    put_back(made.path, bind, replace=True, despite_broken_trail=True)


def test_a_trail_shorter_than_its_anchors_is_said(bind: Engine, tmp_path: Path) -> None:
    made = back_up(bind, tmp_path, now=NOW, anchors={99: "0" * 64})
    assert made.trail_broken_at == 99


def tamper(bind: Engine) -> None:
    """As somebody with the database's password could."""
    with bind.begin() as connection:
        if bind.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        connection.exec_driver_sql("UPDATE audit_entry SET verb = 'user.sign_in' WHERE id = 1")


def test_anchors_after_the_restored_line_are_taken_back(
    made: Backup, session: Session, tmp_path: Path, cli: Command
) -> None:
    account_of(session, BO)
    with transaction(session) as on:
        last = on.get(AuditEntry, head(on)[0])
        record(on, "demo.load", last, details={"workplaces": 1, "seed": 1})
    add_anchor(session, tmp_path, now=NOW)
    session.close()
    cli("restore", str(made.path), "--replace")
    assert read_anchors(tmp_path) == {}
    assert "whole" in cli("audit", "verify").output


def test_a_newer_programs_backup_is_refused(made: Backup, bind: Engine) -> None:
    set_revision(made.path, "9999")
    with pytest.raises(Refusal, match="newer program"):
        put_back(made.path, bind, replace=True)


def set_revision(path: Path, revision: str) -> None:
    path.with_name(path.name + ".sha256").unlink()
    if path.suffix == ".sqlite":
        with sqlite.connect(str(path)) as copy:
            copy.execute("UPDATE alembic_version SET version_num = ?", [revision])
        return
    changed = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'"revision": "0', b'"revision": "9') if name == "manifest.json" else text)
    shutil.move(changed, path)


def test_the_other_databases_backup_is_refused(made: Backup, elsewhere: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    if elsewhere.dialect.name == "sqlite":
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("manifest.json", '{"layout": 1, "revision": "0001", "tables": [], "sequences": {}}')
    else:
        with sqlite.connect(str(other)) as empty:
            empty.execute("CREATE TABLE t (x)")
    with pytest.raises(Refusal, match="CRM_DATABASE_URL points to"):
        put_back(other, elsewhere)


def test_a_folder_that_cannot_be_written_is_said(bind: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match="could not be written"):
        back_up(bind, tmp_path / "file" / "folder", now=NOW)


def test_an_empty_database_has_nothing_to_back_up(elsewhere: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="nothing to back up"):
        back_up(elsewhere, tmp_path, now=NOW)


def test_people_write_while_it_is_taken(bind: Engine, session: Session, tmp_path: Path, elsewhere: Engine) -> None:
    """A writer with an open transaction neither waits nor gets half into the backup."""
    with transaction(session) as on:
        on.add(User(email="half@example.dk", name="H", role="admin", password_hash="x", created_at=NOW))
        on.flush()
        made = back_up(bind, tmp_path / "safe", now=NOW)
    put_back(made.path, elsewhere)
    with open_session(elsewhere) as restored:
        assert restored.exec(select(User.email)).all() == []


@pytest.mark.sqlite_only
def test_a_database_in_use_is_not_swapped(made: Backup, bind: Engine) -> None:
    target = Path(str(bind.url.database))
    with sqlite.connect(str(target)) as somebody:
        somebody.execute("SELECT count(*) FROM user_account").fetchone()
        before = target.stat().st_ino
        with pytest.raises(Refusal, match="in use"):
            put_back(made.path, bind, replace=True)
        assert target.stat().st_ino == before
    somebody.close()


@pytest.mark.sqlite_only
def test_over_a_damaged_database_and_the_old_file_is_kept(made: Backup, bind: Engine) -> None:
    bind.dispose()
    target = Path(str(bind.url.database))
    target.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(Refusal, match="--replace"):
        put_back(made.path, bind)
    done = put_back(made.path, bind, replace=True)
    (kept,) = target.parent.glob("crm.db.replaced-*")
    assert str(kept) in done.old
    assert kept.read_bytes().endswith(b"\xff")
    with open_session(bind) as session:
        assert session.exec(select(User.email)).all() == [ANNA.email]


@pytest.mark.sqlite_only
def test_a_row_that_points_nowhere_is_found(made: Backup) -> None:
    made.path.with_name(made.path.name + ".sha256").unlink()
    with sqlite.connect(str(made.path)) as copy:
        copy.execute("DELETE FROM user_account")
    copy.close()
    with pytest.raises(DamagedBackupError, match="web_session points to a missing user_account"):
        verify(made.path)
