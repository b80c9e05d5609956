"""What has happened at a person's own companies, without the person having done it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.queries.companies import MINE_FOR, own_company_ids
from crm.contacts.queries.timeline import PAGE, named
from crm.contacts.queries.timeline_places import TimelineEntry, cursors_found, entries_at, place, together
from crm.contacts.queries.timeline_sources import SOURCES, EntryKind, Source
from crm.db import Moment
from crm.register.models import Workplace
from crm.values.clock import local_date

LATE = timedelta(days=92)
"""So much later than it happened something may be recorded and still be news."""


def news(on: Session, user_id: int, *, since: datetime, now: datetime, limit: int = PAGE) -> list[TimelineEntry]:
    """What others have recorded since a moment, and what has begun or ended; the latest first.

    What was only recorded now but was long over is no news: a first import would bring nothing else.
    """
    values = {
        "user": user_id,
        "lately": now - MINE_FOR,
        "since": since,
        "first": local_date(since),
        "late": local_date(since) - LATE,
        "today": local_date(now),
        "most": limit,
    }
    found = cursors_found(on, _newest(), values)[:limit]
    return _with_companies(on, named(on, entries_at(on, found)))


@cache
def _newest() -> Any:
    """The newest of each source. Built once: building a statement takes many times as long as running it."""
    user = sa.bindparam("user", type_=sa.Integer)
    own = sa.select(own_company_ids(user, sa.bindparam("lately", type_=Moment())).cte("own"))
    return together(_newest_of(source, own, user) for source in SOURCES if source.kind is not EntryKind.TASKS)


def _newest_of(source: Source, own: Any, user: Any) -> Any:
    at_name = source.known_name or source.at_name
    query = source.of_companies(own).with_only_columns(*place(source, at_name)).where(*_lately(source))
    if source.who_name:
        who = source.column(source.who_name)
        query = query.where(sa.or_(who.is_(None), who != user))
    return query.order_by(source.column(at_name).desc()).limit(sa.bindparam("most", type_=sa.Integer))


def _lately(source: Source) -> Iterator[Any]:
    happened = source.column(source.at_name)
    if source.known_name is None:
        yield happened.between(sa.bindparam("first", type_=sa.Date), sa.bindparam("today", type_=sa.Date))
        return
    yield source.column(source.known_name) >= sa.bindparam("since", type_=Moment())
    if source.is_day:
        yield happened >= sa.bindparam("late", type_=sa.Date)


def _with_companies(on: Session, entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """A cooperation names only its workplace."""
    places = {entry.row.workplace_id for entry in entries if entry.company_id is None}
    query = select(Workplace.id, Workplace.company_id).where(col(Workplace.id).in_(places))
    companies: dict[int | None, int] = dict(on.exec(query).all())
    return [
        entry if entry.company_id else replace(entry, company_id=companies[entry.row.workplace_id]) for entry in entries
    ]
