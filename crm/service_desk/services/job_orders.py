"""What came of job orders whose deadline is over: somebody asks the company, again and again until it is answered."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.contacts.due import due_moment
from crm.contacts.inputs import TaskInput
from crm.contacts.models import Interaction, LabourNeed, Task, TaskKind
from crm.contacts.services.tasks import add_task, finish_task
from crm.contacts.words import ContactKind
from crm.employer_requests.inputs import Filled, JobOrderInput, RequestInput
from crm.employer_requests.job_order_models import JobOrder, JobOrderFollowUp
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.job_orders import is_overdue
from crm.employer_requests.queries.requests import categories
from crm.employer_requests.services.closing import link
from crm.employer_requests.services.job_orders import add_order, answer_order, edit_order
from crm.employer_requests.services.owning import take
from crm.employer_requests.services.receiving import receive
from crm.employer_requests.words import Channel
from crm.values.clock import local_date
from crm.web.i18n import in_language
from crm.working_time.queries import opening_calendar

AGAIN_AFTER = timedelta(days=7)
"""A task that was ticked off without an answer comes again, but not the next morning."""
TITLE_LENGTH = 200
USUAL_DEADLINE = timedelta(days=28)
CHANNELS = {
    ContactKind.CALL: Channel.PHONE,
    ContactKind.MESSAGE: Channel.PHONE,
    ContactKind.EMAIL: Channel.MAIL,
    ContactKind.LETTER: Channel.LETTER,
}
"""By which way a need reached us; where people met, in person."""


def follow_up(on: Session, *, now: datetime) -> int:
    """A task for each overdue order that nobody is asked about; how many there are now. Not on days off.

    It belongs to whoever has the request, else to the request's unit.
    """
    today = local_date(now)
    if not opening_calendar(on).is_working_day(today):
        return 0
    return sum(_ask(on, order, request, now) for order, request in _unanswered(on, today))


def answer(on: Session, order: JobOrder, filled: Filled, *, version: int, user_id: int, now: datetime) -> JobOrder:
    """What came of it; the task that asks is done with that."""
    answer_order(on, order, filled, version=version, user_id=user_id, now=now)
    _settle_asking(on, order, user_id, now)
    return order


def edit(on: Session, order: JobOrder, given: JobOrderInput, *, version: int, user_id: int, now: datetime) -> JobOrder:
    """Corrected; with a deadline to come the task that asks is done: it comes again after that."""
    edit_order(on, order, given, version=version, now=now)
    if order.deadline >= local_date(now):
        _settle_asking(on, order, user_id, now)
    return order


def order_from_need(
    on: Session, contact: Interaction, need: LabourNeed, person_ids: Sequence[int], *, user_id: int, now: datetime
) -> JobOrder:
    """The need heard in a contact as a request of one's own with its job order; both know the contact."""
    today = local_date(now)
    request = RequestInput(
        channel=CHANNELS.get(contact.kind, Channel.WALK_IN),
        category_id=_recruitment(on),
        subject=need.occupation,
        description=need.skills,
        company_id=contact.company_id,
        workplace_id=contact.workplace_id,
        person_id=person_ids[0] if len(person_ids) == 1 else None,
        wanted_by=need.from_date,
        received_at=now,
    )
    made = receive(on, request, user_id=user_id, now=now, answered=True)
    take(on, made, user_id=user_id, now=now)
    link(on, made, contact_entry=contact.entry, user_id=user_id, now=now)
    given = JobOrderInput(
        title=need.occupation,
        occupation=need.occupation,
        positions=need.number or 1,
        hours_per_week=need.hours_per_week,
        wanted_start=need.from_date,
        requirements=need.skills,
        deadline=need.from_date if need.from_date and need.from_date >= today else today + USUAL_DEADLINE,
    )
    return add_order(on, made, given, contact_entry=contact.entry, user_id=user_id, now=now)


def _recruitment(on: Session) -> int:
    """The category; another one where it is closed."""
    found = categories(on)
    chosen = next((each for each in found if each.code == "recruitment"), None) or (found[0] if found else None)
    return (chosen.id if chosen else None) or 0


def _unanswered(on: Session, today: date) -> list[tuple[JobOrder, EmployerRequest]]:
    """Without an open task that asks, and not asked about during the last week."""
    asked = (
        sa.exists()
        .where(col(JobOrderFollowUp.job_order_id) == col(JobOrder.id), col(Task.id) == col(JobOrderFollowUp.task_id))
        .where(sa.or_(col(Task.done_at).is_(None), col(JobOrderFollowUp.day) > today - AGAIN_AFTER))
    )
    query = (
        select(JobOrder, EmployerRequest)
        .join(EmployerRequest, col(EmployerRequest.id) == col(JobOrder.request_id))
        .where(is_overdue(today), col(EmployerRequest.company_id).is_not(None), ~asked)
        .order_by(col(JobOrder.deadline), col(JobOrder.id))
    )
    return list(on.exec(query).all())


def _ask(on: Session, order: JobOrder, request: EmployerRequest, now: datetime) -> bool:
    owner = user_by_id(on, request.owner_user_id) if request.owner_user_id else None
    owner_id = owner.id if owner is not None and owner.active else None
    language = owner.language if owner is not None and owner_id else None
    today = local_date(now)
    with in_language(language or current_app.extensions["crm_settings"].language):
        title = str(_("Ask what came of the job order: %(title)s", title=order.title))[:TITLE_LENGTH]
    given = TaskInput(
        kind=TaskKind.FOLLOW_UP,
        title=title,
        company_id=request.company_id or 0,
        workplace_id=request.workplace_id,
        person_id=request.person_id,
        due_at=due_moment(today),
        owner_user_id=owner_id,
        unit_id=None if owner_id is not None else request.unit_id,
    )
    task = add_task(on, given, user_id=owner_id or order.created_by_user_id, now=now, by_itself=True)
    on.add(JobOrderFollowUp(job_order_id=order.id or 0, day=today, task_id=task.id or 0))
    on.flush()
    record(on, "job_order.follow_up", order, details={"task_id": task.id}, now=now)
    return True


def _settle_asking(on: Session, order: JobOrder, user_id: int, now: datetime) -> None:
    query = (
        select(Task)
        .join(JobOrderFollowUp, col(JobOrderFollowUp.task_id) == col(Task.id))
        .where(col(JobOrderFollowUp.job_order_id) == order.id, col(Task.done_at).is_(None))
    )
    for task in on.exec(query).all():
        finish_task(on, task, version=task.version, user_id=user_id, now=now)
