from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from crm.contacts.words import ContactKind
from crm.db import Moment, Row, Versioned, enum_type


class PersonRole(StrEnum):
    OWNER = "owner"
    MANAGEMENT = "management"
    HUMAN_RESOURCES = "human_resources"
    PRODUCTION = "production"
    ADMINISTRATION = "administration"
    SAFETY = "safety"  # working environment
    OTHER = "other"


class ContactPerson(Row, Versioned, table=True):
    """Somebody at a company whom we speak with; told on `informed_on` that they are registered here."""

    __tablename__ = "contact_person"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)
    name: str = Field(max_length=120)
    name_key: str = Field(max_length=120)  # how names are compared
    title: str = Field(default="", max_length=120)
    role: PersonRole = Field(default=PersonRole.OTHER, sa_type=enum_type(PersonRole, "role"))
    preferred_channel: ContactKind | None = Field(default=None, sa_type=enum_type(ContactKind, "preferred_channel"))
    preferred_time: str = Field(default="", max_length=120)
    informed_on: date
    informed_by_user_id: int = Field(foreign_key="user_account.id")
    left_on: date | None = Field(default=None)
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")

    __table_args__ = (sa.Index("ix_contact_person_name", "name_key"),)


class PersonPhone(Row, table=True):
    """A number of a person, as E.164."""

    __tablename__ = "person_phone"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="contact_person.id")
    number: str = Field(max_length=20, index=True)

    __table_args__ = (sa.UniqueConstraint("person_id", "number"),)


class PersonEmail(Row, table=True):
    __tablename__ = "person_email"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="contact_person.id")
    address: str = Field(max_length=254, index=True)  # lower case

    __table_args__ = (sa.UniqueConstraint("person_id", "address"),)
