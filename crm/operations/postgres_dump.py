"""Backup of PostgreSQL: every table by COPY out of one snapshot, in a zip with a manifest.

It needs no program beside the server and restores into any PostgreSQL: migrations make the tables, the rows follow.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.engine import Connection
from sqlmodel import Session

from crm import migrations
from crm.audit import trail
from crm.db import finish, open_session
from crm.operations.backup_format import DamagedBackupError, Format, Order, Restored, Source, not_empty, settle
from crm.refusal import Refusal

MANIFEST = "manifest.json"
LAYOUT = 1
READ_BYTES = 1024 * 1024
PLAIN = ("SET LOCAL datestyle = 'ISO, YMD'", "SET LOCAL statement_timeout = 0", "SET LOCAL extra_float_digits = 3")


def write(source: Source, part: Path) -> int | None:
    """All tables as they were at one moment."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with source.bind.connect().execution_options(**options) as snapshot:
        for statement in PLAIN:
            snapshot.exec_driver_sql(statement)
        broken = trail.first_broken(_session(snapshot), source.anchors)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            tables = [_write_table(snapshot, archive, name) for name in _tables_in_order(snapshot)]
            manifest = {
                "layout": LAYOUT,
                "revision": source.revision,
                "taken_at": source.now.isoformat(),
                "tables": tables,
                "sequences": _sequences(snapshot),
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        return broken


def check(path: Path) -> None:
    """Every byte is read (the archive keeps a checksum of each file) and every row counted."""
    try:
        with zipfile.ZipFile(path) as archive:
            for table in _manifest(archive)["tables"]:
                if _count_rows(archive, table["name"]) != table["rows"]:
                    raise DamagedBackupError(f"{path.name} is damaged: rows of {table['name']} are missing.")
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise DamagedBackupError(f"{path.name} is damaged: it cannot be read to its end.") from error


def revision(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return str(_manifest(archive)["revision"])


def restore(order: Order) -> Restored:
    """Everything in one transaction: until it ends, the old rows are what everybody sees."""
    try:
        with order.bind.connect() as connection:
            for statement in PLAIN:
                connection.exec_driver_sql(statement)
            _clear(connection, replace=order.replace)
            with zipfile.ZipFile(order.file) as archive:
                _load(connection, archive)
            on = _session(connection)
            on.info["writing"] = True
            last_line = settle(on, order, revision(order.file))
            finish(on)
            connection.commit()
    except sa.exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise Refusal("The database is in use. Stop `crm serve` (web and worker) first.") from error
        raise Refusal(f"PostgreSQL refused ({type(error.orig).__name__}). Nothing was changed.") from error
    return Restored("The old rows are gone." if order.replace else "The database was empty before.", last_line)


def _write_table(snapshot: Connection, archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    columns = [str(column["name"]) for column in sa.inspect(snapshot).get_columns(name)]
    statement = sql.SQL("COPY {} ({}) TO STDOUT (ENCODING 'UTF8')").format(_name(name), _names(columns))
    rows = 0
    with archive.open(_member(name), "w", force_zip64=True) as file, _cursor(snapshot).copy(statement) as blocks:
        for block in blocks:
            rows += bytes(block).count(b"\n")
            file.write(block)
    return {"name": name, "columns": columns, "rows": rows}


def _tables_in_order(connection: Connection) -> list[str]:
    """Those that others point to come first."""
    ordered = sa.inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _keys in ordered if name is not None and name != "alembic_version"]


def _sequences(connection: Connection) -> dict[str, list[Any]]:
    """Numbers once given are not given again, also when their rows are gone."""
    found = {}
    for name in sa.inspect(connection).get_sequence_names():
        row = connection.exec_driver_sql(f'SELECT last_value, is_called FROM "{name}"').one()  # noqa: S608
        found[name] = [row.last_value, row.is_called]
    return found


def _clear(connection: Connection, *, replace: bool) -> None:
    """Drop what is there. The database is the program's own, so that a newer version's tables go too."""
    tables = sa.inspect(connection).get_table_names()
    own = [name for name in tables if name != "alembic_version"]
    if not replace and any(connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first() for name in own):  # noqa: S608
        raise not_empty()
    if tables:
        _run(connection, sql.SQL("DROP TABLE {} CASCADE").format(_names(tables)))
    functions = connection.exec_driver_sql(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for (signature,) in functions.all():
        connection.exec_driver_sql(f"DROP FUNCTION {signature} CASCADE")


def _load(connection: Connection, archive: zipfile.ZipFile) -> None:
    manifest = _manifest(archive)
    migrations.upgrade_on(connection, manifest["revision"])
    for table in manifest["tables"]:
        statement = sql.SQL("COPY {} ({}) FROM STDIN (ENCODING 'UTF8')").format(
            _name(table["name"]), _names(table["columns"])
        )
        with archive.open(_member(table["name"])) as file, _cursor(connection).copy(statement) as copy:
            while block := file.read(READ_BYTES):
                copy.write(block)
    for name, (last_value, is_called) in manifest["sequences"].items():
        connection.execute(sa.select(sa.func.setval(f'"{name}"', last_value, is_called)))


def _count_rows(archive: zipfile.ZipFile, name: str) -> int:
    rows = 0
    with archive.open(_member(name)) as file:
        while block := file.read(READ_BYTES):
            rows += block.count(b"\n")
    return rows


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if found["layout"] != LAYOUT:
        raise DamagedBackupError("The backup was made by a newer program. Install that first.")
    return found


def _session(connection: Connection) -> Session:
    opened = open_session(connection)  # type: ignore[arg-type]  # SQLAlchemy binds to a connection as well
    return opened


def _run(connection: Connection, statement: sql.Composed) -> None:
    _cursor(connection).execute(statement)


def _cursor(connection: Connection) -> psycopg.Cursor[Any]:
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver.cursor()


def _member(table: str) -> str:
    return f"tables/{table}.copy"


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _names(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


FORMAT = Format(
    database="postgresql",
    suffix=".pgdump.zip",
    magic=b"PK\x03\x04",
    write=write,
    check=check,
    revision=revision,
    restore=restore,
)
