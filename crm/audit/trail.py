"""Writing and verifying the audit trail.

Every write of a person or a job adds a line in its own transaction. Each line's hash covers the line and the hash
before it, so that a changed, removed or inserted line is found. Triggers in the database refuse changes.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.audit.verbs import VERBS
from crm.db import write_last
from crm.values.clock import utc_now

GENESIS = "0" * 64
PORTION = 1000
LOCK_KEY = 7_310_851  # any fixed number: writers of the trail queue up on it (PostgreSQL)
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY))
_HEAD = sa.select(col(AuditEntry.id), col(AuditEntry.hash)).order_by(col(AuditEntry.id).desc()).limit(1)
_APPEND = sa.insert(AuditEntry)


def record(
    on: Session,
    verb: str,
    subject: Any,
    *,
    details: dict[str, Any] | None = None,
    actor: str | None = None,
    now: datetime | None = None,
) -> None:
    """Add one line about `subject` (a saved row).

    It is written at the end of the transaction: whoever writes the trail keeps all others from it until they commit.
    `verb` is from the closed vocabulary; `details` has exactly the keys the verb declares, and no personal data.
    Raises ValueError when verb or keys are not declared.
    """
    declared = VERBS.get(verb)
    found = details or {}
    if declared is None or declared != frozenset(found):
        raise ValueError(f"{verb} with {sorted(found)} is not declared in crm/audit/verbs.py")
    on.flush()
    actor_id, label = _actor(actor)
    line = {
        "at": now or utc_now(),
        "actor_id": actor_id,
        "actor_label": label,
        "verb": verb,
        "object_type": subject.__tablename__,
        "object_id": " ".join(map(str, sa.inspect(type(subject)).primary_key_from_instance(subject))),
        "details": dict(found),  # as it is now: the line is written later
    }
    write_last(on, _append, line)


def _append(on: Session, lines: list[dict[str, Any]]) -> None:
    _queue_up(on)
    before = head(on)[1]
    for line in lines:
        line["previous_hash"] = before
        line["hash"] = before = entry_hash(AuditEntry(**line, hash=""))
    on.connection().execute(_APPEND, lines)


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the line's own content and the hash of the line before, in one fixed writing."""
    content = [
        entry.previous_hash,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_label,
        entry.verb,
        entry.object_type,
        entry.object_id,
        entry.details,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def head(on: Session) -> tuple[int, str]:
    """Number and hash of the newest line; (0, GENESIS) while there is none."""
    row = on.connection().execute(_HEAD).first()
    return (row[0] or 0, row[1]) if row else (0, GENESIS)


def first_broken(on: Session, anchors: dict[int, str] | None = None) -> int | None:
    """The number of the first line that doesn't fit the chain or an anchor; None when all is well.

    An anchored line that is gone counts as broken: cutting off the newest lines is found that way.
    """
    wanted = dict(anchors or {})
    previous = GENESIS
    for entry in _in_order(on):
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return entry.id
        if wanted.pop(entry.id or 0, entry.hash) != entry.hash:
            return entry.id
        previous = entry.hash
    return min(wanted) if wanted else None


def _in_order(on: Session) -> Iterator[AuditEntry]:
    """In portions, each a query of its own: the reader may stop anywhere and leaves no cursor open."""
    last = 0
    query = select(AuditEntry).order_by(col(AuditEntry.id)).limit(PORTION)
    fresh = {"populate_existing": True}  # what the database holds, not what this session remembers
    while portion := on.exec(query.where(col(AuditEntry.id) > last), execution_options=fresh).all():
        yield from portion
        last = portion[-1].id or 0


def _queue_up(on: Session) -> None:
    """One writer of the trail at a time, to the end of its transaction. SQLite has one writer anyway."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(_LOCK)


def _actor(label: str | None) -> tuple[int | None, str]:
    if has_request_context() and (user_id := g.get("actor_id")):
        return user_id, f"user {user_id}"
    return None, label or "command line"
