"""Long lists in pieces that fit a statement."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

Item = TypeVar("Item")

SIZE = 5_000
"""Fewer than the variables SQLite allows in one statement; so many that a list of some thousand rows is one query."""


def chunks(items: Sequence[Item], size: int = SIZE) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_all(on: Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same keys."""
    for part in chunks(rows):
        on.connection().execute(sa.insert(table), list(part))


def update_where_id(on: Session, table: sa.Table, ids: Sequence[int], values: dict[str, Any], *also: Any) -> int:
    """Set the values on the rows with these ids (and the further conditions); how many there were."""
    changed = 0
    for part in chunks(ids):
        statement = sa.update(table).where(table.c.id.in_(part), *also).values(**values)
        changed += on.connection().execute(statement).rowcount
    return changed


def ids_by(on: Session, key: sa.Column[Any], wanted: Sequence[str]) -> dict[str, int]:
    """Ids of a table's rows by one of its unique columns."""
    found: dict[str, int] = {}
    for part in chunks(wanted):
        rows = on.connection().execute(sa.select(key, key.table.c.id).where(key.in_(part)))
        found.update((row[0], row[1]) for row in rows)
    return found
