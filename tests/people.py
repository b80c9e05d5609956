"""The people of the tests: one for each role, colleagues and strangers to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from page_client import PageClient
from sqlmodel import Session

from crm.accounts.models import User
from crm.accounts.passwords import hash_password
from crm.accounts.queries import unit_by_code, user_by_email
from crm.db import transaction
from crm.values.clock import utc_now
from crm.values.roles import Role

PASSWORD = "kaffe-og-rundstykker"


@dataclass(frozen=True)
class Person:
    name: str
    role: Role
    unit: str | None

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.dk"


ANNA = Person("Anna Krogh", Role.CONSULTANT, "jobhuset")
BO = Person("Bo Lund", Role.CONSULTANT, "jobhuset")
CARLA = Person("Carla Holm", Role.CONSULTANT, "fastholdelsesteam")
DORTE = Person("Dorte Bang", Role.MANAGER, "jobhuset")
EMIL = Person("Emil Friis", Role.SERVICE_DESK, "virksomhedsservice")
ADMIN = Person("Signe Dahl", Role.ADMIN, None)
BY_ROLE = {Role.CONSULTANT: ANNA, Role.SERVICE_DESK: EMIL, Role.MANAGER: DORTE, Role.ADMIN: ADMIN}


SignedIn = Callable[[Role | Person], PageClient]
"""The type of the fixture `signed_in`."""


@cache
def hash_once(password: str) -> str:
    return hash_password(password)


def account_of(on: Session, person: Person) -> User:
    """The person's account, made when it isn't there yet; the password is `PASSWORD`."""
    found = user_by_email(on, person.email)
    if found is not None:
        return found
    with transaction(on):
        unit = unit_by_code(on, person.unit) if person.unit else None
        user = User(
            email=person.email,
            name=person.name,
            role=person.role,
            unit_id=unit.id if unit else None,
            password_hash=hash_once(PASSWORD),
            created_at=utc_now(),
        )
        on.add(user)
    return user
