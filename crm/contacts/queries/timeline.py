"""Everything about a company in one order: contacts, visits, cooperations, wishes, the register, tasks.

One query finds the keys of the page in all sources, then one for each table among them fetches the rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.contacts.queries.contacts import ContactParts, parts_of
from crm.contacts.queries.timeline_sources import SOURCES, EntryEvent, EntryKind, Source
from crm.db import Moment
from crm.values.clock import COPENHAGEN, local_date

PAGE = 30
BY_EVENT = {source.event: source for source in SOURCES}
BY_RANK = {source.rank: source for source in SOURCES}


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the timeline: everything that comes after it is older."""

    at: datetime
    rank: int
    id: int

    @classmethod
    def now(cls, now: datetime) -> "Cursor":
        """Before everything that has happened, after everything that is to come."""
        return cls(now, max(source.rank for source in SOURCES) + 1, 0)

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}_{self.rank}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """None for anything that is no cursor."""
        try:
            at, rank, number = text.split("_")
            moment = datetime.fromisoformat(at)
            return cls(moment.astimezone(UTC), int(rank), int(number)) if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened or is going to. `row` is the source's own row, `parts` only a contact's."""

    at: datetime
    event: EntryEvent
    kind: EntryKind
    row: Any
    company_id: int | None
    cursor: Cursor
    who: str | None = None
    unit: str | None = None
    parts: ContactParts | None = None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    entries: list[TimelineEntry]
    older: Cursor | None  # where the next page begins; None: this is all


def timeline(
    on: Session,
    company_id: int,
    workplace_id: int | None = None,
    kinds: Collection[EntryKind] = tuple(EntryKind),
    before: Cursor | None = None,
    limit: int = PAGE,
) -> TimelinePage:
    """The company's timeline, the latest (also what is to come) first; of one workplace when it is named."""
    events = tuple(source.event for source in SOURCES if source.kind in kinds)
    keys = _keys(on, events, company_id, workplace_id, before, limit + 1)
    page = keys[:limit]
    entries = _entries(on, page)
    return TimelinePage(named(on, entries), page[-1].cursor if len(keys) > limit else None)


@dataclass(frozen=True, slots=True)
class _Key:
    """Which row of which source an entry is."""

    cursor: Cursor
    source: Source


class _Edge(StrEnum):
    """Where a source's rows begin: at the newest, on the cursor's moment or after it, or by number on that moment."""

    NEWEST = "newest"
    FROM = "from"
    AFTER = "after"
    BY_NUMBER = "by_number"


def _keys(
    on: Session,
    events: tuple[EntryEvent, ...],
    company_id: int,
    workplace_id: int | None,
    before: Cursor | None,
    limit: int,
) -> list[_Key]:
    """The latest of all sources in one query: most have nothing on a page, and asking costs more than finding."""
    edges = tuple((event, _edge(BY_EVENT[event], before)) for event in events)
    values = {
        "company": company_id,
        "workplace": workplace_id,
        "moment": before.at if before else None,
        "day": local_date(before.at) if before else None,
        "number": before.id if before else None,
        "most": limit,
    }
    statement = _page(edges, at_workplace=workplace_id is not None)
    known = {name: value for name, value in values.items() if value is not None}
    found = [
        _Key(Cursor(moment or _midnight(day), rank, number), BY_RANK[rank])
        for rank, moment, day, number in on.connection().execute(statement, known)
    ]
    return sorted(found, key=lambda key: key.cursor, reverse=True)[:limit]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, COPENHAGEN).astimezone(UTC)


def _edge(source: Source, before: Cursor | None) -> _Edge:
    """Where to begin in the order (moment, rank, id), all three falling, after the cursor."""
    if before is None:
        return _Edge.NEWEST
    if source.is_day and before.at.astimezone(COPENHAGEN).time() != time.min:
        return _Edge.FROM
    if source.rank == before.rank:
        return _Edge.BY_NUMBER
    return _Edge.FROM if source.rank < before.rank else _Edge.AFTER


