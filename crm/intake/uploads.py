"""The uploaded files themselves: in a folder of their own, under random names, gone when the import is over."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select
from werkzeug.datastructures import FileStorage

from crm.intake.models import ImportBatch
from crm.settings import Settings

ORPHAN_AFTER = timedelta(hours=1)


def keep_upload(settings: Settings, file: FileStorage) -> Path:
    """Store the file, readable by its owner only; returns where."""
    settings.upload_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.upload_dir / secrets.token_hex(16)
    path.touch(mode=0o600)
    file.save(path)
    return path


def stored_file(settings: Settings, name: str | None) -> Path | None:
    """The stored file of an import; none when it is gone."""
    if name is None:
        return None
    path = settings.upload_dir / Path(name).name
    return path if path.is_file() else None


def remove_upload(settings: Settings, name: str | None) -> None:
    path = stored_file(settings, name)
    if path is not None:
        path.unlink(missing_ok=True)


def sweep_uploads(on: Session, settings: Settings, *, now: datetime) -> int:
    """Remove files that no import waits for: left behind by a crash. A fresh one may just be on its way in."""
    if not settings.upload_dir.is_dir():
        return 0
    wanted = set(on.exec(select(ImportBatch.stored_as).where(col(ImportBatch.stored_as).is_not(None))))
    orphans = [
        path
        for path in settings.upload_dir.iterdir()
        if path.name not in wanted and path.stat().st_mtime < (now - ORPHAN_AFTER).timestamp()
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
