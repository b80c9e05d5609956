"""Only one scheduler acts: it holds the lease, one row that it renews; a newcomer takes over when it has expired."""

import os
import secrets
import socket
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from crm.db import Moment
from crm.operations.models import JobLease

LASTS = timedelta(seconds=60)
RENEWED_EVERY_SECONDS = 15


def new_holder() -> str:
    """A name no other process has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def take(on: Session, holder: str, *, now: datetime, lasts: timedelta = LASTS) -> bool:
    """Take the lease or renew it, in one conditional statement; True when `holder` has it until `now + lasts`."""
    mine = col(JobLease.holder) == holder
    statement = (
        sa.update(JobLease)
        .where(sa.or_(mine, col(JobLease.expires_at) <= now))
        .values(
            holder=holder,
            taken_at=sa.case((mine, col(JobLease.taken_at)), else_=sa.literal(now, Moment())),
            expires_at=now + lasts,
        )
    )
    return on.connection().execute(statement).rowcount == 1 or _first(on, holder, now, lasts)


def _first(on: Session, holder: str, now: datetime, lasts: timedelta) -> bool:
    """The row does not exist before the very first scheduler."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"id": 1, "holder": holder, "taken_at": now, "expires_at": now + lasts}
    made = insert(JobLease).values(row).on_conflict_do_nothing().returning(col(JobLease.id))
    return on.connection().execute(made).first() is not None


def give_up(on: Session, holder: str, *, now: datetime) -> None:
    """At a clean end: the next scheduler need not wait."""
    statement = sa.update(JobLease).where(col(JobLease.holder) == holder).values(expires_at=now)
    on.connection().execute(statement)
