"""Every night a backup that has been read back and checked; the oldest ones go."""

from datetime import datetime

from flask import current_app
from sqlmodel import Session

from crm.audit.anchors import read_anchors
from crm.db import engine
from crm.operations.backup import back_up, prune
from crm.operations.backup_format import BrokenTrailError
from crm.settings import Settings
from jobs.job import Counts


def run(_session: Session, now: datetime) -> Counts:
    """Write one backup to the instance's folder and keep the newest ones.

    Raises BrokenTrailError after keeping the backup: older ones, from before the tampering, are then not deleted.
    """
    settings: Settings = current_app.extensions["crm_settings"]
    made = back_up(engine(), settings.backup_dir, now=now, anchors=read_anchors(settings.instance_dir))
    if made.trail_broken_at is not None:
        raise BrokenTrailError(f"The audit trail is broken at line {made.trail_broken_at}.")
    removed = prune(settings.backup_dir, keep=settings.backup_keep, now=now)
    return {"kilobytes": made.path.stat().st_size // 1024, "removed": removed}
