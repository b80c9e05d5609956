"""What has happened at a person's own companies, without the person having done it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.queries.companies import MINE_FOR, own_company_ids
from crm.contacts.queries.timeline import PAGE, TimelineEntry, entry_of, named
from crm.contacts.queries.timeline_sources import SOURCES, EntryEvent, EntryKind, Source
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
    found = [
        entry_of(source, row, source.known_name or source.at_name)
        for source in SOURCES
        if source.kind is not EntryKind.TASKS
        for row in on.connection().execute(_newest(source.event), values)
    ]
    found.sort(key=lambda entry: entry.cursor, reverse=True)
    return _with_companies(on, named(on, found[:limit]))


@cache
def _newest(event: EntryEvent) -> Any:
    """The newest of one source. Built once: building a statement takes many times as long as running it."""
    source = next(each for each in SOURCES if each.event is event)
    user = sa.bindparam("user", type_=sa.Integer)
    query = source.of_companies(own_company_ids(user, sa.bindparam("lately", type_=Moment())))
    if source.who_name:
        who = source.column(source.who_name)
        query = query.where(sa.or_(who.is_(None), who != user))
    newest_first = source.column(source.known_name or source.at_name).desc()
    return query.where(*_lately(source)).order_by(newest_first).limit(sa.bindparam("most", type_=sa.Integer))


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
