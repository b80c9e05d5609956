"""Reading the opening calendar: as it is, as it was known at a moment, and its days for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.db import known_at
from crm.values.versions import Versions
from crm.values.working_time import Block, SpecialDay, Week, WorkingCalendar
from crm.working_time import shipped
from crm.working_time.models import ClosedDay, OpeningBlock

BlockFact = tuple[date, int, time, time]
DayFact = tuple[date, str, time | None, time | None]
_FIRST_YEAR, _LAST_YEAR = 2010, 2060


def opening_calendar(on: Session, *, known: datetime | None = None) -> WorkingCalendar:
    """The calendar as it is now, or as it was known at the moment. Two queries.

    A year whose days nobody has recorded has the public holidays, and without recorded hours the usual ones hold:
    so it is never empty.
    """
    blocks, days = _NOW if known is None else _facts(known)
    run = on.connection().execute
    return _calendar(tuple(map(tuple, run(blocks))), tuple(map(tuple, run(days))))


def _facts(known: datetime | None) -> tuple[Any, Any]:
    return (
        sa.select(*_BLOCK).where(known_at(OpeningBlock, known)).order_by(*_BLOCK),
        sa.select(*_DAY).where(known_at(ClosedDay, known)).order_by(*_DAY),
    )


def calendar_history(on: Session) -> Versions[WorkingCalendar]:
    """The calendar as it was known at any moment. Two queries, however many moments are asked for."""
    run = on.connection().execute
    blocks: list[tuple[Any, ...]] = [tuple(row) for row in run(sa.select(*_KEPT_BLOCK))]
    days: list[tuple[Any, ...]] = [tuple(row) for row in run(sa.select(*_KEPT_DAY))]
    changes = {moment for row in (*blocks, *days) for moment in row[-2:] if moment is not None}

    def build(moment: datetime) -> WorkingCalendar:
        return _calendar(_then(blocks, moment), _then(days, moment))

    return Versions(changes, build)


def _then(rows: list[tuple[Any, ...]], moment: datetime) -> tuple[tuple[Any, ...], ...]:
    """Those that held at the moment, in order, without the moments at their ends."""
    return tuple(sorted(row[:-2] for row in rows if row[-2] <= moment and (row[-1] is None or row[-1] > moment)))


@lru_cache(maxsize=64)
def _calendar(blocks: tuple[BlockFact, ...], days: tuple[DayFact, ...]) -> WorkingCalendar:
    """Built once for the same facts: its table of opening times is kept from one request to the next."""
    return WorkingCalendar(_hours(blocks), _special_days(days))


def _hours(blocks: Iterable[BlockFact]) -> dict[date, Week]:
    found: dict[date, dict[int, list[Block]]] = {}
    for valid_from, weekday, opens, closes in blocks:
        found.setdefault(valid_from, {}).setdefault(weekday, []).append(Block(opens, closes))
    return dict(found) or {shipped.SINCE: shipped.HOURS}


def _special_days(days: Iterable[DayFact]) -> dict[date, SpecialDay]:
    recorded = {day: SpecialDay(name, until, since) for day, name, until, since in days}
    filled = {day.year for day in recorded}
    found: dict[date, SpecialDay] = {}
    for year in range(_FIRST_YEAR, _LAST_YEAR):
        if year not in filled:
            found |= shipped.days(year)
    return found | recorded


_BLOCK = (col(OpeningBlock.valid_from), col(OpeningBlock.weekday), col(OpeningBlock.opens), col(OpeningBlock.closes))
_DAY = (col(ClosedDay.day), col(ClosedDay.name), col(ClosedDay.open_until), col(ClosedDay.open_from))
_NOW = _facts(None)
_KEPT_BLOCK = (*_BLOCK, col(OpeningBlock.recorded_at), col(OpeningBlock.retired_at))
_KEPT_DAY = (*_DAY, col(ClosedDay.recorded_at), col(ClosedDay.retired_at))


@dataclass(frozen=True, slots=True)
class Hours:
    """A set of opening hours: from its day on, until the next set's."""

    valid_from: date
    week: dict[int, list[OpeningBlock]]
    recorded_at: datetime
    recorded_by: str | None  # None: it came with the installation

    @property
    def block_id(self) -> int:
        """A block of the set: it names all of them."""
        return next(iter(self.week.values()))[0].id or 0


