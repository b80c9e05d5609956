"""A refusal ends one day: then somebody asks the company whether it still wants no contact."""

from datetime import date, datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.contacts.due import due_moment, working_day_from
from crm.contacts.inputs import TaskInput
from crm.contacts.models import ContactRefusal, Interaction, RefusalScope, Task, TaskKind
from crm.contacts.queries.restrictions import owners_of
from crm.contacts.services.tasks import add_task, finish_task
from crm.register.models import Company
from crm.values.clock import local_date
from crm.visits.queries.time import closed_days
from crm.web.i18n import in_language


def ask_again(on: Session, *, now: datetime) -> int:
    """A task for each refusal that has run out, once each; how many there are now.

    It goes to the company's fixed contact person, else to who wrote the refusal down, else to who spoke with the
    company last. Where there is nobody it waits until there is.
    """
    today = local_date(now)
    ended = _ended(on, today)
    owners = owners_of(on, {refusal.company_id for refusal in ended})
    due_day = working_day_from(today, closed_days(on))
    made = 0
    with in_language(current_app.extensions["crm_settings"].language):
        title = _("Ask whether the company still wants no contact")
    for refusal in ended:
        user_id = _who_asks(on, refusal, owners.get(refusal.company_id))
        if user_id is None:
            continue
        given = TaskInput(
            kind=TaskKind.FOLLOW_UP,
            title=title,
            company_id=refusal.company_id,
            due_at=due_moment(due_day),
            owner_user_id=user_id,
            refusal_id=refusal.id,
        )
        add_task(on, given, user_id=user_id, now=now, by_itself=True)
        made += 1
    return made


def settle_asking(on: Session, refusal: ContactRefusal, *, user_id: int | None, now: datetime) -> None:
    """The company has answered: the task that asks it is done."""
    task = on.exec(select(Task).where(col(Task.refusal_id) == refusal.id, col(Task.done_at).is_(None))).first()
    if task is not None:
        finish_task(on, task, version=task.version, user_id=user_id, now=now)


def _ended(on: Session, today: date) -> list[ContactRefusal]:
    """Those that nobody has asked about, of open companies, and that no other one still covers."""
    other = aliased(ContactRefusal)
    covered = sa.exists().where(
        col(other.company_id) == col(ContactRefusal.company_id),
        col(other.lifted_at).is_(None),
        col(other.until) >= today,
        sa.or_(
            col(other.scope) == RefusalScope.ALL,
            sa.and_(
                col(other.scope) == col(ContactRefusal.scope),
                col(other.unit_id).is_not_distinct_from(col(ContactRefusal.unit_id)),
            ),
        ),
    )
    query = (
        select(ContactRefusal)
        .join(Company, col(Company.id) == col(ContactRefusal.company_id))
        .where(
            col(ContactRefusal.lifted_at).is_(None),
            col(ContactRefusal.until) < today,
            col(Company.living_workplaces) > 0,
            ~covered,
            ~sa.exists().where(col(Task.refusal_id) == col(ContactRefusal.id)),
        )
        .order_by(col(ContactRefusal.id))
    )
    return list(on.exec(query))


def _who_asks(on: Session, refusal: ContactRefusal, owner_id: int | None) -> int | None:
    for user_id in (owner_id, refusal.recorded_by_user_id, *_spoke_last(on, refusal.company_id)):
        user = on.get(User, user_id) if user_id else None
        if user is not None and user.active:
            return user_id
    return None


def _spoke_last(on: Session, company_id: int) -> list[int]:
    query = (
        select(Interaction.recorded_by_user_id)
        .where(col(Interaction.company_id) == company_id, col(Interaction.retired_at).is_(None))
        .order_by(col(Interaction.at).desc())
        .limit(5)
    )
    return list(on.exec(query))
