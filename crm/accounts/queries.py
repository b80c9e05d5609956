"""Reading accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.accounts.models import Unit, User


def user_by_email(on: Session, email: str) -> User | None:
    return on.exec(select(User).where(col(User.email) == email.strip().lower())).first()


def user_by_id(on: Session, user_id: int) -> User | None:
    return on.get(User, user_id)


def user_list(text: str) -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int]]:
    """Accounts by name with their unit's name, and their number, for `paged`; `text` is part of a name or address."""
    rows: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(User.id),
            col(User.name),
            col(User.email),
            col(User.role),
            col(User.active),
            col(User.must_change_password),
            col(Unit.name).label("unit"),
        )
        .join(Unit, col(Unit.id) == col(User.unit_id), isouter=True)
        .order_by(col(User.name), col(User.id))
    )
    count = sa.select(sa.func.count()).select_from(User)
    if not text:
        return rows, count
    fits = sa.or_(col(User.name).icontains(text, autoescape=True), col(User.email).icontains(text, autoescape=True))
    return rows.where(fits), count.where(fits)


_ALL_UNITS = select(Unit).order_by(col(Unit.name))


def units(on: Session) -> list[Unit]:
    return list(on.exec(_ALL_UNITS))


def units_with_people(on: Session) -> list[tuple[Unit, int]]:
    """Units by name, each with the number of its open accounts."""
    people = sa.func.count(col(User.id))
    query = (
        select(Unit, people)
        .join(User, sa.and_(col(User.unit_id) == col(Unit.id), col(User.active)), isouter=True)
        .group_by(*sa.inspect(Unit).columns)
        .order_by(col(Unit.name))
    )
    return [(unit, count) for unit, count in on.exec(query)]


def unit_by_id(on: Session, unit_id: int) -> Unit | None:
    return on.get(Unit, unit_id)


def unit_by_code(on: Session, code: str) -> Unit | None:
    return on.exec(select(Unit).where(col(Unit.code) == code)).first()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an open account."""

    id: int
    name: str
    unit_id: int | None
    unit: str | None


_COLLEAGUES = (
    select(User.id, User.name, User.unit_id, Unit.name)
    .join(Unit, col(Unit.id) == col(User.unit_id), isouter=True)
    .where(col(User.active))
    .order_by(col(Unit.name).is_(None), col(Unit.name), col(User.name), col(User.id))
)


def colleagues(on: Session) -> list[Colleague]:
    """Everybody with an open account, by unit and name: to choose from."""
    return [Colleague(row[0] or 0, *row[1:]) for row in on.exec(_COLLEAGUES)]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as pages name them, also when the account is closed."""

    name: str
    unit: str | None
    email: str


_IDS: Any = sa.bindparam("ids", expanding=True)
_PEOPLE: sa.Select[*tuple[Any, ...]] = (
    sa.select(col(User.id), col(User.name), col(Unit.name), col(User.email))
    .join(Unit, col(Unit.id) == col(User.unit_id), isouter=True)
    .where(col(User.id).in_(_IDS))
)
_NAMES: sa.Select[*tuple[Any, ...]] = sa.select(col(User.id), col(User.name)).where(col(User.id).in_(_IDS))
_UNITS: sa.Select[*tuple[Any, ...]] = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(_IDS))


def user_names(on: Session, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, for pages that show who did something. Here as below None is nobody."""
    return dict(_rows(on, _NAMES, user_ids))


def people_named(on: Session, user_ids: Iterable[int | None]) -> dict[int, Person]:
    return {user_id: Person(*rest) for user_id, *rest in _rows(on, _PEOPLE, user_ids)}


def unit_names(on: Session, unit_ids: Iterable[int | None]) -> dict[int, str]:
    return dict(_rows(on, _UNITS, unit_ids))


def _rows(on: Session, query: sa.Select[*tuple[Any, ...]], ids: Iterable[int | None]) -> Any:
    """Naming nobody costs no query."""
    wanted = {each for each in ids if each is not None}
    return on.connection().execute(query, {"ids": list(wanted)}).all() if wanted else ()
