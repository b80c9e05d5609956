"""Changing the opening calendar. What held before is retired, never changed: it explains what it was used for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import known_at
from crm.refusal import Refusal
from crm.values.clock import local_date
from crm.values.working_time import Block
from crm.working_time import shipped
from crm.working_time.models import ClosedDay, OpeningBlock
from crm.working_time.queries import hours_version

YEARS_AHEAD = 1


def ensure_opening_hours(on: Session, *, now: datetime) -> None:
    """The usual hours, when nobody has ever said any."""
    if on.exec(select(OpeningBlock.id).limit(1)).first() is not None:
        return
    for weekday, blocks in shipped.HOURS.items():
        for block in blocks:
            on.add(
                OpeningBlock(
                    valid_from=shipped.SINCE, weekday=weekday, opens=block.opens, closes=block.closes, recorded_at=now
                )
            )
    on.flush()


def ensure_closed_days(on: Session, *, now: datetime) -> int:
    """Holidays of this year and the next that were never recorded; how many. What somebody removed stays removed."""
    this_year = local_date(now).year
    return sum(_fill(on, year, now) for year in range(this_year, this_year + YEARS_AHEAD + 1))


def _fill(on: Session, year: int, now: datetime) -> int:
    ever = sa.select(col(ClosedDay.day)).where(col(ClosedDay.day).between(date(year, 1, 1), date(year, 12, 31)))
    known = set(on.connection().execute(ever).scalars())
    new = [(day, each) for day, each in shipped.days(year).items() if day not in known]
    on.add_all(
        ClosedDay(day=day, name=each.name, open_until=each.open_until, open_from=each.open_from, recorded_at=now)
        for day, each in new
    )
    on.flush()
    return len(new)


class StaleHoursError(Exception):
    """Somebody changed the opening hours since the form was opened."""


def set_opening_hours(
    on: Session,
    valid_from: date,
    week: Mapping[int, Sequence[Block]],
    *,
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> None:
    """These hours hold from the day on. Hours that were to hold from the same day are retired.

    Refuses a week without opening time, and times that overlap or are in the wrong order. `version`: what
    `hours_version` said when the form was made.
    """
    if version is not None and version != hours_version(on):
        raise StaleHoursError
    for blocks in week.values():
        _refuse_muddled(blocks)
    if not any(week.values()):
        raise Refusal(_("The job centre must be open at some time of the week."))
    old = _retire_hours(on, valid_from, user_id, now)
    rows = [
        OpeningBlock(
            valid_from=valid_from,
            weekday=weekday,
            opens=block.opens,
            closes=block.closes,
            recorded_at=now,
            recorded_by_user_id=user_id,
        )
        for weekday, blocks in sorted(week.items())
        for block in blocks
    ]
    on.add_all(rows)
    on.flush()
    details = {"valid_from": valid_from.isoformat(), "blocks": len(rows), "replaced": old}
    record(on, "opening_hours.set", rows[0], details=details, now=now)


def drop_opening_hours(on: Session, valid_from: date, *, user_id: int, now: datetime) -> None:
    """Hours that were to hold from the day on do not: those before them go on. Refuses to drop the only ones."""
    others = select(OpeningBlock.id).where(known_at(OpeningBlock, None), col(OpeningBlock.valid_from) != valid_from)
    if on.exec(others.limit(1)).first() is None:
        raise Refusal(_("These are the only opening hours. Change them instead."))
    first = on.exec(
        select(OpeningBlock).where(known_at(OpeningBlock, None), col(OpeningBlock.valid_from) == valid_from)
    ).first()
    if first is not None:
        _retire_hours(on, valid_from, user_id, now)
        record(on, "opening_hours.drop", first, details={"valid_from": valid_from.isoformat()}, now=now)


def _refuse_muddled(blocks: Sequence[Block]) -> None:
    before: time | None = None
    for block in sorted(blocks):
        if block.opens >= block.closes:
            raise Refusal(_("It must open before it closes."))
        if before is not None and block.opens < before:
            raise Refusal(_("Opening times of one day must not overlap."))
        before = block.closes


def _retire_hours(on: Session, valid_from: date, user_id: int, now: datetime) -> int:
    """How many blocks there were. A conditional statement: two people at once retire them once."""
    statement = (
        sa.update(OpeningBlock)
        .where(known_at(OpeningBlock, None), col(OpeningBlock.valid_from) == valid_from)
        .values(retired_at=now, retired_by_user_id=user_id)
    )
    return on.connection().execute(statement).rowcount


def add_closed_day(
    on: Session,
    day: date,
    name: str,
    *,
    open_until: time | None = None,
    open_from: time | None = None,
    user_id: int,
    now: datetime,
) -> ClosedDay:
    """The job centre is closed on the day, or open only until or only from a time. Refuses a day that is there."""
    if open_until is not None and open_from is not None:
        raise Refusal(_("Write either until when it is open, or from when."))
    _fill(on, day.year, now)  # else a year with this day alone would have lost its holidays
    there = select(ClosedDay.id).where(known_at(ClosedDay, None), col(ClosedDay.day) == day)
    if on.exec(there).first() is not None:
        raise Refusal(_("This day is in the calendar already. Remove it first, then write it anew."))
    closed = ClosedDay(
        day=day, name=name, open_until=open_until, open_from=open_from, recorded_at=now, recorded_by_user_id=user_id
    )
    on.add(closed)
    on.flush()
    details = {"day": day.isoformat(), "whole": open_until is None and open_from is None}
    record(on, "closed_day.add", closed, details=details, now=now)
    return closed


def remove_closed_day(on: Session, closed: ClosedDay, *, user_id: int, now: datetime) -> bool:
    """The day is as any other of its weekday; False when somebody was first."""
    statement = (
        sa.update(ClosedDay)
        .where(col(ClosedDay.id) == closed.id, col(ClosedDay.retired_at).is_(None))
        .values(retired_at=now, retired_by_user_id=user_id)
    )
    if on.connection().execute(statement).rowcount != 1:
        return False
    on.refresh(closed)
    record(on, "closed_day.remove", closed, details={"day": closed.day.isoformat()}, now=now)
    return True
