"""Absences, working hours, and the settings of visits."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.audit.trail import record
from crm.db import StaleEditError, claim_version
from crm.refusal import Refusal
from crm.visiting.queries.own_time import Hours, lock_user, said_hours, setting_row, version_of
from crm.visits.models import Absence, AbsenceKind, VisitSetting, VisitSettingName, WorkingHours

MOST = {VisitSettingName.TRAVEL_BUFFER_MINUTES: 120, VisitSettingName.REPORT_WORKING_DAYS: 30}


class StaleHoursError(Exception):
    """Somebody saved other hours since the form was opened."""


def add_absence(
    on: Session,
    user_id: int,
    kind: AbsenceKind,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by_user_id: int,
    now: datetime,
) -> Absence:
    if ends_at <= starts_at:
        raise Refusal(_("The absence must end after it begins."))
    if ends_at <= now:
        raise Refusal(_("The absence is over already. Choose days that are still to come."))
    absence = Absence(
        user_id=user_id,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        recorded_at=now,
        recorded_by_user_id=by_user_id,
    )
    on.add(absence)
    on.flush()
    record(on, "absence.add", absence, details={"user_id": user_id}, now=now)
    return absence


def withdraw_absence(on: Session, absence: Absence, *, by_user_id: int, now: datetime) -> None:
    """Pressed twice it is withdrawn once."""
    if absence.withdrawn_at is not None:
        return
    absence.withdrawn_at, absence.withdrawn_by_user_id = now, by_user_id
    on.add(absence)
    record(on, "absence.withdraw", absence, details={"user_id": absence.user_id}, now=now)


def set_hours(on: Session, user_id: int, hours: Hours, *, version: int, now: datetime) -> None:
    """All weekdays at once; none: as everybody. Raises StaleHoursError when somebody was first."""
    lock_user(on, user_id)
    if version_of(said_hours(on, user_id)) != version:
        raise StaleHoursError
    for row in on.exec(select(WorkingHours).where(WorkingHours.user_id == user_id)):
        on.delete(row)
    on.flush()
    on.add_all(
        WorkingHours(user_id=user_id, weekday=weekday, begins=begins, ends=ends)
        for weekday, (begins, ends) in sorted(hours.items())
    )
    person = on.exec(select(User).where(col(User.id) == user_id)).one()
    record(on, "working_hours.set", person, details={"days": sorted(hours)}, now=now)


def set_setting(on: Session, name: VisitSettingName, value: int, *, version: int, now: datetime) -> None:
    """`version` 0: nobody has set it yet. Raises StaleEditError when somebody was first."""
    if not 0 <= value <= MOST[name]:
        raise Refusal(_("Write a number from 0 to %(most)s.", most=MOST[name]))
    row = setting_row(on, name)
    if row is None:
        row = VisitSetting(name=name, value=value)
    elif row.version != version:
        raise StaleEditError(row)
    else:
        claim_version(on, row, version)
        row.value = value
    on.add(row)
    on.flush()
    record(on, "visit_setting.set", row, details={"name": name.value, "value": value}, now=now)
