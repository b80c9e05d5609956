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

LASTS = timedelta(seconds=20)
RENEWED_EVERY_SECONDS = 5
"""When a scheduler is killed, the next one acts within the sum of both."""
WAITED = timedelta(seconds=1)


def new_holder() -> str:
    """A name no other process has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def take(on: Session, holder: str, *, now: datetime, waited: timedelta = timedelta()) -> bool:
    """Take the lease or renew it, in one conditional statement; True when `holder` has it until `now + LASTS`.

    Whoever `waited` for the database renews but does not take over: the holder, too, was kept from renewing by a long
    write on SQLite, and gets its turn first.
    """
    mine = col(JobLease.holder) == holder
    free = col(JobLease.expires_at) <= now if waited < WAITED else sa.false()
    statement = (
        sa.update(JobLease)
        .where(sa.or_(mine, free))
        .values(
            holder=holder,
            taken_at=sa.case((mine, col(JobLease.taken_at)), else_=sa.literal(now, Moment())),
            expires_at=now + LASTS,
        )
    )
    return on.connection().execute(statement).rowcount == 1 or _first(on, holder, now)


def _first(on: Session, holder: str, now: datetime) -> bool:
    """The row does not exist before the very first scheduler."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"id": 1, "holder": holder, "taken_at": now, "expires_at": now + LASTS}
    made = insert(JobLease).values(row).on_conflict_do_nothing().returning(col(JobLease.id))
    return on.connection().execute(made).first() is not None


def give_up(on: Session, holder: str, *, now: datetime) -> None:
    """At a clean end: the next scheduler need not wait."""
    statement = sa.update(JobLease).where(col(JobLease.holder) == holder).values(expires_at=now)
    on.connection().execute(statement)
