"""Reading visits: a company's, a person's, one with all that belongs to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.db import Moment
from crm.values.clock import COPENHAGEN, local_date
from crm.visits.models import (
    PLANNED,
    Visit,
    VisitChange,
    VisitColleague,
    VisitInvitation,
    VisitPerson,
    VisitReport,
    VisitTheme,
)

TAKES_TIME = col(Visit.status).in_(PLANNED)
_PLANNED_AT = (
    select(Visit)
    .where(
        col(Visit.company_id) == sa.bindparam("company", type_=sa.Integer),
        TAKES_TIME,
        col(Visit.starts_at) >= sa.bindparam("begins", type_=Moment),
    )
    .order_by(col(Visit.starts_at))
)


def visit_by_id(on: Session, visit_id: int) -> Visit | None:
    return on.get(Visit, visit_id)


def local_days(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first local day up to the end of the last; 23 or 25 hours a day when clocks change."""
    begins = datetime.combine(first, time.min, COPENHAGEN)
    return begins, datetime.combine(last + timedelta(days=1), time.min, COPENHAGEN)


def goes_along(user_ids: Collection[int] | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Visits that one of these people leads or comes along to."""
    joined = sa.select(col(VisitColleague.visit_id)).where(col(VisitColleague.user_id).in_(user_ids))
    return sa.or_(col(Visit.lead_user_id).in_(user_ids), col(Visit.id).in_(joined))


def colleagues_along(on: Session, visit_id: int) -> list[int]:
    """Who comes along, beside the lead."""
    query = select(VisitColleague.user_id).where(VisitColleague.visit_id == visit_id)
    return list(on.exec(query.order_by(col(VisitColleague.user_id))))


def overlapping(
    on: Session, user_ids: Collection[int], starts_at: datetime, ends_at: datetime, *, but: int | None = None
) -> list[Visit]:
    """Planned visits of one of these people that share time with this span; `but`: leave out this visit."""
    query = select(Visit).where(
        goes_along(user_ids),
        TAKES_TIME,
        col(Visit.starts_at) < ends_at,
        col(Visit.ends_at) > starts_at,
        col(Visit.id).is_distinct_from(but),
    )
    return list(on.exec(query.order_by(col(Visit.starts_at), col(Visit.id))))


def visits_of(on: Session, user_id: int, first: date, last: date) -> list[Visit]:
    """The person's planned visits on these local days, led or joined, in their order."""
    return overlapping(on, [user_id], *local_days(first, last))


def planned_at(on: Session, company_id: int, *, now: datetime) -> list[Visit]:
    """The company's planned visits from today on."""
    begins, _ends = local_days(local_date(now), local_date(now))
    return list(on.exec(_PLANNED_AT, params={"company": company_id, "begins": begins}))


def visits_led_by(on: Session, user_ids: Collection[int], first: date, last: date) -> list[Visit]:
    """The planned visits that these people lead on these local days, in their order."""
    begins, ends = local_days(first, last)
    query = select(Visit).where(
        col(Visit.lead_user_id).in_(user_ids), TAKES_TIME, col(Visit.starts_at) < ends, col(Visit.ends_at) > begins
    )
    return list(on.exec(query.order_by(col(Visit.starts_at), col(Visit.id))))


@dataclass(frozen=True, slots=True)
class WholeVisit:
    """A visit and the numbers of all that belongs to it; changes in their order, the booking first."""

    visit: Visit
    themes: Sequence[str]
    colleague_ids: Sequence[int]
    person_ids: Sequence[int]
    changes: Sequence[VisitChange]
    invitations: Sequence[VisitInvitation]
    report: VisitReport | None


def whole_visit(on: Session, visit: Visit) -> WholeVisit:
    """Six queries."""
    number = visit.id
    return WholeVisit(
        visit,
        themes=list(on.exec(select(VisitTheme.theme).where(VisitTheme.visit_id == number).order_by(VisitTheme.theme))),
        colleague_ids=list(on.exec(select(VisitColleague.user_id).where(VisitColleague.visit_id == number))),
        person_ids=list(on.exec(select(VisitPerson.person_id).where(VisitPerson.visit_id == number))),
        changes=list(on.exec(select(VisitChange).where(VisitChange.visit_id == number).order_by(col(VisitChange.id)))),
        invitations=list(
            on.exec(select(VisitInvitation).where(VisitInvitation.visit_id == number).order_by(col(VisitInvitation.id)))
        ),
        report=on.get(VisitReport, number),
    )
