"""What companies have said: of visits by the day of the visit, of requests by the day they were concluded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.db import Row
from crm.employer_requests.models import EmployerRequest
from crm.register.models import Company
from crm.surveys.drawing import period_of
from crm.surveys.figures import Asked, Results, results
from crm.surveys.models import (
    DrawOutcome,
    Subject,
    SurveyAnswer,
    SurveyDraw,
    SurveyInvitation,
    SurveyQuestion,
    SurveySettingName,
)
from crm.surveys.queries.settings import settings
from crm.values.clock import local_date
from crm.values.periods import Period, year_of
from crm.visits.models import Visit
from crm.visits.queries.visits import local_days


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the subject of a questionnaire stands, when it counts, and whose it is."""

    table: type[Row]
    same: sa.ColumnElement[bool]
    at: Any
    unit_id: Any
    user_id: Any

    def within(self, period: Period) -> sa.ColumnElement[bool]:
        begins, ends = local_days(period.start, period.end)
        return sa.and_(self.at >= begins, self.at < ends)


_SOURCES = {
    Subject.VISIT: _Source(
        Visit,
        col(Visit.id) == col(SurveyInvitation.visit_id),
        col(Visit.starts_at),
        col(Visit.unit_id),
        col(Visit.lead_user_id),
    ),
    Subject.REQUEST: _Source(
        EmployerRequest,
        col(EmployerRequest.id) == col(SurveyInvitation.request_id),
        col(SurveyInvitation.sent_at),
        col(EmployerRequest.unit_id),
        col(EmployerRequest.owner_user_id),
    ),
}


def results_of(
    on: Session, subject: Subject, year: int, *, quarter: str | None = None, unit_id: int | None = None
) -> Results:
    """What companies said in the year or in a quarter of it ("2026-Q4"), without what would tell who said it.

    Of visits by the day of the visit, of requests by the day they were concluded. Three queries.
    """
    fewest = settings(on)[SurveySettingName.FEWEST_ANSWERS]
    asked = asked_in(on, year_of(date(year, 1, 1)), subject)
    return results(asked, quarter=quarter, unit_id=unit_id, fewest=fewest)


def asked_in(on: Session, period: Period, subject: Subject = Subject.VISIT) -> list[Asked]:
    """The questionnaires about the visits of the period, or the requests concluded in it. Two queries."""
    source = _SOURCES[subject]
    values: defaultdict[int, dict[SurveyQuestion, int]] = defaultdict(dict)
    answers = (
        sa.select(col(SurveyAnswer.invitation_id), col(SurveyAnswer.question), col(SurveyAnswer.value))
        .join(SurveyInvitation, col(SurveyInvitation.id) == col(SurveyAnswer.invitation_id))
        .join(source.table, source.same)
        .where(source.within(period))
    )
    for invitation_id, question, value in on.connection().execute(answers):
        values[invitation_id][question] = value
    query = (
        sa.select(
            col(SurveyInvitation.id),
            source.at,
            source.unit_id,
            source.user_id,
            col(SurveyInvitation.expects),
        )
        .join(source.table, source.same)
        .where(source.within(period))
    )
    return [
        Asked(period_of(local_date(at)), unit_id, user_id, expects, values[number or 0])
        for number, at, unit_id, user_id, expects in on.connection().execute(query)
    ]


def comments_in(
    on: Session, period: Period, *, unit_id: int | None = None, subject: Subject = Subject.VISIT
) -> Sequence[str]:
    """In no order that tells when or by whom they were written."""
    source = _SOURCES[subject]
    query = (
        select(SurveyInvitation.comment)
        .join(source.table, source.same)
        .where(source.within(period), col(SurveyInvitation.comment) != "")
        .order_by(col(SurveyInvitation.token_hash))
    )
    if unit_id is not None:
        query = query.where(source.unit_id == unit_id)
    return on.exec(query).all()


def draws_in(
    period: Period, *, unit_id: int | None = None, outcome: DrawOutcome | None = None
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The draws of the period's visits, the latest first, and how many; nothing of them tells who has answered."""
    wanted = [_held_in(period)]
    if unit_id is not None:
        wanted.append(col(Visit.unit_id) == unit_id)
    if outcome is not None:
        wanted.append(col(SurveyDraw.outcome) == outcome)
    rows: Any = (
        sa.select(
            col(Visit.id).label("visit_id"),
            col(Visit.starts_at).label("starts_at"),
            col(Visit.company_id).label("company_id"),
            col(Company.name).label("company"),
            col(User.name).label("lead"),
            col(Unit.name).label("unit"),
            col(SurveyDraw.outcome).label("outcome"),
            col(SurveyDraw.share_percent).label("share_percent"),
        )
        .join(Visit, col(Visit.id) == col(SurveyDraw.visit_id))
        .join(Company, col(Company.id) == col(Visit.company_id))
        .join(User, col(User.id) == col(Visit.lead_user_id))
        .join(Unit, col(Unit.id) == col(Visit.unit_id), isouter=True)
        .where(*wanted)
        .order_by(col(Visit.starts_at).desc(), col(Visit.id).desc())
    )
    count = sa.select(sa.func.count()).select_from(SurveyDraw).join(Visit, col(Visit.id) == col(SurveyDraw.visit_id))
    return rows, count.where(*wanted)


def first_year(on: Session, today: date, subject: Subject = Subject.VISIT) -> int:
    """The year of the earliest visit that was drawn or not, or request asked about; this year when there is none."""
    if subject is Subject.REQUEST:
        asked = sa.select(sa.func.min(col(SurveyInvitation.sent_at))).where(
            col(SurveyInvitation.request_id).is_not(None)
        )
        first: datetime | None = on.connection().execute(asked).scalar()
        return local_date(first).year if first else today.year
    query = sa.select(sa.func.min(col(SurveyDraw.period)))
    earliest: str | None = on.connection().execute(query).scalar()
    return int(earliest[:4]) if earliest else today.year


def _held_in(period: Period) -> sa.ColumnElement[bool]:
    return _SOURCES[Subject.VISIT].within(period)