@cache
def _page(edges: tuple[tuple[EntryEvent, _Edge], ...], *, at_workplace: bool) -> Any:
    """One page of each source. Built once: building a statement takes many times as long as running it."""
    pages = [_source_page(BY_EVENT[event], edge, at_workplace=at_workplace).subquery() for event, edge in edges]
    return sa.union_all(*(sa.select(page) for page in pages))


def _source_page(source: Source, edge: _Edge, *, at_workplace: bool) -> Any:
    query = source.of_company(sa.bindparam("company", type_=sa.Integer))
    if at_workplace and source.workplace_name:
        query = query.where(source.column(source.workplace_name) == sa.bindparam("workplace", type_=sa.Integer))
    column, number = source.column(source.at_name), source.column("id")
    at: Any = sa.bindparam("day" if source.is_day else "moment", type_=column.type)
    older = {
        _Edge.NEWEST: [],
        _Edge.FROM: [column <= at],
        _Edge.AFTER: [column < at],
        _Edge.BY_NUMBER: [
            sa.or_(column < at, sa.and_(column == at, number < sa.bindparam("number", type_=sa.Integer)))
        ],
    }
    query = query.with_only_columns(
        sa.literal_column(str(source.rank), sa.Integer).label("rank"),
        (sa.cast(sa.null(), Moment()) if source.is_day else column).label("moment"),
        (column if source.is_day else sa.cast(sa.null(), sa.Date())).label("day"),
        number.label("number"),
    )
    query = query.where(*older[edge]).order_by(column.desc(), number.desc())
    return query.limit(sa.bindparam("most", type_=sa.Integer))


def _entries(on: Session, keys: Sequence[_Key]) -> list[TimelineEntry]:
    """The rows behind the keys, in the keys' order; one query for each table among them."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for key in keys:
        wanted[key.source.table].add(key.cursor.id)
    rows = {
        (table, row.id): row
        for table, ids in wanted.items()
        for row in on.connection().execute(_by_ids(table), {"ids": list(ids)})
    }
    return [entry_of(key.source, rows[key.source.table, key.cursor.id], key.source.at_name) for key in keys]


@cache
def _by_ids(table: Any) -> Any:
    return sa.select(*sa.inspect(table).columns).where(col(table.id).in_(sa.bindparam("ids", expanding=True)))


def entry_of(source: Source, row: Any, at_name: str) -> TimelineEntry:
    value = getattr(row, at_name)
    at = value if isinstance(value, datetime) else datetime.combine(value, time.min, COPENHAGEN)
    return TimelineEntry(
        at=at,
        event=source.event,
        kind=source.kind,
        row=row,
        company_id=getattr(row, "company_id", None),
        cursor=Cursor(at.astimezone(UTC), source.rank, row.id),
    )


def named(on: Session, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """The entries with names of people and units, and the parts of contacts."""
    who = {id(entry): _value(entry.row, BY_EVENT[entry.event].who_name) for entry in entries}
    unit = {id(entry): _value(entry.row, BY_EVENT[entry.event].unit_name) for entry in entries}
    names = _people(on, who.values())
    units = dict(on.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(set(unit.values()) - {None}))).all())
    contacts = [entry.row.id for entry in entries if entry.event is EntryEvent.CONTACT]
    parts = parts_of(on, contacts) if contacts else {}
    return [
        TimelineEntry(
            at=entry.at,
            event=entry.event,
            kind=entry.kind,
            row=entry.row,
            company_id=entry.company_id,
            cursor=entry.cursor,
            who=names.get(who[id(entry)], (None, None))[0],
            unit=units.get(unit[id(entry)]) or names.get(who[id(entry)], (None, None))[1],
            parts=parts.get(entry.row.id) if entry.event is EntryEvent.CONTACT else None,
        )
        for entry in entries
    ]


def _value(row: Any, name: str | None) -> Any:
    return getattr(row, name) if name else None


def _people(on: Session, user_ids: Iterable[int | None]) -> dict[int | None, tuple[str | None, str | None]]:
    query = (
        select(User.id, User.name, Unit.name)
        .join(Unit, col(Unit.id) == col(User.unit_id), isouter=True)
        .where(col(User.id).in_(set(user_ids) - {None}))
    )
    return {row[0]: (row[1], row[2]) for row in on.exec(query)}
