"""Visits that nobody has reported: no contact tells of them, or the one that did was taken back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.contacts.models import Interaction
from crm.contacts.words import ContactKind
from crm.values.clock import local_date
from crm.visits.models import PLANNED, Visit, VisitReport, VisitStatus
from crm.visits.queries.visits import goes_along, local_days

TELLS = (
    sa.exists()
    .where(col(VisitReport.visit_id) == col(Visit.id), col(VisitReport.entry) == col(Interaction.entry))
    .where(col(Interaction.retired_at).is_(None))
)
"""A contact that holds tells of the visit."""


def unreported(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions on `Visit`: over by the clock, held for all we know, and nobody has said how it went."""
    return (col(Visit.status).in_((*PLANNED, VisitStatus.HELD)), col(Visit.ends_at) <= now, ~TELLS)


def visits_to_report(on: Session, user_id: int, company_id: int, at: datetime) -> Sequence[Visit]:
    """What this person had in the calendar at the company on the day of the moment, without a report."""
    begins, ends = local_days(local_date(at), local_date(at))
    query = select(Visit).where(
        col(Visit.company_id) == company_id,
        col(Visit.starts_at) >= begins,
        col(Visit.starts_at) < ends,
        col(Visit.status).in_((*PLANNED, VisitStatus.HELD)),
        goes_along([user_id]),
        ~TELLS,
    )
    return on.exec(query.order_by(col(Visit.starts_at), col(Visit.id))).all()


def contacts_like(on: Session, visit: Visit) -> Sequence[Interaction]:
    """Visits that were logged at the company that day and that are no visit's report yet."""
    begins, ends = local_days(local_date(visit.starts_at), local_date(visit.starts_at))
    query = select(Interaction).where(
        col(Interaction.company_id) == visit.company_id,
        col(Interaction.at) >= begins,
        col(Interaction.at) < ends,
        col(Interaction.kind) == ContactKind.VISIT,
        col(Interaction.retired_at).is_(None),
        ~sa.exists().where(col(VisitReport.entry) == col(Interaction.entry)),
    )
    return on.exec(query.order_by(col(Interaction.at), col(Interaction.id))).all()
