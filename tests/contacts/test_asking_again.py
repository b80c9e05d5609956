"""Refusals that run out: somebody asks, once."""

from datetime import date, timedelta

import pytest
from contact_ground import DAY, NOW, TODAY, Colleague, MakeCompany, logged
from sqlmodel import Session, select

from crm.contacts.due import due_moment
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import ContactRefusal, RefusalScope, Task
from crm.contacts.queries.tasks import task_history
from crm.contacts.services.owners import set_owner
from crm.contacts.services.restrictions import lift_refusal, renew_refusal, set_refusal
from crm.contacts.words import Direction
from crm.db import transaction
from jobs import refusals_ending


def refuse(on: Session, company: int, until: date, *, by: Colleague | None, **more: object) -> ContactRefusal:
    given = RefusalInput(**{"said_by": "HR", "reason": "Ro", "until": until, **more})  # type: ignore[arg-type]
    day = until - 30 * DAY
    with transaction(on) as work:
        return set_refusal(work, company, given, user_id=by.id if by else None, now=due_moment(day), today=day)


def tasks(on: Session) -> list[Task]:
    on.rollback()
    return list(on.exec(select(Task)))


def test_the_fixed_contact_person_is_asked_to_ask_once(
    session: Session, anna: Colleague, bo: Colleague, company: int
) -> None:
    refusal = refuse(session, company, TODAY - DAY, by=bo)
    with transaction(session) as work:
        set_owner(work, company, anna.id, by_user_id=bo.id, now=NOW)
    assert [refusals_ending.run(session, NOW + number * DAY) for number in range(3)] == [
        {"tasks": 1}, {"tasks": 0}, {"tasks": 0}
    ]  # fmt: skip
    (task,) = tasks(session)
    assert (task.owner_user_id, task.refusal_id, task.due_at) == (anna.id, refusal.id, due_moment(TODAY))
    assert task.title == "Spørg, om virksomheden stadig ikke ønsker kontakt"
    assert [event.by_user_id for event in task_history(session, task.id or 0)] == [None]


def test_not_before_the_last_day_is_over(session: Session, anna: Colleague, company: int) -> None:
    refuse(session, company, TODAY, by=anna)
    assert refusals_ending.run(session, NOW) == {"tasks": 0}
    assert refusals_ending.run(session, NOW + DAY) == {"tasks": 1}


def test_who_wrote_it_down_or_spoke_last_asks_where_nobody_is_fixed(
    session: Session, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    written_by_bo, by_the_company, by_nobody = make_company(), make_company(), make_company()
    refuse(session, written_by_bo, TODAY - DAY, by=bo)
    logged(session, anna, by_the_company, direction=Direction.INCOMING)
    refuse(session, by_the_company, TODAY - DAY, by=None)
    refuse(session, by_nobody, TODAY - DAY, by=None)
    assert refusals_ending.run(session, NOW) == {"tasks": 2}
    assert {task.company_id: task.owner_user_id for task in tasks(session)} == {
        written_by_bo: bo.id,
        by_the_company: anna.id,
    }
    logged(session, bo, by_nobody, direction=Direction.INCOMING)
    assert refusals_ending.run(session, NOW + DAY) == {"tasks": 1}


@pytest.mark.parametrize(
    ("scope", "count"), [(RefusalScope.ALL, 0), (RefusalScope.PHONE, 0), (RefusalScope.CAMPAIGNS, 1)]
)
def test_a_refusal_that_another_still_covers_is_not_asked_about(
    session: Session, anna: Colleague, company: int, scope: RefusalScope, count: int
) -> None:
    refuse(session, company, TODAY - DAY, by=anna, scope=RefusalScope.PHONE)
    refuse(session, company, TODAY + 90 * DAY, by=anna, scope=scope)
    assert refusals_ending.run(session, NOW) == {"tasks": count}


@pytest.mark.parametrize("renewed", [False, True])
def test_the_answer_settles_the_task(session: Session, anna: Colleague, company: int, renewed: bool) -> None:  # noqa: FBT001
    refusal = refuse(session, company, TODAY - DAY, by=anna)
    refusals_ending.run(session, NOW)
    later = NOW + timedelta(hours=3)
    with transaction(session) as work:
        if renewed:
            renew_refusal(work, refusal, "HR", until=None, user_id=anna.id, now=later, today=TODAY)
        else:
            lift_refusal(work, refusal, "Har ombestemt sig", user_id=anna.id, now=later)
    (task,) = tasks(session)
    assert (task.done_at, task.done_by_user_id) == (later, anna.id)
    assert refusals_ending.run(session, NOW + DAY) == {"tasks": 0}
