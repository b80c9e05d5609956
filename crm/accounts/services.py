"""Changing accounts: adding, editing, passwords, language. Callers commit."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.accounts import passwords, sessions, throttle
from crm.accounts.models import Unit, User
from crm.accounts.queries import user_by_email
from crm.audit.trail import record
from crm.db import claim_version, transaction
from crm.refusal import Refusal
from crm.values.roles import Role
from crm.web.errors import TooManyAttemptsError

LOCK = 7_310_853


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountInput:
    """What an administrator says about an account; already checked for form."""

    email: str
    name: str
    role: Role
    unit_id: int | None = None
    active: bool = True


def check_credentials(email: str, password: str, address: str, *, now: datetime) -> User | None:
    """The user, if this is an open account and its password; counts the attempt. Raises TooManyAttemptsError.

    Short transactions of its own with the slow hash between them: no write lock is held while it is computed.
    """
    email = email.strip().lower()
    with transaction() as work:
        if seconds := throttle.wait_before(work, email, address, now=now):
            raise TooManyAttemptsError(seconds)
        user = user_by_email(work, email)
    right = passwords.matches(user.password_hash if user else None, password)
    if not right or user is None or not user.active:
        return None
    with transaction() as work:
        throttle.succeeded(work, email, address)
    return user


def sign_in(on: Session, user: User, password: str, *, now: datetime) -> None:
    """Start the session of a user whose password was right."""
    on.refresh(user)
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
        on.add(user)
    sessions.sign_in(on, user, now=now)
    record(on, "user.sign_in", user, now=now)


def add_user(on: Session, given: AccountInput, password: str, *, must_change_password: bool, now: datetime) -> User:
    """Raises Refusal when the address has an account."""
    email = given.email.strip().lower()
    if user_by_email(on, email) is not None:
        raise Refusal(_("There is already an account with this e-mail address."))
    user = User(
        email=email,
        name=given.name,
        role=given.role,
        unit_id=given.unit_id,
        active=given.active,
        password_hash=passwords.hash_password(password),
        must_change_password=must_change_password,
        created_at=now,
    )
    on.add(user)
    on.flush()
    record(on, "user.create", user, details={"role": user.role.value}, now=now)
    return user


def add_user_without_password(on: Session, given: AccountInput, *, now: datetime) -> User:
    """An account that nobody can sign in to yet: `reset_password` makes the password to hand over."""
    return add_user(on, given, passwords.generated(), must_change_password=True, now=now)


def edit_user(on: Session, user: User, given: AccountInput, version: int, *, actor_id: int, now: datetime) -> None:
    """Raises StaleEditError, and Refusal when nobody could administer any more or the address is taken.

    The sessions of an account that is closed or changes its role end.
    """
    claim_version(on, user, version)
    email = given.email.strip().lower()
    loses_admin = user.role is Role.ADMIN and (given.role is not Role.ADMIN or not given.active)
    if loses_admin and user.id == actor_id:
        raise Refusal(_("You cannot take the administrator's role from yourself or close your own account."))
    if loses_admin and user.active and not _other_admins(on, user):
        raise Refusal(_("This is the last administrator. Make somebody else administrator first."))
    if email != user.email and user_by_email(on, email) is not None:
        raise Refusal(_("There is already an account with this e-mail address."))
    wanted = {"email": email, "name": given.name, "role": given.role, "unit_id": given.unit_id, "active": given.active}
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, wanted[name])
    on.add(user)
    on.flush()
    if {"role", "active"} & set(changed):
        sessions.revoke_all(on, user.id or 0, now=now)
    record(on, "user.update", user, details={"changed": " ".join(changed)}, now=now)


def change_password(on: Session, user: User, password: str, *, keep_session: int, now: datetime) -> int:
    """The owner chose a new password; ends the owner's other sessions and returns how many."""
    _set_password(on, user, password, must_change=False)
    record(on, "user.change_password", user, now=now)
    return sessions.revoke_all(on, user.id or 0, now=now, but=keep_session)


def reset_password(on: Session, user: User, *, now: datetime) -> str:
    """A generated password to hand over, to be changed at the next sign-in; ends all sessions."""
    password = passwords.generated()
    _set_password(on, user, password, must_change=True)
    sessions.revoke_all(on, user.id or 0, now=now)
    record(on, "user.reset_password", user, now=now)
    return password


def revoke_session(on: Session, user: User, session_id: int, *, now: datetime) -> bool:
    """End one session of this account; False when it has no such open session."""
    ended = sessions.revoke(on, session_id, user.id or 0, now=now)
    if ended:
        record(on, "user.revoke_session", user, now=now)
    return ended


def sign_out(on: Session, user: User, session_id: int, *, now: datetime) -> None:
    sessions.revoke(on, session_id, user.id or 0, now=now)
    record(on, "user.sign_out", user, now=now)


def revoke_sessions(on: Session, user: User, *, now: datetime, but: int | None = None) -> int:
    """End the sessions of an account, but for the one named; how many."""
    count = sessions.revoke_all(on, user.id or 0, now=now, but=but)
    record(on, "user.revoke_sessions", user, details={"count": count}, now=now)
    return count


def set_language(on: Session, user: User, language: str, *, now: datetime) -> None:
    if user.language == language:
        return
    user.language = language
    on.add(user)
    record(on, "user.set_language", user, details={"language": language}, now=now)


def add_unit(on: Session, code: str, name: str, *, now: datetime) -> Unit:
    """Raises Refusal when the code is taken."""
    if on.exec(select(Unit).where(col(Unit.code) == code)).first():
        raise Refusal(_("There is already a unit with this code."))
    unit = Unit(code=code, name=name)
    on.add(unit)
    on.flush()
    record(on, "unit.create", unit, details={"code": code}, now=now)
    return unit


def edit_unit(on: Session, unit: Unit, name: str, version: int, *, active: bool, now: datetime) -> None:
    """Raises StaleEditError."""
    claim_version(on, unit, version)
    unit.name, unit.active = name, active
    on.add(unit)
    record(on, "unit.update", unit, details={"active": active}, now=now)


def _set_password(on: Session, user: User, password: str, *, must_change: bool) -> None:
    user.password_hash = passwords.hash_password(password)
    user.must_change_password = must_change
    on.add(user)
    on.flush()


def _other_admins(on: Session, user: User) -> int:
    """Active administrators besides this one. One such check at a time, or two could close each other."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    query = sa.select(sa.func.count()).where(col(User.role) == Role.ADMIN, col(User.active), col(User.id) != user.id)
    return int(on.connection().execute(query).scalar_one())
