"""Which companies a source names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.campaigns.inputs import SourceInput
from crm.campaigns.models import CampaignSource
from crm.campaigns.words import SourceKind
from crm.companies.models import SavedView
from crm.companies.queries.filters import CompanyFilter, conditions
from crm.companies.queries.views import view_filter
from crm.contacts.models import ContactPerson, PersonPhone
from crm.register.chunks import chunks
from crm.register.models import Company, Workplace
from crm.values.cvr import parse_cvr
from crm.values.errors import InvalidValueError
from crm.values.p_number import parse_p_number
from crm.values.phone import parse_phone

Source = CampaignSource | SourceInput
"""As it is stored, or as it is being chosen."""


@dataclass(frozen=True, slots=True)
class Found:
    """Companies by id, each with whether it is closed, and how many numbers of a list belong to none.

    `selection` says the same to the database, where it can: thousands of numbers in a statement take their time.
    """

    closed: dict[int, bool]
    unknown: int = 0
    selection: sa.Select[Any] | None = None


def companies_of(on: Session, source: Source, today: date) -> Found:
    """The companies of the source as the register is now. One query, for a list a few."""
    if source.kind is SourceKind.LIST:
        return _listed(on, source)
    wishes = _wishes(on, source, today)
    return Found(_closed(on, wishes), selection=sa.select(col(Company.id)).where(*wishes))


def _wishes(on: Session, source: Source, today: date) -> list[Any]:
    if source.kind is SourceKind.GROUPS:
        groups = source.content.get("groups", [])
        each = [sa.and_(*conditions(CompanyFilter(group=group), today)) for group in groups]
        return [sa.or_(sa.false(), *each)]
    if source.kind is SourceKind.VIEW:
        view = on.get(SavedView, source.content["view_id"])
        # A view that is deleted stays what it was when the campaign was made.
        return conditions(filter_of(source) if view is None else view_filter(on, view), today)
    return conditions(filter_of(source), today)


def filter_of(source: Source) -> CompanyFilter:
    """The stored filter; what is no longer a choice is left out."""
    stored = source.content.get("filter", {})
    return CompanyFilter(**{name: stored[name] for name in CompanyFilter.__dataclass_fields__ if name in stored})


def _listed(on: Session, source: Source) -> Found:
    closed: dict[int, bool] = {}
    for part in chunks(source.content.get("company_ids", [])):
        closed |= _closed(on, [col(Company.id).in_(part)])
    return Found(closed, int(source.content.get("unknown", 0)))


def _closed(on: Session, wishes: Sequence[Any]) -> dict[int, bool]:
    query = sa.select(col(Company.id), col(Company.living_workplaces) == 0).where(*wishes).order_by(col(Company.id))
    return {row[0] or 0: bool(row[1]) for row in on.connection().execute(query).all()}


def companies_by_numbers(on: Session, texts: Sequence[str]) -> tuple[list[int], int]:
    """Companies by CVR numbers, P-numbers and phone numbers, and how many of these belong to none.

    What is not found is counted, never kept: ten digits that are no P-number may be somebody's CPR number.
    """
    read = dict.fromkeys(text.strip() for text in texts if text.strip())
    forms = {text: _readings(text) for text in read}
    wanted = list(dict.fromkeys(form for each in forms.values() for form in each))
    found: dict[str, set[int]] = {}
    for part in chunks(wanted):
        for query in _lookups(part):
            for number, company_id in on.connection().execute(query):
                found.setdefault(number, set()).add(company_id)
    known = [next((found[form] for form in each if form in found), None) for each in forms.values()]
    ids = sorted(set().union(*(each for each in known if each)))
    return ids, sum(each is None for each in known)


def _lookups(numbers: Sequence[str]) -> tuple[Any, ...]:
    return (
        sa.select(col(Company.cvr), col(Company.id)).where(col(Company.cvr).in_(numbers)),
        sa.select(col(Workplace.p_number), col(Workplace.company_id)).where(col(Workplace.p_number).in_(numbers)),
        sa.select(col(Workplace.phone), col(Workplace.company_id)).where(col(Workplace.phone).in_(numbers)),
        sa.select(col(PersonPhone.number), col(ContactPerson.company_id))
        .join(ContactPerson, col(ContactPerson.id) == col(PersonPhone.person_id))
        .where(col(PersonPhone.number).in_(numbers)),
    )


def _readings(text: str) -> list[str]:
    """What the text can be, as it is stored: eight digits may be a CVR number or a phone number."""
    readings = []
    for parse in (parse_cvr, parse_p_number, parse_phone):
        try:
            readings.append(parse(text))
        except InvalidValueError:
            continue
    return readings
