"""Which companies have not been spoken with, which are one's own, and which have answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.contacts.models import CompanyOwner, Interaction
from crm.contacts.words import NOT_REACHED, ContactKind, Direction
from crm.db import Moment
from crm.register.models import Company

SPOKEN = (ContactKind.CALL, ContactKind.VISIT, ContactKind.MEETING, ContactKind.EVENT)
"""Kinds in which people speak with each other."""
MINE_FOR = timedelta(days=180)
"""So long after one's own contact a company is among one's own."""
ANSWERED_WITHIN = timedelta(days=14)
ASKED_WITHIN = timedelta(days=90)


def last_spoken(among: Any = None) -> Any:
    """A subquery: when each company (of a selection) was last spoken with (company_id, at)."""
    latest = sa.func.max(col(Interaction.at)).label("at")
    query: sa.Select[*tuple[Any, ...]] = sa.select(col(Interaction.company_id).label("company_id"), latest)
    if among is not None:
        query = query.where(col(Interaction.company_id).in_(among))
    return (
        query.where(
            col(Interaction.retired_at).is_(None),
            col(Interaction.kind).in_(SPOKEN),
            col(Interaction.outcome).not_in(NOT_REACHED),
        )
        .group_by(col(Interaction.company_id))
        .subquery()
    )


def not_spoken_since(
    moment: datetime, *conditions: Any, among: Any = None
) -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int]]:
    """Living companies not spoken with since the moment: never first, then the longest ago, then the largest.

    Rows of (id, name, cvr, headcount_lower, headcount_upper, last_spoken_at), and their number, for `paged`.
    `conditions` narrow the company table; `among` is a selection of companies, such as `owned_by`.
    """
    spoken = last_spoken(among)
    silent = [
        col(Company.living_workplaces) > 0,
        sa.or_(spoken.c.at.is_(None), spoken.c.at < moment),
        *conditions,
    ]
    if among is not None:
        silent.append(col(Company.id).in_(among))
    joined = sa.join(Company, spoken, spoken.c.company_id == col(Company.id), isouter=True)
    rows: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Company.id),
            col(Company.name),
            col(Company.cvr),
            col(Company.headcount_lower),
            col(Company.headcount_upper),
            spoken.c.at.label("last_spoken_at"),
        )
        .select_from(joined)
        .where(*silent)
        .order_by(
            spoken.c.at.is_not(None),
            spoken.c.at,
            sa.func.coalesce(col(Company.headcount_lower), -1).desc(),
            col(Company.id),
        )
    )
    return rows, sa.select(sa.func.count()).select_from(joined).where(*silent)


_LAST_SPOKEN = (
    sa.select(col(Interaction.company_id), sa.func.max(col(Interaction.at)))
    .where(
        col(Interaction.company_id).in_(sa.bindparam("companies", expanding=True)),
        col(Interaction.retired_at).is_(None),
        col(Interaction.kind).in_(SPOKEN),
        col(Interaction.outcome).not_in(NOT_REACHED),
    )
    .group_by(col(Interaction.company_id))
)


def last_spoken_at(on: Session, company_ids: Sequence[int]) -> dict[int, datetime]:
    """By company; one that was never spoken with is missing."""
    return {row[0]: row[1] for row in on.connection().execute(_LAST_SPOKEN, {"companies": list(company_ids)})}


def owned_by(user_id: Any) -> Any:
    """A selection of the companies whose fixed contact person this is."""
    return sa.select(col(CompanyOwner.company_id)).where(
        col(CompanyOwner.user_id) == user_id, col(CompanyOwner.ended_at).is_(None)
    )


def owned_in(unit_id: int) -> Any:
    """A selection of the companies whose fixed contact person is of this unit."""
    return (
        sa.select(col(CompanyOwner.company_id))
        .join(User, col(User.id) == col(CompanyOwner.user_id))
        .where(col(User.unit_id) == unit_id, col(CompanyOwner.ended_at).is_(None))
    )


def owned() -> Any:
    """A selection of the companies that have a fixed contact person."""
    return sa.select(col(CompanyOwner.company_id)).where(col(CompanyOwner.ended_at).is_(None))


def own_company_ids(user_id: Any, since: Any) -> Any:
    """A selection: companies the person is fixed contact person of, or has been in contact with since the moment.

    Both may be bound parameters of a statement that is kept.
    """
    contacts = sa.select(col(Interaction.company_id)).where(
        col(Interaction.recorded_by_user_id) == user_id,
        col(Interaction.retired_at).is_(None),
        col(Interaction.at) >= since,
    )
    return sa.union(contacts, owned_by(user_id))


def own_companies(on: Session, user_id: int, *, now: datetime) -> list[int]:
    """Companies the person is fixed contact person of, or was in contact with lately."""
    return sorted(on.connection().execute(own_company_ids(user_id, now - MINE_FOR)).scalars())


def has_companies(on: Session, user_id: int, *, now: datetime) -> bool:
    """Whether the person has any of their own."""
    return on.connection().execute(own_company_ids(user_id, now - MINE_FOR).limit(1)).first() is not None


def answered(on: Session, user_id: int, *, now: datetime) -> list[tuple[Interaction, str]]:
    """Companies that came back to this person, who has not been in contact with them since; the latest first.

    The person had contacted them, or is their fixed contact person. Each as the company's contact, and its name.
    """
    values = {"user": user_id, "answered": now - ANSWERED_WITHIN, "asked": now - ASKED_WITHIN}
    latest: dict[int, tuple[Interaction, str]] = {}
    for contact, name in on.exec(_answered(), params=values):
        latest.setdefault(contact.company_id, (contact, name))
    return list(latest.values())


@cache
def _answered() -> Any:
    """Built once: building it takes many times as long as running it."""
    asked, replied = aliased(Interaction), aliased(Interaction)
    user = sa.bindparam("user", type_=sa.Integer)
    mine_before = sa.exists().where(
        col(asked.company_id) == col(Interaction.company_id),
        col(asked.retired_at).is_(None),
        col(asked.direction) == Direction.OUTGOING,
        col(asked.recorded_by_user_id) == user,
        col(asked.at) < col(Interaction.at),
        col(asked.at) >= sa.bindparam("asked", type_=Moment()),
    )
    mine_since = sa.exists().where(
        col(replied.company_id) == col(Interaction.company_id),
        col(replied.retired_at).is_(None),
        col(replied.recorded_by_user_id) == user,
        col(replied.at) >= col(Interaction.at),
    )
    return (
        select(Interaction, Company.name)
        .join(Company, col(Company.id) == col(Interaction.company_id))
        .where(
            col(Interaction.retired_at).is_(None),
            col(Interaction.direction) == Direction.INCOMING,
            col(Interaction.at) >= sa.bindparam("answered", type_=Moment()),
            sa.or_(mine_before, col(Interaction.company_id).in_(owned_by(user))),
            ~mine_since,
        )
        .order_by(col(Interaction.at).desc(), col(Interaction.id).desc())
    )


def company_of_cvr(on: Session, cvr: str) -> tuple[int, str] | None:
    """Number and name of the company of this CVR number."""
    found = on.exec(select(Company.id, Company.name).where(col(Company.cvr) == cvr)).first()
    return (found[0], found[1]) if found and found[0] is not None else None
