"""Job orders: taken, corrected, candidates proposed (as numbers), and answered."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.db import claim_version
from crm.employer_requests.inputs import Filled, JobOrderInput
from crm.employer_requests.job_order_models import JobOrder, JobOrderReferral
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.happening import refuse_closed
from crm.employer_requests.words import OrderStatus
from crm.refusal import Refusal
from crm.values.clock import local_date


def add_order(
    on: Session,
    request: EmployerRequest,
    given: JobOrderInput,
    *,
    contact_entry: str | None = None,
    user_id: int,
    now: datetime,
) -> JobOrder:
    """A new one on an open request of a known company. `contact_entry`: the contact the need was heard in."""
    refuse_closed(request)
    if request.company_id is None:
        raise Refusal(_("Find the company first: somebody has to be asked what came of the order."))
    today = local_date(now)
    _refuse_past(given.deadline, today)
    order = JobOrder(
        request_id=request.id or 0,
        ordered_on=today,
        contact_entry=contact_entry,
        created_at=now,
        created_by_user_id=user_id,
        **_fields(given),
    )
    on.add(order)
    on.flush()
    record(on, "job_order.add", order, details={"request_id": order.request_id}, now=now)
    return order


def edit_order(on: Session, order: JobOrder, given: JobOrderInput, *, version: int, now: datetime) -> JobOrder:
    """Correct an open one, or give it a new deadline. Raises StaleEditError when somebody was first."""
    claim_version(on, order, version)
    _refuse_answered(order)
    if given.deadline != order.deadline:
        _refuse_past(given.deadline, local_date(now))
    for name, value in _fields(given).items():
        setattr(order, name, value)
    return _noted(on, "job_order.update", order, now)


def answer_order(
    on: Session, order: JobOrder, filled: Filled, *, version: int, user_id: int, now: datetime
) -> JobOrder:
    """What came of it. Refuses more than was asked for, and positions left without a reason."""
    claim_version(on, order, version)
    _refuse_answered(order)
    left = order.positions - filled.by_us - filled.otherwise
    if left < 0:
        raise Refusal(_("More positions are filled than were asked for. Correct the order first."))
    if left and filled.reason is None:
        raise Refusal(_("Choose why not all positions were filled."))
    if not order.ordered_on <= filled.day <= local_date(now):
        raise Refusal(_("Choose a day between the day of the order and today."))
    order.status = status_of(filled.by_us, filled.otherwise)
    order.filled_by_us, order.filled_otherwise = filled.by_us, filled.otherwise
    order.not_filled = filled.reason if left else None
    order.answered_on, order.answered_by_user_id = filled.day, user_id
    details = {"status": order.status.value, "by_us": filled.by_us, "otherwise": filled.otherwise}
    return _noted(on, "job_order.answer", order, now, **details)


def status_of(by_us: int, otherwise: int) -> OrderStatus:
    """Of several positions: where most of them came from; of as many from both, ours."""
    if not by_us + otherwise:
        return OrderStatus.NOT_FILLED
    return OrderStatus.FILLED_BY_US if by_us >= otherwise else OrderStatus.FILLED_OTHERWISE


def reopen_order(on: Session, order: JobOrder, *, version: int, now: datetime) -> JobOrder:
    """The answer was wrong, or somebody left again at once."""
    claim_version(on, order, version)
    if order.status is OrderStatus.OPEN:
        raise Refusal(_("The job order is open already."))
    order.status, order.filled_by_us, order.filled_otherwise = OrderStatus.OPEN, 0, 0
    order.not_filled = order.answered_on = order.answered_by_user_id = None
    return _noted(on, "job_order.reopen", order, now)


def refer(
    on: Session, order: JobOrder, number: int, *, day: date, note: str = "", user_id: int, now: datetime
) -> JobOrderReferral:
    """So many candidates were proposed on the day."""
    _refuse_answered(order)
    if not order.ordered_on <= day <= local_date(now):
        raise Refusal(_("Choose a day between the day of the order and today."))
    referral = JobOrderReferral(
        job_order_id=order.id or 0, day=day, number=number, note=note, at=now, by_user_id=user_id
    )
    on.add(referral)
    on.flush()
    record(on, "job_order.refer", order, details={"number": number}, now=now)
    return referral


def take_referral_back(on: Session, referral: JobOrderReferral, *, user_id: int, now: datetime) -> None:
    """It was written down wrongly; a second time changes nothing."""
    if referral.voided_at is not None:
        return
    referral.voided_at, referral.voided_by_user_id = now, user_id
    on.add(referral)
    on.flush()
    order = on.get_one(JobOrder, referral.job_order_id)
    record(on, "job_order.unrefer", order, details={"number": referral.number}, now=now)


def move_orders(on: Session, request: EmployerRequest, into: EmployerRequest) -> None:
    """The request became part of another: its orders go on there."""
    for order in on.exec(select(JobOrder).where(col(JobOrder.request_id) == request.id)):
        order.request_id = into.id or 0
        on.add(order)
    on.flush()


def _fields(given: JobOrderInput) -> dict[str, Any]:
    return {name: getattr(given, name) for name in JobOrderInput.__dataclass_fields__}


def _noted(on: Session, verb: str, order: JobOrder, now: datetime, **details: object) -> JobOrder:
    on.add(order)
    on.flush()
    record(on, verb, order, details=details, now=now)
    return order


def _refuse_answered(order: JobOrder) -> None:
    if order.status is not OrderStatus.OPEN:
        raise Refusal(_("The job order is answered. Open it again first."))


def _refuse_past(deadline: date, today: date) -> None:
    if deadline < today:
        raise Refusal(_("The deadline is over already. Choose a day to come."))
