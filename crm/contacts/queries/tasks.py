"""Reading tasks: one's own, the unit's, a company's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.accounts.queries import user_names
from crm.contacts.models import ContactPerson, PersonPhone, Task, TaskEvent, TaskKind
from crm.register.models import Company, Workplace
from crm.web.paging import Page, paged

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the names a list shows. `phone`: the contact person's, else the workplace's (E.164)."""

    task: Task
    company_name: str
    owner_name: str | None
    unit_name: str | None
    done_by: str | None
    person_name: str | None
    phone: str | None

    def is_overdue(self, now: datetime) -> bool:
        return self.task.done_at is None and self.task.due_at < now


class Show(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Whose tasks, and which. `shared_unit_id`: with the owner's, those that are anybody's of this unit."""

    owner_user_id: int | None = None
    shared_unit_id: int | None = None
    unit_id: int | None = None
    company_id: int | None = None
    kind: TaskKind | None = None
    show: Show = Show.OPEN


def task_by_id(on: Session, task_id: int) -> Task | None:
    return on.get(Task, task_id)


def task_line(on: Session, task: Task) -> TaskLine:
    """One task with its names."""
    return _lines(on, col(Task.id) == task.id)[0]


def task_page(on: Session, wanted: TaskFilter, *, now: datetime, number: int) -> Page:
    """The wanted page of TaskLine: what is due first, or was done last. A constant number of queries."""
    where = _conditions(wanted, now)
    order = (col(Task.done_at).desc(),) if wanted.show is Show.DONE else (col(Task.due_at),)
    count = sa.select(sa.func.count()).select_from(Task).where(*where)
    page = paged(on, sa.select(col(Task.id)).where(*where).order_by(*order, col(Task.id)), count=count, number=number)
    ids = [row.id for row in page.rows]
    found = {line.task.id: line for line in _lines(on, col(Task.id).in_(ids))}
    return Page([found[task_id] for task_id in ids], page.total, page.number, page.size)


def own_tasks(
    on: Session, user_id: int, unit_id: int | None, *, until: datetime | None = None, kind: TaskKind | None = None
) -> list[TaskLine]:
    """Open tasks that are this person's, or anybody's of the unit; those that are due first."""
    return _open(on, _own(user_id, unit_id), *_narrowed(until, kind))


def team_tasks(
    on: Session, unit_id: int, *, until: datetime | None = None, kind: TaskKind | None = None
) -> list[TaskLine]:
    """Open tasks of everybody in the unit."""
    return _open(on, col(Task.unit_id) == unit_id, *_narrowed(until, kind))


def company_tasks(on: Session, company_id: int) -> list[TaskLine]:
    """Open tasks about a company."""
    return _named(on, on.exec(_OF_COMPANY, params={"company": company_id}).all())


def due_tasks_at(on: Session, company_id: int, user_id: int, unit_id: int | None, *, until: datetime) -> list[TaskLine]:
    """The person's own open tasks about a company that are due: what a contact logged now may settle."""
    return _open(on, col(Task.company_id) == company_id, _own(user_id, unit_id), col(Task.due_at) < until)


def task_history(on: Session, task_id: int) -> list[TaskEvent]:
    """What became of it, the latest first."""
    query = select(TaskEvent).where(col(TaskEvent.task_id) == task_id)
    return list(on.exec(query.order_by(col(TaskEvent.id).desc())))


def promised_call_backs(on: Session, company_ids: list[int]) -> list[TaskLine]:
    """Calls that companies have been promised, whoever has them."""
    return _open(on, col(Task.company_id).in_(company_ids), col(Task.promised), col(Task.kind) == TaskKind.CALL_BACK)


def _own(user_id: int, unit_id: int | None) -> Any:
    shared = sa.and_(col(Task.owner_user_id).is_(None), col(Task.unit_id) == unit_id)
    return sa.or_(col(Task.owner_user_id) == user_id, shared)


def _conditions(wanted: TaskFilter, now: datetime) -> list[Any]:
    found: list[Any] = [col(Task.done_at).is_not(None) if wanted.show is Show.DONE else col(Task.done_at).is_(None)]
    if wanted.show is Show.OVERDUE:
        found.append(col(Task.due_at) < now)
    if wanted.owner_user_id is not None:
        found.append(_own(wanted.owner_user_id, wanted.shared_unit_id))
    if wanted.unit_id is not None:
        found.append(col(Task.unit_id) == wanted.unit_id)
    if wanted.company_id is not None:
        found.append(col(Task.company_id) == wanted.company_id)
    if wanted.kind is not None:
        found.append(col(Task.kind) == wanted.kind)
    return found


def _narrowed(until: datetime | None, kind: TaskKind | None) -> list[Any]:
    wanted = [] if until is None else [col(Task.due_at) < until]
    return wanted if kind is None else [*wanted, col(Task.kind) == kind]


def _open(on: Session, *conditions: Any) -> list[TaskLine]:
    return _lines(on, col(Task.done_at).is_(None), *conditions)


_LINES = (
    select(Task, Company.name, User.name, Unit.name)
    .join(Company, col(Company.id) == col(Task.company_id))
    .join(User, col(User.id) == col(Task.owner_user_id), isouter=True)
    .join(Unit, col(Unit.id) == col(Task.unit_id), isouter=True)
    .order_by(col(Task.due_at), col(Task.id))
    .limit(MOST_SHOWN)
)
_OF_COMPANY = _LINES.where(
    col(Task.done_at).is_(None), col(Task.company_id) == sa.bindparam("company", type_=sa.Integer)
)


def _lines(on: Session, *conditions: Any) -> list[TaskLine]:
    return _named(on, on.exec(_LINES.where(*conditions)).all())


def _named(on: Session, rows: Sequence[Any]) -> list[TaskLine]:
    """Rows of `_LINES` with the names of who is to be called and who did it."""
    tasks = [row[0] for row in rows]
    names, numbers = _people(on, {task.person_id for task in tasks} - {None})
    places = _workplace_phones(on, {task.workplace_id for task in tasks} - {None})
    done_by = user_names(on, (task.done_by_user_id for task in tasks))
    return [
        TaskLine(
            task=task,
            company_name=company,
            owner_name=owner,
            unit_name=unit,
            done_by=done_by.get(task.done_by_user_id or 0),
            person_name=names.get(task.person_id),
            phone=numbers.get(task.person_id) or places.get(task.workplace_id),
        )
        for task, company, owner, unit in rows
    ]


def _people(on: Session, person_ids: Collection[int | None]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """Names, and the first phone number of those who have one."""
    if not person_ids:
        return {}, {}
    people = select(ContactPerson.id, ContactPerson.name).where(col(ContactPerson.id).in_(person_ids))
    numbers = select(PersonPhone.person_id, PersonPhone.number).where(col(PersonPhone.person_id).in_(person_ids))
    rows: Sequence[tuple[int, str]] = on.exec(numbers.order_by(col(PersonPhone.id).desc())).all()
    return dict(on.exec(people).all()), dict(rows)


def _workplace_phones(on: Session, workplace_ids: Collection[int | None]) -> dict[int | None, str | None]:
    if not workplace_ids:
        return {}
    query = select(Workplace.id, Workplace.phone).where(col(Workplace.id).in_(workplace_ids))
    return dict(on.exec(query).all())
