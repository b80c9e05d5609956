"""Callers of two units, and companies to call."""

from itertools import count

import pytest
from campaign_ground import MakeCompanies, companies_with_phones
from people import ANNA, BO, CARLA, account_of
from sqlmodel import Session

from crm.accounts.models import User


@pytest.fixture
def anna(session: Session) -> User:
    return account_of(session, ANNA)


@pytest.fixture
def bo(session: Session) -> User:
    """Of Anna's unit."""
    return account_of(session, BO)


@pytest.fixture
def carla(session: Session) -> User:
    """Of another unit."""
    return account_of(session, CARLA)


@pytest.fixture
def make_companies(session: Session) -> MakeCompanies:
    """`make_companies(20)` gives their ids."""
    first = count(1, 1000)

    def make(number: int, *, phone: bool = True) -> list[int]:
        return companies_with_phones(session, number, next(first), phone=phone)

    return make
