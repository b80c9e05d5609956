"""What a backup of either database must be able to do."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

from crm.audit import trail
from crm.audit.models import AuditEntry
from crm.refusal import Refusal


class DamagedBackupError(Refusal):
    """The file is not what was written, or what was written is not sound."""


class BrokenTrailError(Refusal):
    """The audit trail in it was tampered with."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up, and the audit trail's anchors to compare it with."""

    bind: Engine
    revision: str
    now: datetime
    anchors: dict[int, str]


@dataclass(frozen=True, slots=True)
class Order:
    """What to restore where. `replace`: what is there may be lost."""

    file: Path
    bind: Engine
    now: datetime
    replace: bool
    despite_broken_trail: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the old database, in a sentence, and the number of the backup's newest audit line."""

    old: str
    last_line: int


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of backup file.

    `write` returns the first broken line of the audit trail in what it wrote, or None. `check` raises
    DamagedBackupError. `restore` replaces the database as a whole or not at all.
    """

    database: str
    suffix: str
    magic: bytes
    write: Callable[[Source, Path], int | None]
    check: Callable[[Path], None]
    revision: Callable[[Path], str]
    restore: Callable[[Order], Restored]


def settle(on: Session, order: Order, revision: str) -> int:
    """Make a restored database ready inside its write transaction; the number of its newest audit line.

    The trail is verified first. Everybody signs in again, and no scheduler of that time holds the lease.
    """
    broken = trail.first_broken(on)
    if broken is not None and not order.despite_broken_trail:
        raise BrokenTrailError(
            f"The audit trail in this backup is broken at line {broken}. Nothing was changed."
            " To restore it all the same: --despite-broken-trail"
        )
    for table in ("web_session", "job_lease"):
        on.connection().execute(sa.delete(sa.table(table)))
    number, _digest = trail.head(on)
    last: Any = on.get(AuditEntry, number)
    if last is not None:
        trail.record(on, "installation.restore", last, details={"revision": revision}, now=order.now)
    return number


def not_empty() -> Refusal:
    return Refusal("The database is not empty. To replace everything in it with the backup, add --replace.")


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
