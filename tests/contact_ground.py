"""What the tests of contacts stand on: a Monday morning in March 2026, and short ways to say things."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from people import ANNA, BO, CARLA, account_of
from sqlmodel import Session

from crm.accounts.models import User
from crm.contacts.guard.ask import Ask, Caller, Verdict
from crm.contacts.guard.enforce import contact_transaction, log_contact
from crm.contacts.guard.gather import verdict
from crm.contacts.inputs import ContactInput, Override, TaskInput
from crm.contacts.models import Interaction, TaskKind
from crm.contacts.words import ContactKind, Direction
from crm.db import transaction
from crm.register.models import Company, Workplace
from crm.values.clock import local_date
from crm.values.sectors import Sector

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = local_date(NOW)
DAY = timedelta(days=1)
MakeCompany = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Colleague:
    user: User
    caller: Caller

    @property
    def id(self) -> int:
        return self.caller.user_id


def colleague_of(user: User) -> Colleague:
    assert user.id is not None
    return Colleague(user, Caller(user.id, user.unit_id))


def workplace_at(company_id: int, p_number: int, name: str = "Arbejdssted") -> Workplace:
    return Workplace(
        p_number=str(p_number),
        company_id=company_id,
        name=name,
        municipality_code="0851",
        sector=Sector.PRIVATE,
        start_date=date(2010, 1, 1),
    )


def company_maker(on: Session) -> MakeCompany:
    """`make("Nordjysk Smedje", protected=True)` gives the company's id; it has one workplace."""
    numbers = count(1)

    def make(name: str = "Nordjysk Smedje", *, protected: bool = False) -> int:
        number = next(numbers)
        with transaction(on) as work:
            company = Company(
                cvr=f"{10_000_000 + number}", name=name, advertising_protected=protected, living_workplaces=1
            )
            work.add(company)
            work.flush()
            work.add(workplace_at(company.id or 0, 1_000_000_000 + number, name))
        return company.id or 0

    return make


def contact(company_id: int, **more: Any) -> ContactInput:
    """An outgoing call of this moment, unless something else is said."""
    usual: dict[str, Any] = {"kind": ContactKind.CALL, "direction": Direction.OUTGOING, "at": NOW}
    return ContactInput(company_id=company_id, **(usual | more))


def call_back(company_id: int, **more: Any) -> TaskInput:
    usual: dict[str, Any] = {"kind": TaskKind.CALL_BACK, "title": "Ring", "due_at": NOW, "promised": True}
    return TaskInput(company_id=company_id, **(usual | more))


def logged(
    on: Session, who: Colleague, company_id: int, *, override: Override | None = None, **more: Any
) -> Interaction:
    """Log a contact in a transaction of its own, at the contact's moment."""
    given = contact(company_id, **more)
    with contact_transaction(on) as work:
        return log_contact(work, given, caller=who.caller, now=given.at, override=override)


def asked(on: Session, who: Colleague, company_id: int, **more: Any) -> Verdict:
    usual: dict[str, Any] = {"channel": ContactKind.CALL, "moment": NOW}
    return verdict(on, company_id, Ask(who.caller, **(usual | more)))


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
