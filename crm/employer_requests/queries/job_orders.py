"""Reading job orders: one, those of a request, the list, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.employer_requests.job_order_models import JobOrder, JobOrderFollowUp, JobOrderReferral
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.order_figures import AnsweredOrder
from crm.employer_requests.words import OrderStatus
from crm.register.models import Company
from crm.values.periods import Period

ORDER_OPEN: sa.ColumnElement[bool] = col(JobOrder.status) == OrderStatus.OPEN


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A job order with the names that a list shows; it is whose its request is."""

    order: JobOrder
    reference: str
    company_id: int | None
    company: str
    owner: str | None
    unit: str
    proposed: int  # candidates, as a number


@dataclass(frozen=True, slots=True)
class ReferralLine:
    referral: JobOrderReferral
    by: str


def order_by_id(on: Session, order_id: int) -> JobOrder | None:
    return on.get(JobOrder, order_id)


def referral_by_id(on: Session, referral_id: int) -> JobOrderReferral | None:
    return on.get(JobOrderReferral, referral_id)


def orders_where(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Select the lines of the conditions; give each row to `OrderLine`."""
    proposed = (
        sa.select(sa.func.coalesce(sa.func.sum(col(JobOrderReferral.number)), 0))
        .where(col(JobOrderReferral.job_order_id) == col(JobOrder.id), col(JobOrderReferral.voided_at).is_(None))
        .scalar_subquery()
    )
    query: sa.Select[*tuple[Any, ...]] = sa.select(
        JobOrder,  # type: ignore[call-overload]
        EmployerRequest.reference,
        EmployerRequest.company_id,
        sa.func.coalesce(col(Company.name), col(EmployerRequest.company_text)),
        User.name,
        Unit.name,
        proposed,
    )
    return (
        query.join(EmployerRequest, col(EmployerRequest.id) == col(JobOrder.request_id))
        .join(Company, col(Company.id) == col(EmployerRequest.company_id), isouter=True)
        .join(Unit, col(Unit.id) == col(EmployerRequest.unit_id))
        .join(User, col(User.id) == col(EmployerRequest.owner_user_id), isouter=True)
        .where(*where)
    )


def order_lines(on: Session, *where: sa.ColumnElement[bool]) -> list[OrderLine]:
    """In the order in which they were given. One query."""
    return [OrderLine(*row) for row in on.execute(orders_where(*where).order_by(col(JobOrder.id)))]


def order_line(on: Session, order_id: int) -> OrderLine | None:
    return next(iter(order_lines(on, col(JobOrder.id) == order_id)), None)


def orders_of_request(on: Session, request_id: int) -> list[OrderLine]:
    return order_lines(on, col(JobOrder.request_id) == request_id)


def orders_from_contact(on: Session, entry: str) -> Sequence[JobOrder]:
    """Those that were made of the needs heard in a contact."""
    return on.exec(select(JobOrder).where(col(JobOrder.contact_entry) == entry)).all()


def order_of_task(on: Session, task_id: int) -> JobOrder | None:
    """The order that a task asks about."""
    query = select(JobOrder).join(JobOrderFollowUp, col(JobOrderFollowUp.job_order_id) == col(JobOrder.id))
    return on.exec(query.where(col(JobOrderFollowUp.task_id) == task_id)).first()


def referrals_of(on: Session, order_id: int) -> list[ReferralLine]:
    """The candidates proposed, the latest day first; without what was taken back."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(JobOrderReferral, User.name)  # type: ignore[call-overload]
        .join(User, col(User.id) == col(JobOrderReferral.by_user_id))
        .where(col(JobOrderReferral.job_order_id) == order_id, col(JobOrderReferral.voided_at).is_(None))
        .order_by(col(JobOrderReferral.day).desc(), col(JobOrderReferral.id).desc())
    )
    return [ReferralLine(*row) for row in on.execute(query)]


def is_overdue(today: date) -> sa.ColumnElement[bool]:
    """The deadline is over, and nobody has said what came of it."""
    return sa.and_(ORDER_OPEN, col(JobOrder.deadline) < today)


def answered_orders(on: Session, period: Period, *where: sa.ColumnElement[bool]) -> list[AnsweredOrder]:
    """Those whose outcome became known in the period. One query; conditions may be about the request too."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(JobOrder.ordered_on),
            col(JobOrder.answered_on),
            col(EmployerRequest.unit_id),
            col(EmployerRequest.category_id),
            col(JobOrder.positions),
            col(JobOrder.filled_by_us),
            col(JobOrder.filled_otherwise),
        )
        .join(EmployerRequest, col(EmployerRequest.id) == col(JobOrder.request_id))
        .where(col(JobOrder.answered_on).between(period.start, period.end), *where)
    )
    return [AnsweredOrder(*row) for row in on.connection().execute(query)]
