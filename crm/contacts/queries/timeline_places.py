"""Places in a timeline: finding them in all sources with one query, and what stands there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.contacts.queries.contacts import ContactParts
from crm.contacts.queries.timeline_sources import SOURCES, EntryEvent, EntryKind, Source
from crm.db import Moment
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.values.clock import COPENHAGEN

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


def place(source: Source, at_name: str) -> tuple[Any, ...]:
    """What a source says of a row's place. One of moment and day is empty: databases don't mix the two."""
    column = source.column(at_name)
    is_day = isinstance(column.type, sa.Date)
    return (
        sa.literal_column(str(source.rank), sa.Integer).label("rank"),
        (sa.cast(sa.null(), Moment()) if is_day else column).label("moment"),
        (column if is_day else sa.cast(sa.null(), sa.Date())).label("day"),
        source.column("id").label("number"),
    )


def together(pages: Iterable[Any]) -> Any:
    """One statement of a page from each source."""
    return sa.union_all(*(sa.select(page.subquery()) for page in pages))


def cursors_found(on: Session, statement: Any, values: Mapping[str, Any]) -> list[Cursor]:
    """The places a statement of `place` rows finds, the latest first."""
    found = on.connection().execute(statement, values)
    places = (Cursor(moment or _midnight(day), rank, number) for rank, moment, day, number in found)
    return sorted(places, reverse=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, COPENHAGEN).astimezone(UTC)


def entries_at(on: Session, places: Sequence[Cursor]) -> list[TimelineEntry]:
    """What stands at the places, in their order; one query for each table among them."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for each in places:
        wanted[BY_RANK[each.rank].table].add(each.id)
    rows = {
        (table, row.id): row
        for table, ids in wanted.items()
        for row in on.connection().execute(_by_ids(table), {"ids": list(ids)})
    }
    return [_entry(BY_RANK[each.rank], rows[BY_RANK[each.rank].table, each.id], each) for each in places]


@cache
def _by_ids(table: Any) -> Any:
    """A message comes with what it is about, and whose that is."""
    query = sa.select(*sa.inspect(table).columns).where(col(table.id).in_(sa.bindparam("ids", expanding=True)))
    if table is not RequestEvent:
        return query
    about = (EmployerRequest.company_id, EmployerRequest.reference, EmployerRequest.subject)
    return query.add_columns(*map(col, about)).join(
        EmployerRequest, col(EmployerRequest.id) == col(RequestEvent.request_id)
    )


def _entry(source: Source, row: Any, where: Cursor) -> TimelineEntry:
    return TimelineEntry(
        at=where.at.astimezone(COPENHAGEN),
        event=source.event,
        kind=source.kind,
        row=row,
        company_id=getattr(row, "company_id", None),
        cursor=where,
    )
