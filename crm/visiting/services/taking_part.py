"""Changing what a planned visit is about and who takes part; when it is, is moved: `crm.visits.services.changing`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.contacts.services.visits import check_people
from crm.db import claim_version
from crm.refusal import Refusal
from crm.visiting.services.invitations import changed
from crm.visits.models import (
    PLANNED,
    Visit,
    VisitChange,
    VisitChangeKind,
    VisitColleague,
    VisitPerson,
    VisitPlace,
    VisitTheme,
)
from crm.visits.queries.visits import colleagues_along
from crm.visits.services.booking import all_active, check_workplace, claim_time


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEdit:
    """Everything of a visit but its time, its lead and its status."""

    workplace_id: int | None
    place: VisitPlace
    place_note: str
    purpose: str
    agenda: str
    themes: Collection[str]
    colleague_ids: Collection[int]
    person_ids: Collection[int]
    overlap_accepted: bool = False


def must_be_planned(visit: Visit) -> None:
    if visit.status not in PLANNED:
        raise Refusal(_("The visit is over and can't be changed."))


def edit_visit(on: Session, visit: Visit, edit: VisitEdit, *, version: int, user_id: int, now: datetime) -> Visit:
    """Raises StaleEditError, OverlapRefusal when a new colleague's time is taken, Refusal for what is not there."""
    must_be_planned(visit)
    claim_version(on, visit, version)
    number = visit.id or 0
    check_workplace(on, edit.workplace_id, visit.company_id)
    kept = set(on.connection().execute(_ids_of(VisitPerson.person_id, number)).scalars())
    check_people(on, set(edit.person_ids) - kept, visit.company_id)
    colleagues = set(edit.colleague_ids) - {visit.lead_user_id}
    new = colleagues - set(colleagues_along(on, number))
    if not all_active(on, new):
        raise Refusal(_("This colleague no longer has an open account. Choose another."))
    claim_time(on, new, visit.starts_at, visit.ends_at, accepted=edit.overlap_accepted, but=number)
    told = ("workplace_id", "place", "place_note", "purpose", "agenda")  # what a calendar entry shows
    if any(getattr(visit, name) != getattr(edit, name) for name in told):
        for name in told:
            setattr(visit, name, getattr(edit, name))
        on.add(visit)
        changed(on, visit)
    _replace(on, VisitTheme, "theme", number, edit.themes)
    _replace(on, VisitColleague, "user_id", number, colleagues)
    _replace(on, VisitPerson, "person_id", number, edit.person_ids)
    on.add(VisitChange(visit_id=number, kind=VisitChangeKind.EDITED, at=now, by_user_id=user_id))
    record(on, "visit.update", visit, now=now)
    return visit


def join_visit(on: Session, visit: Visit, *, user_id: int, now: datetime, overlap_accepted: bool = False) -> bool:
    """The person comes along; False when they did so already. OverlapRefusal when their time is taken."""
    must_be_planned(visit)
    number = visit.id or 0
    if user_id == visit.lead_user_id or user_id in colleagues_along(on, number):
        return False
    if visit.starts_at <= now:
        raise Refusal(_("The visit has begun already."))
    claim_version(on, visit, visit.version)
    claim_time(on, {user_id}, visit.starts_at, visit.ends_at, accepted=overlap_accepted, but=number)
    on.add(VisitColleague(visit_id=number, user_id=user_id))
    on.add(VisitChange(visit_id=number, kind=VisitChangeKind.JOINED, at=now, by_user_id=user_id))
    record(on, "visit.join", visit, now=now)
    return True


def _ids_of(column: Any, visit_id: int) -> sa.Select[Any]:
    return sa.select(col(column)).where(column.class_.visit_id == visit_id)


def _replace(on: Session, table: Any, name: str, visit_id: int, wanted: Collection[Any]) -> None:
    """The rows of a visit as they are wanted: what goes is deleted, what comes is added."""
    rows = {getattr(row, name): row for row in on.exec(select(table).where(table.visit_id == visit_id))}
    for gone in rows.keys() - set(wanted):
        on.delete(rows[gone])
    on.add_all(table(visit_id=visit_id, **{name: each}) for each in sorted(set(wanted) - rows.keys()))
