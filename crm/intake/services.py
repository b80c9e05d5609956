"""What a person does with an import: upload it, say run, cancel it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from crm.audit.trail import record
from crm.intake.models import BatchStatus, ImportBatch
from crm.intake.reading import Source, file_hash
from crm.refusal import Refusal

UNDER_WAY = (BatchStatus.CHECKING, BatchStatus.QUEUED, BatchStatus.RUNNING)
CANCELLABLE = (BatchStatus.CHECKING, BatchStatus.CHECKED, BatchStatus.QUEUED)


def upload(on: Session, given: Source, *, user_id: int | None, now: datetime) -> ImportBatch:
    """A stored file becomes an import that waits to be checked."""
    batch = ImportBatch(
        kind=given.kind,
        source=given.source,
        file_name=given.file_name[-200:],
        sha256=file_hash(given.path),
        size_bytes=given.path.stat().st_size,
        valid_from=given.valid_from,
        status=BatchStatus.CHECKING,
        stored_as=given.path.name,
        created_by_user_id=user_id,
        created_at=now,
    )
    on.add(batch)
    on.flush()
    record(on, "import.upload", batch, details={"kind": given.kind.value}, now=now)
    return batch


def queue(on: Session, batch: ImportBatch, *, now: datetime) -> None:
    """Say run. Raises Refusal when it isn't waiting for that (any more)."""
    values = {"status": BatchStatus.QUEUED, "phase": "waiting", "rows_done": 0, "started_at": None}
    if not _move(on, batch, (BatchStatus.CHECKED,), values):
        raise Refusal(_("This import does not wait to be run any more. Look at what became of it."))
    record(on, "import.queue", batch, now=now)


def cancel(on: Session, batch: ImportBatch, *, now: datetime) -> None:
    """Nothing of it goes in. Raises Refusal once it is being written."""
    values = {"status": BatchStatus.CANCELLED, "finished_at": now, "stored_as": None}
    if not _move(on, batch, CANCELLABLE, values):
        raise Refusal(_("This import can't be cancelled any more: it is being run, or it is over."))
    record(on, "import.cancel", batch, now=now)


def _move(on: Session, batch: ImportBatch, expected: tuple[BatchStatus, ...], values: dict[str, Any]) -> bool:
    """One conditional statement decides."""
    statement = (
        sa.update(ImportBatch)
        .where(col(ImportBatch.id) == batch.id, col(ImportBatch.status).in_(expected))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    changed = on.connection().execute(statement).rowcount
    on.refresh(batch)
    return changed == 1
