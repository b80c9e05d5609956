"""Next steps: whose they are, when they are due, and what became of them."""

from datetime import timedelta

import pytest
from contact_ground import DAY, NOW, Colleague, call_back
from sqlmodel import Session

from crm.contacts.inputs import TaskInput
from crm.contacts.models import Task, TaskEventKind, TaskKind
from crm.contacts.queries.tasks import (
    company_tasks,
    due_tasks_at,
    own_tasks,
    promised_call_backs,
    task_history,
    team_tasks,
)
from crm.contacts.services.tasks import add_task, finish_task, hand_over_task, reopen_task, snooze_task
from crm.db import StaleEditError, transaction
from crm.refusal import Refusal


def add(on: Session, who: Colleague, given: TaskInput) -> Task:
    with transaction(on) as work:
        return add_task(work, given, user_id=who.id, now=NOW)


def test_a_task_without_an_owner_is_the_makers(session: Session, anna: Colleague, company: int) -> None:
    task = add(session, anna, call_back(company))
    assert (task.owner_user_id, task.unit_id) == (anna.id, anna.caller.unit_id)
    (line,) = own_tasks(session, anna.id, anna.caller.unit_id)
    assert (line.company_name, line.owner_name, line.unit_name, line.person_name) == (
        "Nordjysk Smedje",
        "Anna Krogh",
        "Jobhuset",
        None,
    )
    assert line.is_overdue(NOW + timedelta(seconds=1))
    assert not line.is_overdue(NOW)


def test_lists_show_ones_own_the_units_and_the_teams(
    session: Session, anna: Colleague, bo: Colleague, carla: Colleague, company: int
) -> None:
    add(session, bo, call_back(company, title="Bos", due_at=NOW + DAY))
    add(session, bo, call_back(company, title="Enhedens", unit_id=bo.caller.unit_id, due_at=NOW))
    add(session, carla, call_back(company, title="Carlas", kind=TaskKind.FOLLOW_UP, promised=False))

    def titles(lines: list[object]) -> list[str]:
        return [line.task.title for line in lines]  # type: ignore[attr-defined]

    assert titles(own_tasks(session, anna.id, anna.caller.unit_id)) == ["Enhedens"]
    assert titles(own_tasks(session, bo.id, bo.caller.unit_id)) == ["Enhedens", "Bos"]
    assert titles(own_tasks(session, bo.id, bo.caller.unit_id, until=NOW + DAY)) == ["Enhedens"]
    assert titles(team_tasks(session, anna.caller.unit_id or 0)) == ["Enhedens", "Bos"]
    assert titles(team_tasks(session, carla.caller.unit_id or 0, kind=TaskKind.CALL_BACK)) == []
    assert len(company_tasks(session, company)) == 3
    assert titles(promised_call_backs(session, [company])) == ["Enhedens", "Bos"]
    due = due_tasks_at(session, company, anna.id, anna.caller.unit_id, until=NOW + timedelta(hours=1))
    assert titles(due) == ["Enhedens"]


def test_a_task_is_put_off_handed_over_and_done(
    session: Session, anna: Colleague, carla: Colleague, company: int
) -> None:
    task = add(session, anna, call_back(company))
    with transaction(session) as work:
        snooze_task(work, task, NOW + DAY, version=task.version, user_id=anna.id, now=NOW)
    with transaction(session) as work:
        hand_over_task(work, task, to_user_id=carla.id, to_unit_id=None, version=task.version, user_id=anna.id, now=NOW)
    assert (task.owner_user_id, task.unit_id) == (carla.id, carla.caller.unit_id)
    with transaction(session) as work:
        finish_task(work, task, version=task.version, user_id=carla.id, now=NOW)
        finish_task(work, task, version=1, user_id=carla.id, now=NOW)
    assert own_tasks(session, carla.id, None) == []
    with pytest.raises(Refusal, match="udført"), transaction(session) as work:
        snooze_task(work, task, NOW + DAY, version=task.version, user_id=anna.id, now=NOW)
    with transaction(session) as work:
        reopen_task(work, task, version=task.version, user_id=anna.id, now=NOW)
    assert len(own_tasks(session, carla.id, None)) == 1
    history = [(event.kind, event.owner_user_id) for event in task_history(session, task.id or 0)]
    assert history == [
        (TaskEventKind.REOPENED, carla.id),
        (TaskEventKind.DONE, carla.id),
        (TaskEventKind.HANDED_OVER, carla.id),
        (TaskEventKind.SNOOZED, anna.id),
        (TaskEventKind.CREATED, anna.id),
    ]


def test_a_task_is_handed_to_a_unit(session: Session, anna: Colleague, carla: Colleague, company: int) -> None:
    task = add(session, anna, call_back(company))
    unit_id = carla.caller.unit_id
    with transaction(session) as work:
        hand_over_task(work, task, to_user_id=None, to_unit_id=unit_id, version=task.version, user_id=anna.id, now=NOW)
    assert [line.task.id for line in own_tasks(session, carla.id, unit_id)] == [task.id]
    with pytest.raises(Refusal), transaction(session) as work:
        hand_over_task(work, task, to_user_id=None, to_unit_id=None, version=task.version, user_id=anna.id, now=NOW)


def test_who_was_second_is_told(session: Session, anna: Colleague, company: int) -> None:
    task = add(session, anna, call_back(company))
    seen = task.version
    with transaction(session) as work:
        snooze_task(work, task, NOW + DAY, version=seen, user_id=anna.id, now=NOW)
    with pytest.raises(StaleEditError), transaction(session) as work:
        snooze_task(work, task, NOW + 2 * DAY, version=seen, user_id=anna.id, now=NOW)
    with pytest.raises(Refusal, match="ikke er passeret"), transaction(session) as work:
        snooze_task(work, task, NOW - DAY, version=task.version, user_id=anna.id, now=NOW)


def test_nobody_is_given_a_task_without_an_open_account(session: Session, anna: Colleague, company: int) -> None:
    with pytest.raises(Refusal, match="åben konto"):
        add(session, anna, call_back(company, owner_user_id=4711))
