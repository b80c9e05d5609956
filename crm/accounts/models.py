from datetime import datetime

from sqlmodel import Field

from crm.db import Moment, Row, Versioned, enum_type
from crm.values.roles import Role


class Unit(Row, Versioned, table=True):
    """An organisational unit of the job centre, such as Virksomhedsservice."""

    __tablename__ = "unit"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=120)
    active: bool = Field(default=True)


class User(Row, Versioned, table=True):
    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # always lower case
    name: str = Field(max_length=120)
    role: Role = Field(sa_type=enum_type(Role, "role"))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    password_hash: str = Field(max_length=200)
    must_change_password: bool = Field(default=False)
    active: bool = Field(default=True)
    language: str | None = Field(default=None, max_length=2)
    created_at: datetime = Field(sa_type=Moment)


class WebSession(Row, table=True):
    """A signed-in browser. The cookie holds a random token (and when it was last used), this row only its SHA-256."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class SignInAttempt(Row, table=True):
    """One failed sign-in, for throttling. Account and address are keyed hashes, not the values."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    account_hash: str = Field(max_length=64, index=True)
    address_hash: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=Moment, index=True)
