"""Who is reading which request right now."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.employer_requests.models import RequestReader

GONE_AFTER = timedelta(seconds=70)
"""Somebody's page tells every 25 seconds that it is open; who has missed two of them is gone."""


def readers_of(
    on: Session, request_ids: Collection[int], *, now: datetime, but: int | None = None
) -> dict[int, list[str]]:
    """The names of those who have the requests open, without the reader. One query."""
    query = (
        select(RequestReader.request_id, User.name)
        .join(User, col(User.id) == col(RequestReader.user_id))
        .where(
            col(RequestReader.request_id).in_(request_ids),
            col(RequestReader.seen_at) > now - GONE_AFTER,
            col(RequestReader.user_id) != (but or 0),
        )
        .order_by(col(User.name))
    )
    found: dict[int, list[str]] = {}
    for request_id, name in on.exec(query):
        found.setdefault(request_id, []).append(name)
    return found
