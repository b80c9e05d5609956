"""Saved views: filters of the list of companies under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.companies.models import SavedView
from crm.companies.queries.filters import CompanyFilter
from crm.values.cpr_guard import contains_cpr

PARAMETERS = (
    "q",
    *(name for name in CompanyFilter.__dataclass_fields__ if name != "text"),
    "sort",
)
"""What of the list's address a view keeps."""


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A view, and whose it is when it is a colleague's."""

    view: SavedView
    colleague: str | None


_OWN = col(SavedView.owner_user_id) == sa.bindparam("user", type_=sa.Integer)
_VIEWS = (
    select(SavedView, User.name)
    .join(User, col(User.id) == col(SavedView.owner_user_id))
    .where(sa.or_(_OWN, col(SavedView.shared)), col(SavedView.listing) == sa.bindparam("listing", type_=sa.String))
    .order_by(sa.case((_OWN, 0), else_=1), col(SavedView.name), col(SavedView.id))
)


def saved_views(on: Session, user_id: int, *, listing: str = "companies") -> list[ViewLine]:
    """One's own of this list by name, then those that colleagues share."""
    found = on.exec(_VIEWS, params={"user": user_id, "listing": listing})
    return [ViewLine(view, None if view.owner_user_id == user_id else name) for view, name in found]


def view_by_id(on: Session, view_id: int, user_id: int, *, listing: str = "companies") -> SavedView | None:
    """One's own of this list, or a shared one."""
    found = on.get(SavedView, view_id)
    if found is None or found.listing != listing:
        return None
    return found if found.shared or found.owner_user_id == user_id else None


def view_filter(on: Session, view: SavedView) -> CompanyFilter:
    """The companies that the view shows to its owner, for those who use it without anybody looking at a list."""
    unit_id = on.exec(select(User.unit_id).where(col(User.id) == view.owner_user_id)).one()
    wanted = CompanyFilter.from_args(view.query, str(view.query.get("q", "")))
    return wanted.seen_by(view.owner_user_id, unit_id)


def kept_parameters(args: Mapping[str, str]) -> dict[str, Any]:
    """The parameters of the list's address that a view keeps; empty ones are not in use.

    What looks like a CPR number is left out; the text of the search has been looked at before (`search_text`).
    """
    found = {name: args.get(name, "").strip()[:200] for name in PARAMETERS}
    return {name: value for name, value in found.items() if value and (name == "q" or not contains_cpr(value))}
