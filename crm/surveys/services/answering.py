"""What a visited company says of the visit, once; whoever wants to hear from us becomes somebody's task."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.contacts.due import due_moment, working_day_from
from crm.contacts.inputs import TaskInput
from crm.contacts.models import ContactPerson, TaskKind
from crm.contacts.services.tasks import add_task
from crm.refusal import Refusal
from crm.surveys.models import Expects, SurveyAnswer, SurveyInvitation, SurveyQuestion
from crm.values.clock import local_date
from crm.values.roles import Role
from crm.visits.models import Visit
from crm.visits.queries.visits import visit_by_id
from crm.web.i18n import in_language

TITLE_LENGTH = 200
Standing = Literal["open", "answered", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    values: Mapping[SurveyQuestion, int] = field(default_factory=dict)
    expects: Expects
    comment: str = ""
    wants_contact: bool = False


def standing(row: SurveyInvitation, *, now: datetime) -> Standing:
    """Whether the questionnaire can be answered, or why not."""
    if row.answered_at is not None:
        return "answered"
    return "open" if now < row.expires_at else "expired"


def record_answers(on: Session, row: SurveyInvitation, said: Said, *, now: datetime) -> None:
    """Of two at once one is kept; the other is refused."""
    statement = (
        sa.update(SurveyInvitation)
        .where(
            col(SurveyInvitation.id) == row.id,
            col(SurveyInvitation.answered_at).is_(None),
            col(SurveyInvitation.expires_at) > now,
        )
        .values(answered_at=now, expects=said.expects, comment=said.comment, wants_contact=said.wants_contact)
        .execution_options(synchronize_session=False)
    )
    if on.connection().execute(statement).rowcount != 1:
        raise Refusal(_("This questionnaire has been answered, or its time is up."))
    on.add_all(
        SurveyAnswer(invitation_id=row.id or 0, question=question, value=value)
        for question, value in said.values.items()
    )
    on.flush()
    record(on, "survey.answer", row, details={}, now=now)
    if said.wants_contact:
        _add_task(on, row, now)


def _add_task(on: Session, row: SurveyInvitation, now: datetime) -> None:
    """It says who wants to be called, and nothing of what they answered."""
    visit = visit_by_id(on, row.visit_id) if row.visit_id else None
    if visit is None:
        return
    lead = on.get(User, visit.lead_user_id)
    owner_id, language = _who_calls(on, visit, lead)
    name = on.exec(select(ContactPerson.name).where(ContactPerson.id == row.person_id)).first() or ""
    with in_language(language or current_app.extensions["crm_settings"].language):
        title = str(_("%(name)s would like to hear from you after the visit", name=name))[:TITLE_LENGTH]
    task = TaskInput(
        kind=TaskKind.CALL_BACK,
        title=title,
        company_id=visit.company_id,
        workplace_id=visit.workplace_id,
        person_id=row.person_id,
        due_at=due_moment(working_day_from(local_date(now) + timedelta(days=1))),
        owner_user_id=owner_id,
        unit_id=None if owner_id is not None else visit.unit_id,
        promised=True,
    )
    add_task(on, task, user_id=visit.lead_user_id, now=now, by_itself=True)


def _who_calls(on: Session, visit: Visit, lead: User | None) -> tuple[int | None, str | None]:
    """The lead; when the lead has left, anybody of the unit; without one an administrator sees to it."""
    if lead is not None and lead.active:
        return lead.id, lead.language
    if visit.unit_id is not None:
        return None, None
    query = select(User).where(col(User.active), col(User.role) == Role.ADMIN).order_by(col(User.id))
    admin = on.exec(query).first()
    return (admin.id, admin.language) if admin else (None, None)
