"""The trail only grows, and tells when somebody got round that."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from command_line import Command
from flask import Flask
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from crm.accounts.models import Unit
from crm.audit.anchors import FILE, add_anchor, read_anchors
from crm.audit.models import AuditEntry
from crm.audit.trail import entry_hash, first_broken, head, record
from crm.db import transaction
from crm.refusal import Refusal

NOW = datetime(2026, 11, 3, 9, 30, 12, 345678, tzinfo=UTC)
COLUMNS = ["at", "actor_id", "actor_label", "verb", "object_type", "object_id", "details", "previous_hash", "hash"]


@pytest.fixture
def unguarded(app: Flask) -> sa.Engine:
    """A database in which somebody with the keys took the triggers away."""
    engine: sa.Engine = app.extensions["crm_engine"]
    if engine.dialect.name == "postgresql":
        execute(engine, "ALTER TABLE audit_entry DISABLE TRIGGER USER")
        return engine
    with engine.connect() as connection:
        names = connection.scalars(sa.text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all()
    assert any(name.startswith("audit_entry") for name in names)
    for name in names:
        execute(engine, f"DROP TRIGGER {name}")
    return engine


@pytest.fixture
def lines(session: Session) -> list[AuditEntry]:
    """Six lines about six units, besides those that making the database left."""
    with transaction(session):
        before = head(session)[0]
        for number in range(6):
            unit = Unit(code=f"unit-{number}", name=f"Unit {number}")
            session.add(unit)
            session.flush()
            record(session, "unit.create", unit, details={"code": unit.code}, now=NOW)
    made = list(session.exec(select(AuditEntry).where(col(AuditEntry.id) > before).order_by(col(AuditEntry.id))))
    session.commit()  # a read that stands open would keep others from the table
    return made


def execute(engine: sa.Engine, statement: str, **values: Any) -> None:
    with engine.connect().execution_options(crm_write=True) as connection:
        connection.execute(sa.text(statement), values)
        connection.commit()


def fresh(session: Session) -> Session:
    session.rollback()
    session.expire_all()
    return session


def test_a_line_says_who_did_what_to_what(session: Session, lines: list[AuditEntry]) -> None:
    line = lines[0]
    assert (line.actor_id, line.actor_label, line.verb, line.object_type) == (
        None,
        "command line",
        "unit.create",
        "unit",
    )
    assert line.hash == entry_hash(line)
    assert lines[1].previous_hash == line.hash
    assert head(session) == (lines[-1].id, lines[-1].hash)
    assert first_broken(fresh(session)) is None


def test_the_moment_is_hashed_as_utc_wherever_it_was_taken(session: Session, lines: list[AuditEntry]) -> None:
    unit = session.exec(select(Unit)).first()
    with transaction(session):
        local = NOW.astimezone(datetime.fromisoformat("2026-01-01T00:00+05:00").tzinfo)
        record(session, "unit.update", unit, details={"active": True}, now=local)
    assert first_broken(fresh(session)) is None


@pytest.mark.parametrize(
    ("verb", "details"), [("unit.explode", {}), ("unit.create", {}), ("unit.create", {"code": "x", "name": "Jens"})]
)
def test_only_declared_verbs_and_details_go_in(session: Session, verb: str, details: dict[str, str]) -> None:
    unit = session.exec(select(Unit)).first()
    with pytest.raises(ValueError, match="is not declared"), transaction(session):
        record(session, verb, unit, details=details)


def test_lines_are_written_at_the_end_in_their_order(session: Session, lines: list[AuditEntry]) -> None:
    units = session.exec(select(Unit).order_by(col(Unit.id).desc()).limit(3)).all()
    with transaction(session):
        for unit in units:
            record(session, "unit.create", unit, details={"code": unit.code}, now=NOW)
        assert head(session)[0] == lines[-1].id, "none is there before the end"
    rows = session.exec(select(AuditEntry).where(col(AuditEntry.id) > lines[-1].id).order_by(col(AuditEntry.id)))
    assert [row.object_id for row in rows] == [str(unit.id) for unit in units]
    assert first_broken(fresh(session)) is None


def test_what_is_undone_leaves_no_line(session: Session, lines: list[AuditEntry]) -> None:
    unit = session.exec(select(Unit)).first()
    with pytest.raises(ZeroDivisionError), transaction(session):
        record(session, "unit.create", unit, details={"code": "undone"})
        raise ZeroDivisionError
    with transaction(session):
        record(session, "unit.create", unit, details={"code": "done"})
    rows = session.exec(select(AuditEntry).where(col(AuditEntry.id) > lines[-1].id))
    assert [row.details for row in rows] == [{"code": "done"}]
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(session, "unit.create", unit, details={"code": "stray"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)",
    ],
)
def test_the_database_refuses_changes(app: Flask, session: Session, lines: list[AuditEntry], statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"):
        execute(app.extensions["crm_engine"], statement)
    assert first_broken(fresh(session)) is None


def test_the_database_refuses_to_empty_or_replace(app: Flask, lines: list[AuditEntry]) -> None:
    engine: sa.Engine = app.extensions["crm_engine"]
    statement = "TRUNCATE audit_entry"
    if engine.dialect.name == "sqlite":
        statement = "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"
    with pytest.raises(DatabaseError, match="only grows"):
        execute(engine, statement)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(
    unguarded: sa.Engine, session: Session, lines: list[AuditEntry], column: str
) -> None:
    target = lines[2]
    values: dict[str, Any] = {"at": NOW + timedelta(microseconds=1), "actor_id": 99, "details": {"code": "other"}}
    statement = sa.update(AuditEntry).where(sa.column("id") == target.id).values({column: values.get(column, "f" * 40)})
    with unguarded.connect().execution_options(crm_write=True) as connection:
        connection.execute(statement)
        connection.commit()
    assert first_broken(fresh(session)) == target.id


def test_every_column_is_looked_at() -> None:
    assert set(COLUMNS) == set(AuditEntry.model_fields) - {"id"}


def test_a_removed_line_is_found_at_the_next(unguarded: sa.Engine, session: Session, lines: list[AuditEntry]) -> None:
    execute(unguarded, "DELETE FROM audit_entry WHERE id = :id", id=lines[2].id)
    assert first_broken(fresh(session)) == lines[3].id


def test_an_inserted_line_is_found(unguarded: sa.Engine, session: Session, lines: list[AuditEntry]) -> None:
    last = lines[-1].id or 0
    execute(unguarded, "UPDATE audit_entry SET id = id + 10 WHERE id = :id", id=last)
    copy = (
        "INSERT INTO audit_entry SELECT :new, at, actor_id, actor_label, verb, object_type, object_id, details,"
        " previous_hash, hash FROM audit_entry WHERE id = :old"
    )
    execute(unguarded, copy, new=last, old=last + 10)
    assert first_broken(fresh(session)) == last + 10


def test_lines_put_in_another_order_are_found(unguarded: sa.Engine, session: Session, lines: list[AuditEntry]) -> None:
    first, second = lines[2].id, lines[3].id
    for old, new in ((first, 1000), (second, first), (1000, second)):
        execute(unguarded, "UPDATE audit_entry SET id = :new WHERE id = :old", old=old, new=new)
    assert first_broken(fresh(session)) == first


def test_a_cut_off_end_is_found_by_the_anchor(
    unguarded: sa.Engine, session: Session, lines: list[AuditEntry], tmp_path: Path
) -> None:
    assert add_anchor(session, tmp_path, now=NOW) == lines[-1].id
    last, kept = lines[-1].id, lines[3].id
    execute(unguarded, "DELETE FROM audit_entry WHERE id > :id", id=kept)
    assert first_broken(fresh(session)) is None
    assert first_broken(session, read_anchors(tmp_path)) == last


def test_a_chain_written_anew_is_found_by_the_anchor(
    unguarded: sa.Engine, session: Session, lines: list[AuditEntry], tmp_path: Path
) -> None:
    add_anchor(session, tmp_path, now=NOW)
    rows = list(fresh(session).exec(select(AuditEntry).order_by(sa.column("id"))))
    previous = lines[1].hash
    for row in rows:
        if (row.id or 0) >= (lines[2].id or 0):
            row.previous_hash, row.object_id = previous, "7"
            row.hash = previous = entry_hash(row)
            values = {"previous_hash": row.previous_hash, "object_id": row.object_id, "hash": row.hash}
            with unguarded.connect().execution_options(crm_write=True) as connection:
                connection.execute(sa.update(AuditEntry).where(sa.column("id") == row.id).values(values))
                connection.commit()
    session.expunge_all()
    assert first_broken(fresh(session)) is None
    assert first_broken(session, read_anchors(tmp_path)) == lines[-1].id


def test_the_command_tells(app: Flask, cli: Command, session: Session, lines: list[AuditEntry], tmp_path: Path) -> None:
    add_anchor(session, tmp_path, now=NOW)
    assert cli("audit", "verify").stdout == f"The trail is whole: {lines[-1].id} lines, 1 anchors.\n"
    listed = cli("audit", "list", "--verb", "unit.create", "--limit", "2").stdout.splitlines()
    assert [line.split("\t")[-1] for line in listed] == ["code=unit-5", "code=unit-4"]


def test_the_command_names_the_first_broken_line(unguarded: sa.Engine, cli: Command, lines: list[AuditEntry]) -> None:
    execute(unguarded, "UPDATE audit_entry SET verb = 'unit.update' WHERE id >= :id", id=lines[2].id)
    result = cli("audit", "verify", fails=True)
    assert isinstance(result.exception, Refusal)
    assert f"ved linje {lines[2].id}:" in str(result.exception)


@pytest.mark.parametrize("added", ["nonsense\n", "2026-11-03T09:30:12+00:00 {number} " + "f" * 64 + "\n"])
def test_a_spoiled_anchor_file_is_named(
    app: Flask, session: Session, lines: list[AuditEntry], tmp_path: Path, added: str
) -> None:
    add_anchor(session, tmp_path, now=NOW)
    with (tmp_path / FILE).open("a", encoding="ascii") as file:
        file.write(added.format(number=lines[-1].id))
    with app.test_request_context("/"), pytest.raises(Refusal, match="linje 2 "):
        read_anchors(tmp_path)
