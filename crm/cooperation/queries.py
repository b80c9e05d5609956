"""Reading cooperations: current facts, their earlier versions, and those without a workplace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from crm.cooperation.models import Cooperation, CooperationType
from crm.db import Retirement
from crm.register.models import Company, JobCentre, Municipality, Workplace

MOST_SHOWN = 12
"""So many cooperations a company's page shows at once; there is a way to the rest."""


@dataclass(frozen=True, slots=True)
class WorkplaceChoice:
    """A workplace that a cooperation can be registered at."""

    id: int
    p_number: str
    name: str
    company_id: int
    company_name: str
    cvr: str
    address: str | None
    place: str
    start_date: date
    end_date: date | None

    @property
    def words(self) -> str:
        return f"{self.name} {self.address or ''} {self.place} {self.company_name} {self.p_number}".lower()

    def is_alive(self, day: date) -> bool:
        return self.start_date <= day and (self.end_date is None or self.end_date >= day)


def by_id(on: Session, cooperation_id: int) -> Cooperation | None:
    return on.get(Cooperation, cooperation_id)


def current_version(on: Session, cooperation: Cooperation) -> Cooperation | None:
    """The fact that holds now under the same identity; None when it has been voided."""
    found: Cooperation | None = on.exec(_versions(cooperation).where(col(Cooperation.retired_at).is_(None))).first()
    return found


def versions(on: Session, cooperation: Cooperation) -> list[Cooperation]:
    """Every version that was ever recorded, the newest first."""
    return list(on.exec(_versions(cooperation).order_by(col(Cooperation.id).desc())))


def _versions(cooperation: Cooperation) -> Any:
    return select(Cooperation).where(
        col(Cooperation.source) == cooperation.source, col(Cooperation.external_id) == cooperation.external_id
    )


_COMPANY: Any = sa.bindparam("company", type_=sa.Integer)
_AT_COMPANY: Any = (
    select(Cooperation)
    .join(Workplace, col(Workplace.id) == col(Cooperation.workplace_id))
    .where(col(Workplace.company_id) == _COMPANY)
)
_LATEST_FIRST = (
    col(Cooperation.end_date).is_not(None),
    col(Cooperation.start_date).desc(),
    col(Cooperation.id).desc(),
)
_CURRENT = _AT_COMPANY.where(col(Cooperation.retired_at).is_(None)).order_by(*_LATEST_FIRST)
# An index holds what the order needs: only the rows that are shown are fetched, not all to be sorted.
_FIRST_OF_CURRENT: Any = (
    select(Cooperation)
    .where(col(Cooperation.id).in_(_CURRENT.with_only_columns(col(Cooperation.id)).limit(sa.bindparam("most"))))
    .order_by(*_LATEST_FIRST)
)
_again = aliased(Cooperation)
_VOIDED = (
    _AT_COMPANY.where(
        col(Cooperation.retired_at).is_not(None),  # the index knows this much, and few are left to look at
        col(Cooperation.retirement) == Retirement.VOIDED,
        ~sa.exists().where(
            col(_again.source) == col(Cooperation.source),
            col(_again.external_id) == col(Cooperation.external_id),
            col(_again.retired_at).is_(None),
        ),
    )
    .order_by(col(Cooperation.retired_at).desc())
    .limit(MOST_SHOWN)
)
_UNPLACED_OF = (
    select(Cooperation)
    .where(
        col(Cooperation.workplace_id).is_(None),
        col(Cooperation.retired_at).is_(None),
        col(Cooperation.given_cvr) == sa.bindparam("cvr", type_=sa.String),
    )
    .order_by(col(Cooperation.start_date).desc())
)


def at_company(on: Session, company_id: int, *, limit: int | None = MOST_SHOWN) -> list[Cooperation]:
    """Current cooperations at the company's workplaces: without an end first, then the latest start first."""
    if limit is None:
        return list(on.exec(_CURRENT, params={"company": company_id}))
    return list(on.exec(_FIRST_OF_CURRENT, params={"company": company_id, "most": limit}))


def voided_at_company(on: Session, company_id: int) -> list[Cooperation]:
    """Cooperations that a person took back and that were not registered again since."""
    return list(on.exec(_VOIDED, params={"company": company_id}))


def unplaced_of(on: Session, cvr: str) -> list[Cooperation]:
    """Those without a workplace that name this CVR number."""
    return list(on.exec(_UNPLACED_OF, params={"cvr": cvr}))


