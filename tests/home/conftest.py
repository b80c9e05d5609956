"""Companies and colleagues."""

import pytest
from contact_ground import Colleague, MakeCompany, colleague_of, company_maker
from people import ANNA, BO, CARLA, account_of
from sqlmodel import Session


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
    return company_maker(session)


@pytest.fixture
def company(make_company: MakeCompany) -> int:
    return make_company()
