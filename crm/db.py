"""The database layer: engines, sessions, the strict `Row` base, column types and `transaction()`.

SQLite runs on the pysqlite3 driver (a current SQLite whatever the machine ships); PostgreSQL on psycopg 3.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import pysqlite3.dbapi2
import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session as SaSession
from sqlalchemy.pool import NullPool
from sqlmodel import Field, Session, SQLModel

from crm.refusal import Refusal

# A fixed pattern of names, set before any table exists, so that migrations can name what they alter.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier versions can corrupt a database when the write-ahead log is reset
WRITE = {"crm_write": True}
BUSY_SECONDS = 15
SILENT_SECONDS = 5
STATEMENTS = 4_000  # so many are kept compiled: all pages together know more than the libraries' few hundred
_LAST = "written_last"
_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


class Row(SQLModel):
    """Base of every table: unknown keywords refused, compared by identity, printed without its contents.

    SQLModel's own table models drop unknown keywords, compare by value and print every field.
    """

    model_config = {"defer_build": True}  # rows are never validated, and validators take a third of the start

    def __init__(self, **values: Any) -> None:
        known = self.__class__.model_fields.keys() | self.__class__.__sqlmodel_relationships__.keys()
        if unknown := values.keys() - known:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        super().__init__(**values)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        key = sa.inspect(self).identity
        return f"<{type(self).__name__} {'new' if key is None else ' '.join(map(str, key))}>"

    def __str__(self) -> str:
        return repr(self)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused. SQLite keeps it as fixed-width text that sorts."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """SQLite's text is read in one step: lists have thousands of moments, and three steps take thrice as long."""
        if dialect.name == "sqlite":
            return _read_text
        return super().result_processor(dialect, coltype)


def _read_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def enum_type(enum: type[StrEnum], name: str, length: int = 24) -> Any:
    """A VARCHAR with a CHECK that holds the enum's values (not its names)."""
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


Moment: Any = UtcDateTime
"""For `Field(sa_type=Moment)`."""


def create_engine(url: str) -> Engine:
    """An engine for either database, with the guards that keep its data safe."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    engine = sa.create_engine(
        url,
        query_cache_size=STATEMENTS,
        hide_parameters=True,  # a statement in an error message must not carry what people wrote
        connect_args={
            "options": "-c statement_timeout=120000 -c lock_timeout=15000"
            " -c idle_in_transaction_session_timeout=300000 -c timezone=UTC"
            # Disks have no arms to move any more, and a figure's rows fit into memory.
            " -c random_page_cost=1.1 -c work_mem=64MB -c jit=off"
        },
    )
    event.listen(engine, "checkout", _still_there)
    event.listen(engine, "checkin", _used)
    return engine


def _used(_connection: Any, record: Any) -> None:
    record.info["used"] = monotonic()


def _still_there(connection: Any, record: Any, _proxy: object) -> None:
    """Ask only who has been silent: the pool's own question before each use costs a twentieth of a short request."""
    if monotonic() - record.info.setdefault("used", monotonic()) < SILENT_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as gone:
        raise sa.exc.DisconnectionError from gone  # the pool connects anew


def sqlite_version() -> tuple[int, ...]:
    return tuple(int(part) for part in pysqlite3.dbapi2.sqlite_version.split("."))


