"""What a company says of a visit or a request, once; whoever wants to hear from us becomes somebody's task."""

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
from crm.surveys.models import Expects, Subject, SurveyAnswer, SurveyInvitation, SurveyQuestion
from crm.surveys.queries.asking import request_asked_about
from crm.values.clock import local_date
from crm.values.roles import Role
from crm.visits.queries.time import closed_days
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
    about = _about(on, row)
    if about is None:
        return
    owner_id, language = _who_calls(on, about)
    with in_language(language or current_app.extensions["crm_settings"].language):
        title = _title(on, row, about)[:TITLE_LENGTH]
    task = TaskInput(
        kind=TaskKind.CALL_BACK,
        title=title,
        company_id=about.company_id,
        workplace_id=about.workplace_id,
        person_id=row.person_id,
        due_at=due_moment(working_day_from(local_date(now) + timedelta(days=1), closed_days(on))),
        owner_user_id=owner_id,
        unit_id=None if owner_id is not None else about.unit_id,
        promised=True,
    )
    maker_id = about.user_id or owner_id or _an_administrator(on)[0]
    if maker_id is not None:
        add_task(on, task, user_id=maker_id, now=now, by_itself=True)


@dataclass(frozen=True, slots=True)
class _About:
    """Whose company it is about, and who had to do with it; `caller` and `reference` of a request."""

    company_id: int
    workplace_id: int | None
    user_id: int | None
    unit_id: int | None
    caller: str = ""
    reference: str = ""


def _about(on: Session, row: SurveyInvitation) -> _About | None:
    visit = visit_by_id(on, row.visit_id) if row.visit_id else None
    if visit is not None:
        return _About(visit.company_id, visit.workplace_id, visit.lead_user_id, visit.unit_id)
    request = request_asked_about(on, row)
    if request is None or request.company_id is None:
        return None
    return _About(
        request.company_id,
        request.workplace_id,
        request.owner_user_id,
        request.unit_id,
        request.caller_name,
        request.reference,
    )


def _title(on: Session, row: SurveyInvitation, about: _About) -> str:
    name = on.exec(select(ContactPerson.name).where(ContactPerson.id == row.person_id)).first() or about.caller
    if row.subject is Subject.VISIT:
        return str(_("%(name)s would like to hear from you after the visit", name=name))
    reference = about.reference
    if not name:
        return str(_("The company would like to hear from you after its request %(reference)s", reference=reference))
    text = _("%(name)s would like to hear from you after the request %(reference)s", name=name, reference=reference)
    return str(text)


def _who_calls(on: Session, about: _About) -> tuple[int | None, str | None]:
    """Who had to do with it; when they have left, anybody of the unit; without one an administrator sees to it."""
    colleague = on.get(User, about.user_id) if about.user_id else None
    if colleague is not None and colleague.active:
        return colleague.id, colleague.language
    return (None, None) if about.unit_id is not None else _an_administrator(on)


def _an_administrator(on: Session) -> tuple[int | None, str | None]:
    query = select(User).where(col(User.active), col(User.role) == Role.ADMIN).order_by(col(User.id))
    admin = on.exec(query).first()
    return (admin.id, admin.language) if admin else (None, None)
