"""Marks of people (growth known from elsewhere, a startup selected for outreach), and saved views of the list."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.companies.groups import recompute_groups
from crm.companies.models import CompanyGroup, GroupMark, SavedView
from crm.refusal import Refusal
from crm.register.models import Company

MARKABLE = (CompanyGroup.GROWTH, CompanyGroup.STARTUP)


def mark_company(
    on: Session,
    company: Company,
    group: CompanyGroup,
    source: str,
    *,
    user_id: int | None,
    now: datetime,
    today: date,
) -> GroupMark:
    """Mark it, and find its groups anew. Refuses a second mark of the same group."""
    company_id = company.id or 0
    holds = select(GroupMark).where(
        col(GroupMark.company_id) == company_id, col(GroupMark.group) == group, col(GroupMark.removed_at).is_(None)
    )
    if on.exec(holds).first() is not None:
        raise Refusal(_("The company already has this mark. Remove it first if the source has changed."))
    mark = GroupMark(company_id=company_id, group=group, source=source, marked_at=now, marked_by_user_id=user_id)
    on.add(mark)
    on.flush()
    recompute_groups(on, today, [company_id])
    record(on, "company.mark", mark, details={"group": group.value}, now=now)
    return mark


def remove_mark(on: Session, mark: GroupMark, *, user_id: int | None, now: datetime, today: date) -> bool:
    """Take the mark back; False when somebody already did."""
    statement = (
        sa.update(GroupMark)
        .where(col(GroupMark.id) == mark.id, col(GroupMark.removed_at).is_(None))
        .values(removed_at=now, removed_by_user_id=user_id)
        .execution_options(synchronize_session=False)
    )
    if on.connection().execute(statement).rowcount != 1:
        return False
    on.refresh(mark)
    recompute_groups(on, today, [mark.company_id])
    record(on, "company.unmark", mark, details={"group": mark.group.value}, now=now)
    return True


def save_view(
    on: Session,
    name: str,
    query: dict[str, Any],
    *,
    shared: bool,
    user_id: int,
    now: datetime,
    listing: str = "companies",
) -> SavedView:
    """Keep the list's filter under the name; one's own view of that name is replaced."""
    if not query:
        raise Refusal(_("Choose at least one filter before you save the view."))
    own = select(SavedView).where(
        col(SavedView.owner_user_id) == user_id, col(SavedView.name) == name, col(SavedView.listing) == listing
    )
    view = on.exec(own).first() or SavedView(
        owner_user_id=user_id, name=name, listing=listing, query=query, saved_at=now
    )
    view.query, view.shared, view.saved_at = query, shared, now
    on.add(view)
    on.flush()
    record(on, "saved_view.save", view, details={"shared": shared}, now=now)
    return view


def delete_view(on: Session, view: SavedView, *, now: datetime) -> None:
    record(on, "saved_view.delete", view, details={}, now=now)
    on.delete(view)
