"""Whose time somebody may say something about, and what is said: absences, working hours."""

from datetime import datetime, time
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.accounts.queries import Colleague, colleagues
from crm.values.roles import Role
from crm.visits.models import Absence, Visit, VisitSetting, VisitSettingName, WorkingHours
from crm.visits.queries.visits import overlapping

Hours = dict[int, tuple[time, time]]


def whose_time(on: Session, user_id: int, role: Role) -> list[Colleague]:
    """Oneself first; a manager's unit; everybody for an administrator."""
    everybody = colleagues(on)
    unit_id = next((each.unit_id for each in everybody if each.id == user_id), None)
    found = [
        each
        for each in everybody
        if each.id == user_id
        or role is Role.ADMIN
        or (role is Role.MANAGER and unit_id is not None and each.unit_id == unit_id)
    ]
    return sorted(found, key=lambda each: each.id != user_id)


def coming_absences(on: Session, user_ids: list[int], *, now: datetime) -> list[tuple[Absence, str]]:
    """Absences that are not over, each with the name, by their beginning."""
    query = (
        select(Absence, User.name)
        .join(User, col(User.id) == col(Absence.user_id))
        .where(col(Absence.user_id).in_(user_ids), col(Absence.withdrawn_at).is_(None), col(Absence.ends_at) > now)
        .order_by(col(Absence.starts_at), col(User.name), col(Absence.id))
    )
    return list(on.exec(query))


def absence_by_id(on: Session, absence_id: int) -> Absence | None:
    return on.get(Absence, absence_id)


def visits_within(on: Session, absence: Absence) -> list[Visit]:
    """Planned visits that the person is expected at meanwhile."""
    return overlapping(on, [absence.user_id], absence.starts_at, absence.ends_at)


def said_hours(on: Session, user_id: int) -> Hours:
    """What the person said, by weekday; empty: works as everybody does."""
    rows = on.exec(select(WorkingHours).where(WorkingHours.user_id == user_id).order_by(col(WorkingHours.weekday)))
    return {row.weekday: (row.begins, row.ends) for row in rows}


def version_of(hours: Hours) -> int:
    """A number that changes with the hours: the edit form carries it."""
    return crc32(repr(sorted(hours.items())).encode())


def setting_row(on: Session, name: VisitSettingName) -> VisitSetting | None:
    return on.exec(select(VisitSetting).where(VisitSetting.name == name)).first()


def lock_user(on: Session, user_id: int) -> None:
    """Two who change one person's hours go one after the other (PostgreSQL; SQLite has one writer anyway)."""
    query: sa.Select[Any] = sa.select(col(User.id)).where(col(User.id) == user_id)
    on.connection().execute(query.with_for_update())
