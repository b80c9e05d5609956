"""What the calendars say of some days: who works when, what is booked, who is away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.register.models import Workplace
from crm.visits.models import Visit, VisitColleague, VisitPlace
from crm.visits.queries.time import closed_days, is_working_day, working_hours
from crm.visits.queries.visits import TAKES_TIME, local_days


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booked visit of one of ours, led or joined; `postcode` None: not at a workplace, or nobody knows where."""

    user_id: int
    visit_id: int
    company_id: int
    workplace_id: int | None
    starts_at: datetime
    ends_at: datetime
    place: VisitPlace
    postcode: str | None


def appointments(on: Session, user_ids: Collection[int], first: date, last: date) -> list[Appointment]:
    """The planned visits of these people on these local days, in their order. One query."""
    begins, ends = local_days(first, last)
    led: Any = sa.select(col(Visit.lead_user_id).label("user_id"), col(Visit.id).label("visit_id")).where(
        col(Visit.lead_user_id).in_(user_ids)
    )
    joined: Any = sa.select(col(VisitColleague.user_id), col(VisitColleague.visit_id)).where(
        col(VisitColleague.user_id).in_(user_ids)
    )
    who = sa.union(led, joined).subquery()
    columns: tuple[Any, ...] = (
        who.c.user_id,
        col(Visit.id),
        col(Visit.company_id),
        col(Visit.workplace_id),
        col(Visit.starts_at),
        col(Visit.ends_at),
        col(Visit.place),
        col(Workplace.postcode),
    )
    query = (
        sa.select(*columns)
        .join(who, who.c.visit_id == col(Visit.id))
        .join(Workplace, col(Workplace.id) == col(Visit.workplace_id), isouter=True)
        .where(TAKES_TIME, col(Visit.starts_at) < ends, col(Visit.ends_at) > begins)
        .order_by(col(Visit.starts_at), col(Visit.id))
    )
    return [Appointment(*row) for row in on.connection().execute(query)]


def hours_of(on: Session, user_ids: Sequence[int], days: Sequence[date]) -> dict[tuple[int, date], tuple[int, int]]:
    """By person and working day, in minutes after midnight. A day on which somebody does not work is missing."""
    found, closed = {}, closed_days(on)
    for user_id, hours in working_hours(on, user_ids).items():
        for day in days:
            if is_working_day(day, closed) and day.weekday() in hours:
                begins, ends = hours[day.weekday()]
                found[user_id, day] = (begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute)
    return found
