"""Accounts to sign in with, one for each role and the personas of the product. Their domain belongs to nobody."""

from datetime import datetime

from sqlmodel import Session, select

from crm.accounts.models import Unit
from crm.accounts.queries import user_by_email
from crm.accounts.services import AccountInput, add_user
from crm.demo.kinds import DOMAIN, SERVICE
from crm.values.roles import Role

PASSWORD = "demo-aalborg-2026"  # noqa: S105 - shown to everybody who loads the demo
PEOPLE = (
    ("anna", "Anna Ageholm", Role.CONSULTANT, SERVICE),
    ("bo", "Bo Birkvang", Role.CONSULTANT, SERVICE),
    ("carla", "Carla Claudi", Role.CONSULTANT, "Jobhuset"),
    ("emil", "Emil Engtoft", Role.SERVICE_DESK, SERVICE),
    ("dorte", "Dorte Dalsgren", Role.MANAGER, SERVICE),
    ("admin", "Aksel Admin", Role.ADMIN, None),
)


def add_people(on: Session, now: datetime) -> list[tuple[str, Role]]:
    """The demo's accounts that are not there yet; all of them as e-mail and role."""
    units = {unit.name: unit.id for unit in on.exec(select(Unit))}
    found = []
    for name, full_name, role, unit in PEOPLE:
        email = f"{name}@{DOMAIN}"
        found.append((email, role))
        if user_by_email(on, email) is None:
            given = AccountInput(email=email, name=full_name, role=role, unit_id=units.get(unit or ""))
            add_user(on, given, PASSWORD, must_change_password=False, now=now)
    return found
