"""What the rules ask of requests and their companies, as it was when each was written down."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.companies.models import GroupMembership
from crm.contacts.models import CompanyOwner
from crm.cooperation.models import Cooperation
from crm.employer_requests.models import EmployerRequest
from crm.register.models import Company, Workplace
from crm.routing.core import Facts
from crm.values.clock import local_date
from crm.values.cooperation_status import CooperationStatus

_AT = col(EmployerRequest.recorded_at)
_COMPANIES: Any = sa.bindparam("companies", expanding=True)
ASKED = (
    col(EmployerRequest.id),
    col(EmployerRequest.category_id),
    col(EmployerRequest.language),
    col(EmployerRequest.company_id),
    col(EmployerRequest.workplace_id),
    col(EmployerRequest.recorded_at),
)


class Asked(NamedTuple):
    """As much of a request as the rules look at."""

    id: int
    category_id: int
    language: str
    company_id: int | None
    workplace_id: int | None
    at: datetime


class _Place(NamedTuple):
    id: int
    section: str | None
    industry: str | None
    postcode: str | None
    municipality: str
    headcount: int | None
    sector: str
    ended: date | None


class _Spell(NamedTuple):
    """Something that holds from one moment or day to another, the last one excluded; None: still."""

    begins: Any
    ends: Any
    what: Any

    def holds(self, at: Any) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


def facts_of(on: Session, requests: Sequence[Asked]) -> dict[int, Facts]:
    """By request. Six queries, however many requests."""
    companies = sorted({each.company_id for each in requests if each.company_id is not None})
    found = _Found(on, companies) if companies else None
    return {each.id: found.facts(each) if found and each.company_id else _bare(each) for each in requests}


def asked(request: EmployerRequest) -> Asked:
    return Asked(
        request.id or 0,
        request.category_id,
        request.language,
        request.company_id,
        request.workplace_id,
        request.recorded_at,
    )


def _bare(request: Asked) -> Facts:
    """Of a company that nobody has found yet nothing is known."""
    return Facts(category_id=request.category_id, language=request.language)


class _Found:
    """What is known of some companies."""

    def __init__(self, on: Session, companies: Sequence[int]) -> None:
        self._rows = on.connection().execute
        self._ids = {"companies": companies}
        self._places = _by_company(self._rows(_PLACES, self._ids), _Place)
        self._headcounts = {row[0]: row[1] for row in self._rows(_HEADCOUNTS, self._ids)}
        self._groups = _by_company(self._rows(_GROUPS, self._ids), _word)
        self._owners = _by_company(self._rows(_OWNERS, self._ids), _Spell)
        self._running = _by_company(self._rows(_RUNNING, self._ids), _Spell)
        self._others = _by_company(self._rows(_OTHERS, self._ids), _other)

    def facts(self, request: Asked) -> Facts:
        company_id, day = request.company_id or 0, local_date(request.at)
        places = self._places[company_id]
        at_place = [each for each in places if each.id == request.workplace_id]
        places = at_place or [each for each in places if each.ended is None or each.ended >= day]
        headcount = at_place[0].headcount if at_place else self._headcounts.get(company_id)
        owners = [each.what for each in self._owners[company_id] if each.holds(request.at)]
        others = [each.what for each in self._others[company_id] if each.holds(request.at)]
        return Facts(
            category_id=request.category_id,
            language=request.language,
            groups=frozenset(self._groups[company_id]),
            sections=_known(each.section for each in places),
            industries=_known(each.industry for each in places),
            postcodes=_known(each.postcode for each in places),
            municipalities=_known(each.municipality for each in places),
            sectors=_known(each.sector for each in places),
            headcount=headcount,
            arrangements=frozenset(
                each.what for each in self._running[company_id] if each.begins <= day <= (each.ends or day)
            ),
            fixed_user_id=next(iter(owners), None),
            open_user_ids=tuple(dict.fromkeys(user_id for other, user_id in others if other != request.id)),
        )


def _by_company(rows: Iterable[Any], make: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(make(*row[1:]))
    return found


def _word(group: str) -> str:
    return group


def _other(request_id: int, user_id: int, begins: datetime, ends: datetime | None) -> _Spell:
    return _Spell(begins, ends, (request_id, user_id))


def _known(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(value for value in values if value)


def _plain(column: Any) -> Any:
    return sa.type_coerce(column, sa.String())


_PLACES: sa.Select[*tuple[Any, ...]] = sa.select(
    col(Workplace.company_id),
    col(Workplace.id),
    col(Workplace.industry_section),
    col(Workplace.industry_code),
    col(Workplace.postcode),
    col(Workplace.municipality_code),
    col(Workplace.headcount),
    _plain(Workplace.sector),
    col(Workplace.end_date),
).where(col(Workplace.company_id).in_(_COMPANIES))
_HEADCOUNTS: sa.Select[*tuple[Any, ...]] = sa.select(col(Company.id), col(Company.headcount_lower)).where(
    col(Company.id).in_(_COMPANIES)
)
_GROUPS: sa.Select[*tuple[Any, ...]] = sa.select(col(GroupMembership.company_id), _plain(GroupMembership.group)).where(
    col(GroupMembership.company_id).in_(_COMPANIES)
)
_OWNERS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(CompanyOwner.company_id), col(CompanyOwner.since), col(CompanyOwner.ended_at), col(CompanyOwner.user_id)
    )
    .where(col(CompanyOwner.company_id).in_(_COMPANIES))
    .order_by(col(CompanyOwner.since).desc())
)
_RUNNING: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Workplace.company_id),
        col(Cooperation.start_date),
        col(Cooperation.end_date),
        col(Cooperation.type_code),
    )
    .join(Workplace, col(Workplace.id) == col(Cooperation.workplace_id))
    .where(
        col(Workplace.company_id).in_(_COMPANIES),
        col(Cooperation.retired_at).is_(None),
        col(Cooperation.status) != CooperationStatus.CANCELLED,
    )
)
_OTHERS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(EmployerRequest.company_id),
        col(EmployerRequest.id),
        col(EmployerRequest.owner_user_id),
        _AT,
        col(EmployerRequest.closed_at),
    )
    .where(col(EmployerRequest.company_id).in_(_COMPANIES), col(EmployerRequest.owner_user_id).is_not(None))
    .order_by(_AT.desc(), col(EmployerRequest.id).desc())
)
