"""Backup of SQLite: an exact copy of the database by its own backup interface; restore swaps the file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from crm.audit import trail
from crm.db import create_engine, open_session, transaction
from crm.operations.backup_format import (
    DamagedBackupError,
    Format,
    Order,
    Restored,
    Source,
    not_empty,
    settle,
    sync_folder,
)
from crm.refusal import Refusal

BESIDE = ("-wal", "-shm", "-journal")


def write(source: Source, part: Path) -> int | None:
    """Copy in one step, so that no writer in between makes it begin again."""
    try:
        with closing(sqlite.connect(str(part))) as copy, source.bind.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file that needs nothing beside it
    except sqlite.Error as error:
        raise DamagedBackupError(f"SQLite could not copy the database ({_code(error)}). Nothing was kept.") from error
    finally:
        _remove_beside(part)
    with open_session(_reading_engine(part)) as copied:
        return trail.first_broken(copied, source.anchors)


def check(path: Path) -> None:
    """Every page and every reference is looked at."""
    try:
        with closing(_reading(path)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite.Error as error:
        raise DamagedBackupError(f"{path.name} is damaged: SQLite cannot read it ({_code(error)}).") from error
    if found != "ok":
        raise DamagedBackupError(f"{path.name} is damaged: {str(found).splitlines()[0]}.")
    if orphan is not None:
        raise DamagedBackupError(f"{path.name} is not sound: a row of {orphan[0]} points to a missing {orphan[2]}.")


def revision(path: Path) -> str:
    try:
        with closing(_reading(path)) as copy:
            return str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite.Error, TypeError) as error:
        raise DamagedBackupError(f"{path.name} is not a backup of this program.") from error


def restore(order: Order) -> Restored:
    """Prepare the new file beside the old one, make sure nobody uses the old one, and swap."""
    target = Path(str(order.bind.url.database)).absolute()
    order.bind.dispose()
    if not order.replace and _has_rows(target):
        raise not_empty()
    fresh = target.with_name(f".{target.name}.restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        last_line = _prepare(order, fresh)
        with _nobody_else(target):
            return Restored(_swap(target, fresh, order), last_line)
    except OSError as error:
        raise Refusal(f"The backup could not be copied: {error.strerror}. Nothing was changed.") from error
    finally:
        for left in (fresh, *_beside(fresh)):
            left.unlink(missing_ok=True)


def _prepare(order: Order, fresh: Path) -> int:
    """The copy that is checked is the copy that is used."""
    with order.file.open("rb") as source, open(fresh, "wb", opener=_private) as copy:
        shutil.copyfileobj(source, copy, 1024 * 1024)
    check(fresh)
    bind = create_engine(f"sqlite:///{fresh}")
    try:
        with open_session(bind) as opened, transaction(opened) as on:
            last_line = settle(on, order, revision(order.file))
    except sa.exc.DBAPIError as error:
        raise DamagedBackupError(f"{order.file.name} is not a backup of this program.") from error
    finally:
        bind.dispose()
    with closing(sqlite.connect(str(fresh))) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    return last_line


@contextmanager
def _nobody_else(target: Path) -> Iterator[None]:
    """Leaving the write-ahead log works only for the last one at the file, and it takes the log's rows home."""
    if not target.exists():
        yield
        return
    with closing(sqlite.connect(str(target), isolation_level=None, timeout=2)) as alone:
        try:
            alone.execute("PRAGMA journal_mode=DELETE")
            alone.execute("BEGIN EXCLUSIVE")
        except sqlite.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
                raise Refusal("The database is in use. Stop `crm serve` (web and worker) first.") from error
        yield  # a damaged file cannot be locked, and is just what one restores over


def _swap(target: Path, fresh: Path, order: Order) -> str:
    sentence = "There was no database before."
    if target.exists():
        kept = target.with_name(f"{target.name}.replaced-{order.now:%Y%m%dT%H%M%SZ}")
        os.link(target, kept)
        sentence = f"The old database was kept as {kept}; delete it when all is well."
    for left in _beside(target):
        with suppress(FileNotFoundError):
            left.replace(left.with_name(f"{left.name}.replaced-{order.now:%Y%m%dT%H%M%SZ}"))
    fresh.replace(target)
    sync_folder(target.parent)
    return sentence


def _has_rows(target: Path) -> bool:
    if not target.exists() or target.stat().st_size == 0:
        return False
    try:
        with closing(sqlite.connect(f"file:{target}?mode=ro", uri=True)) as found:
            names = found.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            tables = [name for (name,) in names if name != "alembic_version"]
            return any(found.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608
    except sqlite.Error:
        return True  # it cannot be read, so it is not known to be empty


def _reading(path: Path) -> Any:
    """Open without touching: a backup may lie on a read-only disk."""
    return sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def _reading_engine(path: Path) -> Engine:
    return sa.create_engine("sqlite://", module=sqlite, creator=lambda: _reading(path), poolclass=NullPool)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in BESIDE]


def _remove_beside(path: Path) -> None:
    for left in _beside(path):
        left.unlink(missing_ok=True)


def _code(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))


FORMAT = Format(
    database="sqlite",
    suffix=".sqlite",
    magic=b"SQLite format 3\0",
    write=write,
    check=check,
    revision=revision,
    restore=restore,
)
