"""What a caller sees of the company before them: numbers to call, where it is, and the companies that call back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from crm.campaigns.models import CampaignTarget
from crm.campaigns.words import TargetState
from crm.contacts.queries.log_form import find_companies
from crm.contacts.queries.people import PersonLine, people_of
from crm.register.models import Company, Workplace

MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call, and whose it is."""

    phone: str
    whose: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class CompanyCard:
    company: Company
    people: list[PersonLine]
    numbers: list[Number]
    place: str
    industry: str


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A company that a search found; without a target it is not in the campaign."""

    company_id: int
    name: str
    place: str | None
    person: str | None
    target_id: int | None
    state: TargetState | None


def company_card(on: Session, company_id: int, today: date) -> CompanyCard:
    """Five queries."""
    company = on.get_one(Company, company_id)
    people = people_of(on, company_id)
    places = _places(on, company_id, today)
    first = places[0] if places else None
    return CompanyCard(
        company=company,
        people=people,
        numbers=_numbers(people, places),
        place=(first.post_district or "") if first else "",
        industry=(first.industry_text or "") if first else "",
    )


_LARGEST = (
    select(Workplace)
    .where(
        col(Workplace.company_id) == sa.bindparam("company", type_=sa.Integer),
        sa.or_(col(Workplace.end_date).is_(None), col(Workplace.end_date) >= sa.bindparam("today", type_=sa.Date)),
    )
    .order_by(sa.func.coalesce(col(Workplace.headcount), -1).desc(), col(Workplace.id))
    .limit(MOST_PLACES)
)


def _places(on: Session, company_id: int, today: date) -> Sequence[Workplace]:
    return on.exec(_LARGEST, params={"company": company_id, "today": today}).all()


def _numbers(people: Sequence[PersonLine], places: Sequence[Workplace]) -> list[Number]:
    """People before places; a number that several have stands once."""
    numbers = [Number(phone, line.person.name, line.person.title) for line in people for phone in line.phones]
    numbers += [
        Number(place.phone, *((place.name, place.post_district or "") if len(places) > 1 else ("",)))
        for place in places
        if place.phone
    ]
    return list({number.phone: number for number in reversed(numbers)}.values())[::-1]


def search_targets(on: Session, campaign_id: int, text: str) -> list[FoundTarget]:
    """Who is calling: companies by name, number, phone or contact person."""
    found = find_companies(on, text)
    query = select(CampaignTarget.company_id, CampaignTarget.id, CampaignTarget.state).where(
        col(CampaignTarget.campaign_id) == campaign_id, col(CampaignTarget.company_id).in_([each.id for each in found])
    )
    targets = {company_id: (target_id, state) for company_id, target_id, state in on.exec(query)}
    return [
        FoundTarget(each.id, each.name, each.place, each.person, *targets.get(each.id, (None, None))) for each in found
    ]
