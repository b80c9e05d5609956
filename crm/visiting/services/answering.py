"""What the invited say: kept with their invitation, and a task for the lead when the visit can't stay as it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.models import User
from crm.audit.trail import record
from crm.contacts.due import due_moment, working_day_from
from crm.contacts.inputs import TaskInput
from crm.contacts.models import TaskKind
from crm.contacts.services.tasks import add_task
from crm.values.clock import local_date
from crm.visiting.queries.invitations import guest_of
from crm.visiting.services.invitations import invite
from crm.visits.models import Answer, Visit, VisitInvitation, VisitStatus
from crm.visits.queries.time import closed_days
from crm.visits.services.changing import set_status
from crm.web.formatting import appointment
from crm.web.i18n import in_language

NOTE_LENGTH = 300
TITLE_LENGTH = 200
Open = Literal["open", "withdrawn", "cancelled", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`proposed_starts_at`: with a counter, when it would suit better."""

    answer: Answer
    note: str = ""
    proposed_starts_at: datetime | None = None


def standing(visit: Visit, row: VisitInvitation, *, now: datetime) -> Open:
    """Whether the invitation can still be answered, or why not."""
    if visit.status is VisitStatus.CANCELLED:
        return "cancelled"
    if visit.starts_at <= now or visit.status in {VisitStatus.HELD, VisitStatus.NO_SHOW}:
        return "over"
    return "open" if row.withdrawn_at is None else "withdrawn"


def record_answer(
    on: Session, visit: Visit, row: VisitInvitation, said: Said, *, now: datetime, said_at: datetime | None = None
) -> bool:
    """Keep the answer; False when the same was said before. `said_at`: when, if not now.

    A proposed visit that the company accepts is confirmed, and the others hear so. The visit itself is never moved:
    the lead does that.
    """
    if said == Said(answer=row.answer, note=row.answer_note, proposed_starts_at=row.proposed_starts_at):
        return False
    row.answer, row.answer_note = said.answer, said.note
    row.proposed_starts_at, row.answered_at = said.proposed_starts_at, said_at or now
    on.add(row)
    record(on, "visit.answer", visit, details={"answer": said.answer.value}, now=now)
    if said.answer is Answer.ACCEPTED and row.person_id is not None and visit.status is VisitStatus.PROPOSED:
        set_status(on, visit, VisitStatus.CONFIRMED, version=visit.version, user_id=None, now=now)
        invite(on, visit, now=now)
    if said.answer in {Answer.DECLINED, Answer.COUNTER} and row.user_id != visit.lead_user_id:
        _add_task(on, visit, row, said, now)
    return True


def _add_task(on: Session, visit: Visit, row: VisitInvitation, said: Said, now: datetime) -> None:
    """For the lead; for everybody of the visit's unit when the lead has no open account any more."""
    lead = on.get(User, visit.lead_user_id)
    owner_id = lead.id if lead is not None and lead.active else None
    if owner_id is None and visit.unit_id is None:
        return
    next_day = due_moment(working_day_from(local_date(now) + timedelta(days=1), closed_days(on)))
    task = TaskInput(
        kind=TaskKind.FOLLOW_UP,
        title=_title(on, visit, row, said, lead),
        company_id=visit.company_id,
        workplace_id=visit.workplace_id,
        person_id=row.person_id,
        due_at=min(next_day, visit.starts_at),
        owner_user_id=owner_id,
        unit_id=None if owner_id is not None else visit.unit_id,
    )
    add_task(on, task, user_id=visit.lead_user_id, now=now, by_itself=True)


def _title(on: Session, visit: Visit, row: VisitInvitation, said: Said, lead: User | None) -> str:
    """In the lead's language; the sentence said with it stands on the visit's page."""
    settings_language = current_app.extensions["crm_settings"].language
    with in_language((lead and lead.language) or settings_language):
        name = guest_of(on, row).name
        if said.answer is Answer.COUNTER:
            sentence = _(
                "%(name)s would rather have the visit %(when)s", name=name, when=appointment(said.proposed_starts_at)
            )
        else:
            sentence = _("%(name)s declines the visit %(when)s", name=name, when=appointment(visit.starts_at))
        return str(sentence)[:TITLE_LENGTH]
