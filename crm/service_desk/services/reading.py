"""Telling colleagues that one has a request open."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from crm.employer_requests.models import RequestReader

FORGOTTEN_AFTER = timedelta(hours=1)


def note_reading(on: Session, request_id: int, *, user_id: int, now: datetime) -> None:
    """This person has it open now. What they had open long ago is forgotten."""
    old = (col(RequestReader.user_id) == user_id, col(RequestReader.seen_at) < now - FORGOTTEN_AFTER)
    on.connection().execute(sa.delete(RequestReader).where(*old))
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"request_id": request_id, "user_id": user_id, "seen_at": now}
    keys = [col(RequestReader.request_id), col(RequestReader.user_id)]
    seen = insert(RequestReader).values(row).on_conflict_do_update(index_elements=keys, set_={"seen_at": now})
    on.connection().execute(seen)
