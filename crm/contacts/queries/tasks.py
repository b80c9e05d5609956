"""Reading tasks: one's own, the unit's, a company's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.contacts.models import ContactPerson, Task, TaskEvent, TaskKind
from crm.register.models import Company

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the names a list shows."""

    task: Task
    company_name: str
    owner_name: str | None
    unit_name: str | None
    person_name: str | None

    def is_overdue(self, now: datetime) -> bool:
        return self.task.done_at is None and self.task.due_at < now


def task_by_id(on: Session, task_id: int) -> Task | None:
    return on.get(Task, task_id)


def own_tasks(
    on: Session, user_id: int, unit_id: int | None, *, until: datetime | None = None, kind: TaskKind | None = None
) -> list[TaskLine]:
    """Open tasks that are this person's, or anybody's of the unit; those that are due first."""
    shared = sa.and_(col(Task.owner_user_id).is_(None), col(Task.unit_id) == unit_id)
    return _lines(on, sa.or_(col(Task.owner_user_id) == user_id, shared), *_narrowed(until, kind))


def team_tasks(
    on: Session, unit_id: int, *, until: datetime | None = None, kind: TaskKind | None = None
) -> list[TaskLine]:
    """Open tasks of everybody in the unit."""
    return _lines(on, col(Task.unit_id) == unit_id, *_narrowed(until, kind))


def company_tasks(on: Session, company_id: int) -> list[TaskLine]:
    """Open tasks about a company."""
    return _lines(on, col(Task.company_id) == company_id)


def due_tasks_at(on: Session, company_id: int, user_id: int, unit_id: int | None, *, until: datetime) -> list[TaskLine]:
    """The person's own open tasks about a company that are due: what a contact logged now may settle."""
    shared = sa.and_(col(Task.owner_user_id).is_(None), col(Task.unit_id) == unit_id)
    mine = sa.or_(col(Task.owner_user_id) == user_id, shared)
    return _lines(on, col(Task.company_id) == company_id, mine, col(Task.due_at) < until)


def task_history(on: Session, task_id: int) -> list[TaskEvent]:
    """What became of it, the latest first."""
    query = select(TaskEvent).where(col(TaskEvent.task_id) == task_id)
    return list(on.exec(query.order_by(col(TaskEvent.id).desc())))


def promised_call_backs(on: Session, company_ids: list[int]) -> list[TaskLine]:
    """Calls that companies have been promised, whoever has them."""
    return _lines(on, col(Task.company_id).in_(company_ids), col(Task.promised), col(Task.kind) == TaskKind.CALL_BACK)


def _narrowed(until: datetime | None, kind: TaskKind | None) -> list[Any]:
    wanted = [] if until is None else [col(Task.due_at) < until]
    return wanted if kind is None else [*wanted, col(Task.kind) == kind]


def _lines(on: Session, *conditions: Any) -> list[TaskLine]:
    query = (
        select(Task, Company.name, User.name, Unit.name)
        .join(Company, col(Company.id) == col(Task.company_id))
        .join(User, col(User.id) == col(Task.owner_user_id), isouter=True)
        .join(Unit, col(Unit.id) == col(Task.unit_id), isouter=True)
        .where(col(Task.done_at).is_(None), *conditions)
        .order_by(col(Task.due_at), col(Task.id))
        .limit(MOST_SHOWN)
    )
    rows = on.exec(query).all()
    wanted = {row[0].person_id for row in rows} - {None}
    people = select(ContactPerson.id, ContactPerson.name).where(col(ContactPerson.id).in_(wanted))
    names: dict[int | None, str] = dict(on.exec(people).all())
    return [TaskLine(*row, names.get(row[0].person_id)) for row in rows]
