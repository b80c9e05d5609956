"""Two working days after a visit somebody is reminded of its report, once."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.queries import user_by_id
from crm.audit.trail import record
from crm.contacts.due import due_moment, working_day_from
from crm.contacts.inputs import TaskInput
from crm.contacts.models import TaskKind
from crm.contacts.services.tasks import add_task
from crm.values.clock import local_date
from crm.visiting.queries.reports import not_reminded
from crm.visits.models import Visit, VisitReminder
from crm.visits.queries.time import closed_days
from crm.web.formatting import local_day
from crm.web.i18n import in_language


def remind(on: Session, *, now: datetime) -> int:
    """A task for each visit without a report, once each; how many there are now.

    It is the lead's; when the lead has left, their unit's. Where there is neither, the manager's list names the visit.
    """
    language = current_app.extensions["crm_settings"].language
    return sum(_remind(on, visit, language, now) for visit in not_reminded(on, now=now))


def _remind(on: Session, visit: Visit, language: str, now: datetime) -> bool:
    lead = user_by_id(on, visit.lead_user_id)
    has_lead = lead is not None and lead.active
    if not has_lead and visit.unit_id is None:
        return False
    with in_language(language):
        title = _("Write the report of the visit on %(day)s", day=local_day(visit.starts_at))
    given = TaskInput(
        kind=TaskKind.FOLLOW_UP,
        title=title,
        company_id=visit.company_id,
        workplace_id=visit.workplace_id,
        due_at=due_moment(working_day_from(local_date(now), closed_days(on))),
        owner_user_id=visit.lead_user_id if has_lead else None,
        unit_id=None if has_lead else visit.unit_id,
    )
    task = add_task(on, given, user_id=visit.lead_user_id, now=now, by_itself=True)
    on.add(VisitReminder(visit_id=visit.id or 0, task_id=task.id or 0))
    on.flush()
    record(on, "visit.remind", visit, details={"task_id": task.id}, now=now)
    return True
