"""Companies and colleagues."""

from itertools import count

import pytest
from contact_ground import Colleague, MakeCompany, colleague_of, workplace_at
from people import ANNA, BO, CARLA, account_of
from sqlmodel import Session

from crm.db import transaction
from crm.register.models import Company


@pytest.fixture
def anna(session: Session) -> Colleague:
    return colleague_of(account_of(session, ANNA))


@pytest.fixture
def bo(session: Session) -> Colleague:
    """Of Anna's unit."""
    return colleague_of(account_of(session, BO))


@pytest.fixture
def carla(session: Session) -> Colleague:
    """Of another unit."""
    return colleague_of(account_of(session, CARLA))


@pytest.fixture
def make_company(session: Session) -> MakeCompany:
    """`make_company("Nordjysk Smedje", protected=True)` gives the company's id; it has one workplace."""
    numbers = count(1)

    def make(name: str = "Nordjysk Smedje", *, protected: bool = False) -> int:
        number = next(numbers)
        with transaction(session) as on:
            company = Company(
                cvr=f"{10_000_000 + number}", name=name, advertising_protected=protected, living_workplaces=1
            )
            on.add(company)
            on.flush()
            on.add(workplace_at(company.id or 0, 1_000_000_000 + number, name))
        return company.id or 0

    return make


@pytest.fixture
def company(make_company: MakeCompany) -> int:
    return make_company()
