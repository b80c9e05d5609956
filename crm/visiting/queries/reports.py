"""Visits that nobody has reported: a person's, a unit's, and those whose report is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User
from crm.contacts.queries.visit_reports import unreported
from crm.register.models import Company
from crm.values.clock import local_date
from crm.values.working_time import WorkingCalendar
from crm.visits.models import Visit, VisitReminder, VisitSettingName
from crm.visits.queries.time import setting
from crm.visits.queries.visits import local_days
from crm.working_time.queries import opening_calendar


@dataclass(frozen=True, slots=True)
class Missing:
    """A visit without a report."""

    visit: Visit
    company: str
    lead: str
    unit: str | None


_LINES = (
    select(Visit, Company.name, User.name, Unit.name)
    .join(Company, col(Company.id) == col(Visit.company_id))
    .join(User, col(User.id) == col(Visit.lead_user_id))
    .join(Unit, col(Unit.id) == col(Visit.unit_id), isouter=True)
    .order_by(col(Visit.starts_at), col(Visit.id))
)


def missing_reports(on: Session, *, now: datetime, lead_id: int | None = None, overdue: bool = False) -> list[Missing]:
    """The oldest first; of one lead, or only those that should have been written by now."""
    query = _LINES.where(*unreported(now))
    if lead_id is not None:
        query = query.where(col(Visit.lead_user_id) == lead_id)
    if overdue:
        query = query.where(col(Visit.ends_at) < _overdue_before(on, now))
    return [Missing(*row) for row in on.exec(query)]


def not_reminded(on: Session, *, now: datetime) -> Sequence[Visit]:
    """Visits whose report is overdue and for which nobody has got a task yet."""
    query = select(Visit).where(*unreported(now), col(Visit.ends_at) < _overdue_before(on, now))
    known = select(VisitReminder.visit_id)
    return on.exec(query.where(col(Visit.id).not_in(known)).order_by(col(Visit.starts_at), col(Visit.id))).all()


def overdue_before(calendar: WorkingCalendar, today: date, working_days: int) -> date:
    """The report is overdue of visits that ended before this day; see `crm.visits.queries.time.report_is_due`."""
    day = today
    while today <= calendar.add_working_days(day - timedelta(days=1), working_days):
        day -= timedelta(days=1)
    return day


def _overdue_before(on: Session, now: datetime) -> datetime:
    days = setting(on, VisitSettingName.REPORT_WORKING_DAYS)
    return local_days(overdue_before(opening_calendar(on), local_date(now), days), local_date(now))[0]
