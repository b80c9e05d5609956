"""Next steps: made, put off, handed over, done. Edits raise StaleEditError when somebody was first."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.models import User
from crm.audit.trail import record
from crm.contacts.inputs import TaskChange, TaskInput
from crm.contacts.models import Task, TaskEvent, TaskEventKind
from crm.db import claim_version
from crm.refusal import Refusal


def add_task(on: Session, given: TaskInput, *, user_id: int, now: datetime, by_itself: bool = False) -> Task:
    """A new one; without owner and unit it is the maker's own. `by_itself`: a job made it for this person."""
    fields: dict[str, Any] = {name: getattr(given, name) for name in TaskInput.__dataclass_fields__}
    if given.owner_user_id is None and given.unit_id is None:
        fields["owner_user_id"] = user_id
    if fields["owner_user_id"] is not None:
        fields["unit_id"] = _unit_of(on, fields["owner_user_id"])
    task = Task(**fields, created_at=now, created_by_user_id=user_id)
    on.add(task)
    on.flush()
    _note(on, task, TaskEventKind.CREATED, None if by_itself else user_id, now)
    record(on, "task.create", task, details={"kind": task.kind.value, "company_id": task.company_id}, now=now)
    return task


def edit_task(on: Session, task: Task, given: TaskChange, *, version: int, user_id: int, now: datetime) -> Task:
    """Say something else of it; who has it stays."""
    claim_version(on, task, version)
    _refuse_done(task)
    for name in TaskChange.__dataclass_fields__:
        setattr(task, name, getattr(given, name))
    return _changed(on, task, TaskEventKind.CHANGED, "task.update", user_id, now)


def snooze_task(on: Session, task: Task, due_at: datetime, *, version: int, user_id: int, now: datetime) -> Task:
    """Put it off. Refuses a moment that has passed."""
    if due_at <= now:
        raise Refusal(_("Choose a time that is still to come."))
    claim_version(on, task, version)
    _refuse_done(task)
    task.due_at = due_at
    return _changed(on, task, TaskEventKind.SNOOZED, "task.snooze", user_id, now)


def hand_over_task(
    on: Session,
    task: Task,
    *,
    to_user_id: int | None,
    to_unit_id: int | None,
    version: int,
    user_id: int,
    now: datetime,
) -> Task:
    """Give it to a colleague, or to everybody of a unit."""
    if to_user_id is None and to_unit_id is None:
        raise Refusal(_("Choose who takes it over."))
    claim_version(on, task, version)
    _refuse_done(task)
    task.owner_user_id = to_user_id
    task.unit_id = to_unit_id if to_user_id is None else _unit_of(on, to_user_id)
    return _changed(on, task, TaskEventKind.HANDED_OVER, "task.hand_over", user_id, now)


def finish_task(on: Session, task: Task, *, version: int, user_id: int | None, now: datetime) -> Task:
    """Tick it off; a second time changes nothing. `user_id` None: the company itself settled it."""
    if task.done_at is not None:
        return task
    claim_version(on, task, version)
    task.done_at, task.done_by_user_id = now, user_id
    return _changed(on, task, TaskEventKind.DONE, "task.finish", user_id, now)


def reopen_task(on: Session, task: Task, *, version: int, user_id: int, now: datetime) -> Task:
    """Undo the tick."""
    if task.done_at is None:
        return task
    claim_version(on, task, version)
    task.done_at, task.done_by_user_id = None, None
    return _changed(on, task, TaskEventKind.REOPENED, "task.reopen", user_id, now)


def _refuse_done(task: Task) -> None:
    if task.done_at is not None:
        raise Refusal(_("The task is done already."))


def _unit_of(on: Session, user_id: int) -> int | None:
    user = on.get(User, user_id)
    if user is None or not user.active:
        raise Refusal(_("This colleague no longer has an open account. Choose another."))
    return user.unit_id


def _changed(on: Session, task: Task, kind: TaskEventKind, verb: str, user_id: int | None, now: datetime) -> Task:
    on.add(task)
    on.flush()
    _note(on, task, kind, user_id, now)
    record(on, verb, task, details={}, now=now)
    return task


def _note(on: Session, task: Task, kind: TaskEventKind, user_id: int | None, now: datetime) -> None:
    on.add(
        TaskEvent(
            task_id=task.id or 0,
            kind=kind,
            at=now,
            by_user_id=user_id,
            due_at=task.due_at,
            owner_user_id=task.owner_user_id,
            unit_id=task.unit_id,
        )
    )
    on.flush()
