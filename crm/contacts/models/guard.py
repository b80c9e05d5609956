from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.contacts.words import ContactKind, Purpose
from crm.db import Moment, Row, Versioned, enum_type


class RefusalScope(StrEnum):
    ALL = "all"
    PHONE = "phone"
    CAMPAIGNS = "campaigns"
    UNIT = "unit"


class ContactRefusal(Row, table=True):
    """The company wants no contact, up to and including `until`. Lifted, never deleted or changed."""

    __tablename__ = "contact_refusal"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    scope: RefusalScope = Field(sa_type=enum_type(RefusalScope, "scope"))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")  # the refused unit; only with scope unit
    reason: str = Field(max_length=500)
    said_by: str = Field(max_length=120)  # who at the company said so
    until: date
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")  # None: the company itself
    lifted_at: datetime | None = Field(default=None, sa_type=Moment)
    lifted_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    lift_reason: str | None = Field(default=None, max_length=500)

    __table_args__ = (sa.CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)", name="unit_named"),)


class OutreachPause(Row, table=True):
    """Agreed quiet up to and including `until`."""

    __tablename__ = "outreach_pause"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    reason: str = Field(max_length=500)
    until: date
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int = Field(foreign_key="user_account.id")
    lifted_at: datetime | None = Field(default=None, sa_type=Moment)
    lifted_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")


class ProtectionBasisKind(StrEnum):
    CONSENT = "consent"
    LEGAL_BASIS = "legal_basis"


class ProtectionBasis(Row, table=True):
    """Why a company under advertising protection may be approached all the same."""

    __tablename__ = "protection_basis"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    kind: ProtectionBasisKind = Field(sa_type=enum_type(ProtectionBasisKind, "kind"))
    basis: str = Field(max_length=500)  # the provision, or who consented to what
    until: date | None = Field(default=None)  # None: until it is withdrawn
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by_user_id: int = Field(foreign_key="user_account.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")


class GuardEventKind(StrEnum):
    PREVENTED = "prevented"
    OVERRIDDEN = "overridden"


class GuardEvent(Row, table=True):
    """A contact that the guard prevented, or that somebody had in spite of it, and why."""

    __tablename__ = "guard_event"

    id: int | None = Field(default=None, primary_key=True)
    kind: GuardEventKind = Field(sa_type=enum_type(GuardEventKind, "kind"))
    company_id: int = Field(foreign_key="company.id", index=True)
    answer: str = Field(max_length=8)  # crm.contacts.guard.Answer
    reasons: list[str] = Field(sa_type=sa.JSON)  # crm.contacts.guard.ReasonKind
    channel: ContactKind = Field(sa_type=enum_type(ContactKind, "channel"))
    purpose: Purpose = Field(sa_type=enum_type(Purpose, "purpose"))
    at: datetime = Field(sa_type=Moment, index=True)
    user_id: int = Field(foreign_key="user_account.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    why: str = Field(default="", max_length=500)  # the reason given for overriding
    legal_basis: str = Field(default="", max_length=300)
    interaction_entry: str | None = Field(default=None, max_length=32)  # the contact that was had all the same


class CooldownDays(Row, Versioned, table=True):
    """So many days of quiet after an outgoing contact of this kind; a setting."""

    __tablename__ = "cooldown_days"

    id: int | None = Field(default=None, primary_key=True)
    kind: ContactKind = Field(sa_type=enum_type(ContactKind, "kind"))
    reached: bool
    days: int

    __table_args__ = (
        sa.UniqueConstraint("kind", "reached"),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name="days_of_a_year"),
    )