def opening_hours(on: Session) -> list[Hours]:
    """All sets that are known now, the newest first. One query."""
    query = (
        select(OpeningBlock, User.name)
        .join(User, col(User.id) == col(OpeningBlock.recorded_by_user_id), isouter=True)
        .where(known_at(OpeningBlock, None))
        .order_by(col(OpeningBlock.valid_from).desc(), col(OpeningBlock.weekday), col(OpeningBlock.opens))
    )
    found: dict[date, Hours] = {}
    for block, name in on.exec(query):
        hours = found.setdefault(block.valid_from, Hours(block.valid_from, {}, block.recorded_at, name))
        hours.week.setdefault(block.weekday, []).append(block)
    return list(found.values())


def hours_on(on: Session, day: date) -> Hours | None:
    """The set that holds on the day; None before anybody has recorded any."""
    return next((each for each in opening_hours(on) if each.valid_from <= day), None)


def opening_block_by_id(on: Session, block_id: int) -> OpeningBlock | None:
    """One that is known now."""
    query = select(OpeningBlock).where(known_at(OpeningBlock, None), col(OpeningBlock.id) == block_id)
    return on.exec(query).first()


def hours_version(on: Session) -> int:
    """A number that is another as soon as somebody has changed the opening hours."""
    number = sa.select(sa.func.max(col(OpeningBlock.id)), sa.func.count(col(OpeningBlock.retired_at)))
    last, retired = on.connection().execute(number).one()
    return (last or 0) + retired


@dataclass(frozen=True, slots=True)
class DayLine:
    """A closed or half day with who recorded it (None: it came with the installation)."""

    closed_day: ClosedDay
    recorded_by: str | None


def closed_days(on: Session, first: date, last: date) -> list[DayLine]:
    """Those that are known now, from day to day. One query."""
    query = (
        select(ClosedDay, User.name)
        .join(User, col(User.id) == col(ClosedDay.recorded_by_user_id), isouter=True)
        .where(known_at(ClosedDay, None), col(ClosedDay.day).between(first, last))
        .order_by(col(ClosedDay.day))
    )
    return [DayLine(day, name) for day, name in on.exec(query)]


def closed_day_by_id(on: Session, day_id: int) -> ClosedDay | None:
    """One that is known now."""
    query = select(ClosedDay).where(known_at(ClosedDay, None), col(ClosedDay.id) == day_id)
    return on.exec(query).first()


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in the calendar: a day or opening hours, recorded or taken away."""

    at: datetime
    by: str | None
    added: bool
    day: date
    name: str  # of the day; empty for opening hours from that day on


def latest_changes(on: Session, limit: int = 20) -> list[Change]:
    """What people changed, the latest first. Two queries."""
    found = {*_changes(on, ClosedDay, col(ClosedDay.day), col(ClosedDay.name))}
    found |= {*_changes(on, OpeningBlock, col(OpeningBlock.valid_from), sa.literal(""))}
    return sorted(found, key=lambda change: (change.at, change.day, change.added), reverse=True)[:limit]


def _changes(on: Session, table: type[ClosedDay] | type[OpeningBlock], day: object, name: object) -> list[Change]:
    recorded = sa.select(col(table.recorded_at), User.name, sa.true(), day, name).join(  # type: ignore[call-overload]
        User, col(User.id) == col(table.recorded_by_user_id)
    )
    retired = sa.select(col(table.retired_at), User.name, sa.false(), day, name).join(  # type: ignore[call-overload]
        User, col(User.id) == col(table.retired_by_user_id)
    )
    rows = on.connection().execute(sa.union_all(recorded, retired))
    return [Change(at, by, bool(added), which, called) for at, by, added, which, called in rows]
