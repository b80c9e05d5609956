"""Backups that can be trusted: taken while people work, read back and checked before they get their name.

A backup is one file, `crm-<time>-<revision>.sqlite` or `.pgdump.zip`, with its SHA-256 beside it.
"""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from crm import migrations
from crm.operations import postgres_dump, sqlite_copy
from crm.operations.backup_format import DamagedBackupError, Format, Order, Restored, Source, sync_folder
from crm.refusal import Refusal

FORMATS: tuple[Format, ...] = (sqlite_copy.FORMAT, postgres_dump.FORMAT)
UNFINISHED_KEPT_SECONDS = 24 * 60 * 60
NAME = re.compile(r"crm-(\d{8}T\d{6}Z)-\w+\.(?:sqlite|pgdump\.zip)")


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. `trail_broken_at`: the first audit line that doesn't fit; the file is kept all the same."""

    path: Path
    trail_broken_at: int | None


def back_up(bind: Engine, folder: Path, *, now: datetime, anchors: dict[int, str] | None = None) -> Backup:
    """Write a checked backup into the folder. Raises Refusal; nothing half-written stays."""
    kind = next(known for known in FORMATS if known.database == bind.dialect.name)
    revision = migrations.current_revision(bind)
    if revision is None:
        raise Refusal("The database is empty: there is nothing to back up.")
    path = folder / f"crm-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{revision}{kind.suffix}"
    part = folder / f".{path.name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.touch(mode=0o600)
        broken = kind.write(Source(bind, revision, now, anchors or {}), part)
        kind.check(part)
        _name_it(part, path)
    except OSError as error:
        raise Refusal(f"The backup could not be written to {folder}: {error.strerror}. Nothing was kept.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(path, broken)


def _name_it(part: Path, path: Path) -> None:
    """The checksum first, then the name: a file with its name is whole and has its checksum."""
    _checksum_of(path).write_text(f"{digest(part)}  {path.name}\n", encoding="ascii")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def verify(path: Path) -> Format:
    """Is the file whole and sound? Its kind. Raises Refusal, DamagedBackupError with what is wrong."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    kind = next((known for known in FORMATS if head.startswith(known.magic)), None)
    if kind is None:
        raise DamagedBackupError(f"{path.name} is not a backup of this program, or it was damaged.")
    beside = _checksum_of(path)
    if beside.exists() and beside.read_text(encoding="ascii").split()[:1] != [digest(path)]:
        raise DamagedBackupError(f"{path.name} was changed or damaged: its SHA-256 is not the one written beside it.")
    kind.check(path)
    return kind


def restore(order: Order) -> Restored:
    """Verify the backup, then put it in the database's place. Raises Refusal; the old database is then untouched."""
    kind = verify(order.file)
    running = order.bind.dialect.name
    if kind.database != running:
        raise Refusal(f"This is a backup of {kind.database}, and CRM_DATABASE_URL points to {running}.")
    revision = kind.revision(order.file)
    if not migrations.knows(order.bind, revision):
        raise Refusal(f"The backup was made by a newer program (revision {revision}). Install that first.")
    return kind.restore(order)


def finished(folder: Path) -> list[tuple[datetime, Path]]:
    """The folder's backups with the moment each was taken, newest first."""
    found = [(match, path) for path in folder.glob("crm-*") if (match := NAME.fullmatch(path.name))]
    dated = [(datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), path) for match, path in found]
    return sorted(dated, reverse=True)


def prune(folder: Path, *, keep: int, now: datetime) -> int:
    """Delete all but the newest backups; how many went. Other files in the folder are left alone."""
    for part in folder.glob(".crm-*.part*"):  # of a backup that was killed
        if part.stat().st_mtime < now.timestamp() - UNFINISHED_KEPT_SECONDS:
            part.unlink(missing_ok=True)
    old = finished(folder)[keep:]
    for _taken_at, path in old:
        path.unlink(missing_ok=True)
        _checksum_of(path).unlink(missing_ok=True)
    return len(old)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksum_of(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