def unplaced() -> tuple[sa.Select[Any], sa.Select[Any]]:
    """All without a workplace with the company their CVR number names, newest start first; and how many."""
    waits = sa.and_(col(Cooperation.workplace_id).is_(None), col(Cooperation.retired_at).is_(None))
    rows = (
        sa.select(
            *(col(getattr(Cooperation, name)) for name in _UNPLACED),
            col(Company.id).label("company_id"),
            col(Company.name).label("company_name"),
            col(Company.living_workplaces).label("living_workplaces"),
        )
        .join(Company, col(Company.cvr) == col(Cooperation.given_cvr), isouter=True)
        .where(waits)
        .order_by(col(Cooperation.start_date).desc(), col(Cooperation.id).desc())
    )
    return rows, sa.select(sa.func.count()).select_from(Cooperation).where(waits)


_UNPLACED = ("id", "source", "external_id", "given_cvr", "given_p_number", "type_code", "start_date", "end_date")


_TYPES = select(CooperationType).order_by(col(CooperationType.position), col(CooperationType.code))
_JOB_CENTRES = select(JobCentre).order_by(col(JobCentre.own).desc(), col(JobCentre.name))


def types(on: Session) -> list[CooperationType]:
    return list(on.exec(_TYPES))


def job_centres(on: Session) -> list[JobCentre]:
    """Known job centres, the installation's own first."""
    return list(on.exec(_JOB_CENTRES))


def workplace(on: Session, workplace_id: int) -> WorkplaceChoice | None:
    return next(iter(_choices(on, col(Workplace.id) == workplace_id)), None)


def workplaces_of(on: Session, company_id: int) -> list[WorkplaceChoice]:
    """The company's workplaces, the living first."""
    rows = on.connection().execute(_OF_COMPANY, {"company": company_id})
    return [WorkplaceChoice(*tuple(row)) for row in rows]


def workplaces_by_cvr(on: Session, cvr: str) -> list[WorkplaceChoice]:
    return _choices(on, col(Company.cvr) == cvr)


def find_workplaces(on: Session, text: str, limit: int = 50) -> list[WorkplaceChoice]:
    """By P-number, CVR number, or words of the name, the address or the company's name."""
    digits = "".join(text.split())
    if digits.isdecimal() and len(digits) == 10:
        return _choices(on, col(Workplace.p_number) == digits)
    if digits.isdecimal() and len(digits) == 8:
        return _choices(on, col(Company.cvr) == digits)
    words = text.lower().split()
    if not words:
        return []
    # Here one word is enough; that all are there is told below, since SQLite's lower() doesn't know æ, ø and å.
    return narrowed(_choices(on, sa.or_(*map(_named, words))), words)[:limit]


def narrowed(found: Sequence[WorkplaceChoice], words: Sequence[str]) -> list[WorkplaceChoice]:
    """Those whose name, address or company has all the (lower-case) words."""
    return [each for each in found if all(word in each.words for word in words)]


def _named(word: str) -> Any:
    return sa.or_(
        col(Company.search_text).contains(word, autoescape=True),
        col(Workplace.address).icontains(word, autoescape=True),
        col(Workplace.address).contains(word.capitalize(), autoescape=True),
    )


def company_name(on: Session, company_id: int) -> tuple[str, str] | None:
    """Name and CVR number."""
    found = on.exec(select(Company.name, Company.cvr).where(col(Company.id) == company_id)).first()
    return (found[0], found[1]) if found else None


def same_arrangement(on: Session, workplace_id: int, type_code: str, start_date: date) -> Sequence[int]:
    """Current cooperations of this type at this workplace from this very day: perhaps the same one."""
    found = select(Cooperation.id).where(
        col(Cooperation.workplace_id) == workplace_id,
        col(Cooperation.type_code) == type_code,
        col(Cooperation.start_date) == start_date,
        col(Cooperation.retired_at).is_(None),
    )
    return [each for each in on.exec(found) if each is not None]


_CHOICES: Any = (
    sa.select(
        col(Workplace.id),
        col(Workplace.p_number),
        col(Workplace.name),
        col(Company.id),
        col(Company.name),
        col(Company.cvr),
        col(Workplace.address),
        sa.func.coalesce(col(Workplace.post_district), col(Municipality.name)),
        col(Workplace.start_date),
        col(Workplace.end_date),
    )
    .join(Company, col(Company.id) == col(Workplace.company_id))
    .join(Municipality, col(Municipality.code) == col(Workplace.municipality_code))
    .order_by(col(Workplace.end_date).is_not(None), col(Workplace.name), col(Workplace.p_number))
)
_OF_COMPANY = _CHOICES.where(col(Workplace.company_id) == _COMPANY)


def _choices(on: Session, *conditions: Any, limit: int | None = None) -> list[WorkplaceChoice]:
    rows = on.connection().execute(_CHOICES.where(*conditions).limit(limit))
    return [WorkplaceChoice(*tuple(row)) for row in rows]
