"""Everything about a company in one order: contacts, visits, cooperations, wishes, the register, tasks.

One query finds the keys of the page in all sources, then one for each table among them fetches the rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.accounts.queries import people_named, unit_names
from crm.contacts.queries.contacts import parts_of
from crm.contacts.queries.timeline_places import (
    BY_EVENT,
    Cursor,
    TimelineEntry,
    cursors_found,
    entries_at,
    place,
    together,
)
from crm.contacts.queries.timeline_sources import SOURCES, EntryEvent, EntryKind, Source
from crm.values.clock import COPENHAGEN, local_date

PAGE = 30


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
    return TimelinePage(named(on, entries_at(on, page)), page[-1] if len(keys) > limit else None)


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
) -> list[Cursor]:
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
    return cursors_found(on, statement, known)[:limit]


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
    return together(_source_page(BY_EVENT[event], edge, at_workplace=at_workplace) for event, edge in edges)


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
    query = query.with_only_columns(*place(source, source.at_name))
    query = query.where(*older[edge]).order_by(column.desc(), number.desc())
    return query.limit(sa.bindparam("most", type_=sa.Integer))


def named(on: Session, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """The entries with names of people and units, and the parts of contacts."""
    about = [(entry, *_who_and_unit(entry)) for entry in entries]
    people = people_named(on, (user_id for _entry, user_id, _unit_id in about))
    units = unit_names(on, (unit_id for _entry, _user_id, unit_id in about))
    contacts = [entry.row.id for entry in entries if entry.event is EntryEvent.CONTACT]
    parts = parts_of(on, contacts) if contacts else {}
    found = []
    for entry, user_id, unit_id in about:
        person = people.get(user_id or 0)
        found.append(
            replace(
                entry,
                who=person.name if person else None,
                unit=units.get(unit_id or 0) or (person.unit if person else None),
                parts=parts.get(entry.row.id) if entry.event is EntryEvent.CONTACT else None,
            )
        )
    return found


def _who_and_unit(entry: TimelineEntry) -> tuple[int | None, int | None]:
    source = BY_EVENT[entry.event]
    names = (source.who_name, source.unit_name)
    user_id, unit_id = (getattr(entry.row, name) if name else None for name in names)
    return user_id, unit_id