def _sqlite_engine(url: str) -> Engine:
    if sqlite_version() < FIRST_SAFE_SQLITE:
        raise Refusal(f"SQLite {pysqlite3.dbapi2.sqlite_version} can corrupt data; 3.51.3 or newer is needed.")
    engine = sa.create_engine(
        url,
        module=pysqlite3.dbapi2,
        query_cache_size=STATEMENTS,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "cached_statements": STATEMENTS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would begin too late for a safe write
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "mmap_size=268435456",
        "wal_autocheckpoint=8000",  # 32 MB: moving the log into the file keeps everybody waiting behind one commit
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once; a reader that upgraded later could fail in the middle."""
    write = connection.get_execution_options().get("crm_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def unpooled(engine: Engine) -> Engine:
    """The same database with a fresh connection each time, for processes that fork or run long."""
    return sa.create_engine(engine.url, poolclass=NullPool)


def engine() -> Engine:
    """The running application's engine."""
    found: Engine = current_app.extensions["crm_engine"]
    return found


def open_session(bind: Engine) -> Session:
    """A session that keeps its rows readable after a commit."""
    return Session(bind, expire_on_commit=False, autoflush=True)


def session() -> Session:
    """The one session of this request or command; closed with the application context."""
    if "crm_session" not in g:
        g.crm_session = open_session(engine())
    found: Session = g.crm_session
    return found


def close_session(_error: BaseException | None = None) -> None:
    opened: Session | None = g.pop("crm_session", None)
    if opened is not None:
        opened.close()


@contextmanager
def transaction(on: Session | None = None) -> Iterator[Session]:
    """One write transaction: everything inside is committed together, or nothing is.

    Ends the read that may have gone before, so that what is read inside is current, and takes SQLite's write lock
    at the start. Not to be nested.
    """
    work = on or session()
    if work.info.get("writing"):
        raise RuntimeError("transactions are not nested: the route opens exactly one")
    if work.new or work.dirty or work.deleted:
        raise RuntimeError("rows were changed outside a transaction")
    work.commit()
    work.expire_all()
    work.info["writing"] = True
    try:
        with _in_turn(work.get_bind()):
            try:
                work.connection(execution_options=WRITE)
                yield work
                finish(work)
                work.commit()
            except BaseException:
                work.rollback()
                raise
    finally:
        work.info["writing"] = False
        work.info.pop(_LAST, None)


def write_last(on: Session, write: Callable[[Session, list[Any]], None], item: Any) -> None:
    """Keep the item: at the end of the transaction `write` gets it with all others. RuntimeError outside of one."""
    if not on.info.get("writing"):
        raise RuntimeError("rows were changed outside a transaction")
    on.info.setdefault(_LAST, {}).setdefault(write, []).append(item)


def finish(on: Session) -> None:
    """Write what was kept for the end."""
    for write, items in on.info.pop(_LAST, {}).items():
        write(on, items)


@contextmanager
def _in_turn(bind: Any) -> Iterator[None]:
    """SQLite has one writer, and who waits for it sleeps longer and longer: under load the last one for seconds.

    So the threads of one process queue up here first. Other processes still wait the database's own way.
    """
    if bind.dialect.name != "sqlite":
        yield
        return
    turn = _turns.setdefault(bind, Lock())
    mine = turn.acquire(timeout=BUSY_SECONDS)  # then the database itself says that it is busy
    try:
        yield
    finally:
        if mine:
            turn.release()


def _refuse_stray_writes(flushed: SaSession, _context: object, _instances: object) -> None:
    if not flushed.info.get("writing"):
        raise RuntimeError("rows were changed outside a transaction")


event.listen(Session, "before_flush", _refuse_stray_writes)


class StaleEditError(Exception):
    """Somebody saved this row since the form was opened; carries the row as it is now."""

    def __init__(self, row: Row) -> None:
        super().__init__(f"{row!r} was changed by somebody else")
        self.row = row


class Versioned(SQLModel):
    """Mixin for rows that people edit: the form carries `version`, a save raises it by one."""

    version: int = Field(default=1)


def claim_version(on: Session, row: Any, version: int) -> None:
    """Raise the row's version if it still is `version`, in one conditional statement; StaleEditError otherwise.

    Call it first inside the transaction, before changing the row.
    """
    table = type(row).__table__
    statement = sa.update(table).where(table.c.id == row.id, table.c.version == version).values(version=version + 1)
    changed = on.connection().execute(statement).rowcount
    on.refresh(row)
    if changed != 1:
        raise StaleEditError(row)


def known_at(fact: Any, moment: datetime | None) -> sa.ColumnElement[bool]:
    """The condition that `fact` (a `Fact` table or alias) was known at the moment; None means now."""
    if moment is None:
        return fact.retired_at.is_(None)  # type: ignore[no-any-return]
    return sa.and_(fact.recorded_at <= moment, sa.or_(fact.retired_at.is_(None), fact.retired_at > moment))


class Retirement(StrEnum):
    """Why a fact no longer holds."""

    REPLACED = "replaced"  # a newer fact took its place
    VOIDED = "voided"  # a person took it back, with a reason
    UNDONE = "undone"  # the import that brought it was undone


class Fact(SQLModel):
    """Mixin for what figures rest on: never updated in place, only retired, so that *known at* works.

    Each fact says which import recorded it and which retired it: the ground for undoing an import.
    """

    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    retired_at: datetime | None = Field(default=None, sa_type=Moment)
    retired_by_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    retirement: Retirement | None = Field(default=None, sa_type=enum_type(Retirement, "retirement"))


CURRENT: dict[str, Any] = {
    "sqlite_where": sa.text("retired_at IS NULL"),
    "postgresql_where": sa.text("retired_at IS NULL"),
}
"""For a partial index over the facts that hold now."""
