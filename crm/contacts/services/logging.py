"""The whole of a logged contact: the contact itself, what comes next, what it settles, and the end of its draft."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from crm.contacts.guard.ask import Caller
from crm.contacts.guard.enforce import log_contact
from crm.contacts.inputs import ContactInput, Override, RefusalInput, TaskInput
from crm.contacts.models import Interaction
from crm.contacts.queries.tasks import task_by_id
from crm.contacts.services.drafts import drop_draft
from crm.contacts.services.restrictions import set_refusal
from crm.contacts.services.tasks import add_task, finish_task
from crm.visits.models import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoDone:
    """What is saved together with a contact."""

    next_steps: tuple[TaskInput, ...] = ()
    settles: tuple[int, ...] = ()  # tasks that this contact was
    refusal: RefusalInput | None = None
    draft: tuple[str, str] | None = None  # form and subject
    booked: Visit | None = None  # the visit that the contact was: see log_contact


def save_contact(
    on: Session,
    given: ContactInput,
    *,
    caller: Caller,
    now: datetime,
    today: date,
    override: Override | None = None,
    also: AlsoDone | None = None,
) -> Interaction:
    """Log it and do what comes with it. Raises ContactPreventedError when the guard says no.

    The contact comes first: a call-back that it settles still counts as due while the guard is asked.
    """
    also = also or AlsoDone()
    contact = log_contact(on, given, caller=caller, now=now, override=override, booked=also.booked)
    for task_id in dict.fromkeys(also.settles):
        task = task_by_id(on, task_id)
        if task is not None and task.done_at is None and task.company_id == contact.company_id:
            finish_task(on, task, version=task.version, user_id=caller.user_id, now=now)
    for step in also.next_steps:
        step = replace(step, company_id=contact.company_id, interaction_entry=contact.entry)  # noqa: PLW2901
        add_task(on, step, user_id=caller.user_id, now=now)
    if also.refusal is not None:
        set_refusal(on, contact.company_id, also.refusal, user_id=caller.user_id, now=now, today=today)
    if also.draft is not None:
        drop_draft(on, caller.user_id, *also.draft)
    return contact
