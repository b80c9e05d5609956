"""Who is away for so long that others take over, and who does."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.values.clock import COPENHAGEN, local_date
from crm.values.working_time import NeverOpenError, WorkingCalendar
from crm.visits.models import Absence, StandIn
from crm.visits.queries.time import absences, working_hours
from crm.visits.queries.visits import local_days

LONG = timedelta(hours=4)
"""An absence of so much opening time, or more, is one that others take over in; a meeting is not."""
AHEAD = timedelta(days=13)


def long_absences(on: Session, calendar: WorkingCalendar, *, at: datetime) -> list[Absence]:
    """Those that run at the moment, or when the job centre opens next after it."""
    try:
        moment = calendar.next_opening(at)
    except NeverOpenError:
        moment = at
    query = (
        select(Absence)
        .join(User, col(User.id) == col(Absence.user_id))
        .where(
            col(User.active),
            col(Absence.withdrawn_at).is_(None),
            col(Absence.starts_at) <= moment,
            col(Absence.ends_at) > moment,
        )
    )
    found = on.exec(query.order_by(col(Absence.starts_at), col(Absence.id)))
    return [each for each in found if is_long(each, calendar)]


def is_long(absence: Absence, calendar: WorkingCalendar) -> bool:
    return calendar.minutes_between(absence.starts_at, absence.ends_at) >= LONG.total_seconds() // 60


def stand_ins_on(on: Session, day: date) -> dict[int, tuple[int, ...]]:
    """By person, who takes over on the day, in their order. One query."""
    begun = sa.or_(col(StandIn.first_day).is_(None), col(StandIn.first_day) <= day)
    lasts = sa.or_(col(StandIn.last_day).is_(None), col(StandIn.last_day) >= day)
    query = (
        select(StandIn.user_id, StandIn.stand_in_user_id)
        .where(col(StandIn.removed_at).is_(None), begun, lasts)
        .order_by(col(StandIn.position), col(StandIn.id))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for user_id, stand_in_id in on.exec(query):
        found[user_id].append(stand_in_id)
    return {user_id: tuple(dict.fromkeys(ids)) for user_id, ids in found.items()}


def minutes_at_work(
    on: Session, calendar: WorkingCalendar, user_ids: Collection[int], *, now: datetime
) -> dict[int, int]:
    """How much working time each has in the two weeks to come: their hours on working days, without absences."""
    first = local_date(now)
    last = first + AHEAD
    hours = working_hours(on, user_ids)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [day for day in days if calendar.is_working_day(day)]
    spans = {
        user_id: [
            (_at(day, week[day.weekday()][0]), _at(day, week[day.weekday()][1]))
            for day in days
            if day.weekday() in week
        ]
        for user_id, week in hours.items()
    }
    total = {user_id: sum((ends - begins for begins, ends in found), timedelta()) for user_id, found in spans.items()}
    for away in absences(on, user_ids, *local_days(first, last)):
        for begins, ends in spans[away.user_id]:
            missed = min(ends, away.ends_at) - max(begins, away.starts_at)
            total[away.user_id] -= max(missed, timedelta())
    return {user_id: max(0, int(found.total_seconds() // 60)) for user_id, found in total.items()}


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, COPENHAGEN)


@dataclass(frozen=True, slots=True)
class StandInLine:
    """A stand-in with both names."""

    stand_in: StandIn
    of: str
    name: str


def stand_in_lines(on: Session, user_ids: Collection[int], today: date) -> list[StandInLine]:
    """Those of these people that are not over, person by person in their order. One query."""
    of, by = aliased(User), aliased(User)
    query = (
        select(StandIn, of.name, by.name)
        .join(of, col(of.id) == col(StandIn.user_id))
        .join(by, col(by.id) == col(StandIn.stand_in_user_id))
        .where(
            col(StandIn.user_id).in_(user_ids),
            col(StandIn.removed_at).is_(None),
            sa.or_(col(StandIn.last_day).is_(None), col(StandIn.last_day) >= today),
        )
        .order_by(col(of.name), col(StandIn.user_id), col(StandIn.position), col(StandIn.id))
    )
    return [StandInLine(*row) for row in on.exec(query)]
