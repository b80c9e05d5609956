"""What visited companies have said, by the day of the visit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.register.models import Company
from crm.surveys.drawing import period_of
from crm.surveys.figures import Asked
from crm.surveys.models import DrawOutcome, SurveyAnswer, SurveyDraw, SurveyInvitation, SurveyQuestion
from crm.values.clock import local_date
from crm.values.periods import Period
from crm.visits.models import Visit
from crm.visits.queries.visits import local_days


def asked_in(on: Session, period: Period) -> list[Asked]:
    """The questionnaires about the visits of the period. Two queries."""
    values: defaultdict[int, dict[SurveyQuestion, int]] = defaultdict(dict)
    answers = (
        sa.select(col(SurveyAnswer.invitation_id), col(SurveyAnswer.question), col(SurveyAnswer.value))
        .join(SurveyInvitation, col(SurveyInvitation.id) == col(SurveyAnswer.invitation_id))
        .join(Visit, col(Visit.id) == col(SurveyInvitation.visit_id))
        .where(_held_in(period))
    )
    for invitation_id, question, value in on.connection().execute(answers):
        values[invitation_id][question] = value
    query = (
        sa.select(
            col(SurveyInvitation.id),
            col(Visit.starts_at),
            col(Visit.unit_id),
            col(Visit.lead_user_id),
            col(SurveyInvitation.expects),
        )
        .join(Visit, col(Visit.id) == col(SurveyInvitation.visit_id))
        .where(_held_in(period))
    )
    return [
        Asked(period_of(local_date(starts_at)), unit_id, lead_user_id, expects, values[number or 0])
        for number, starts_at, unit_id, lead_user_id, expects in on.connection().execute(query)
    ]


def comments_in(on: Session, period: Period, *, unit_id: int | None = None) -> Sequence[str]:
    """In no order that tells when or by whom they were written."""
    query = (
        select(SurveyInvitation.comment)
        .join(Visit, col(Visit.id) == col(SurveyInvitation.visit_id))
        .where(_held_in(period), col(SurveyInvitation.comment) != "")
        .order_by(col(SurveyInvitation.token_hash))
    )
    if unit_id is not None:
        query = query.where(col(Visit.unit_id) == unit_id)
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


def first_year(on: Session, today: date) -> int:
    """The year of the earliest visit that was drawn or not; this year when there is none."""
    query = sa.select(sa.func.min(col(SurveyDraw.period)))
    earliest: str | None = on.connection().execute(query).scalar()
    return int(earliest[:4]) if earliest else today.year


def _held_in(period: Period) -> sa.ColumnElement[bool]:
    begins, ends = local_days(period.start, period.end)
    return sa.and_(col(Visit.starts_at) >= begins, col(Visit.starts_at) < ends)
