from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, enum_type


class CompanyGroup(StrEnum):
    LARGE = "large"
    GROWTH = "growth"
    STARTUP = "startup"


class Certainty(StrEnum):
    CERTAIN = "certain"
    POSSIBLE = "possible"


class GroupMembership(Row, table=True):
    """A company in a company group, as the rules found it; recomputed as a whole every night."""

    __tablename__ = "group_membership"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    group: CompanyGroup = Field(sa_type=enum_type(CompanyGroup, "group"), sa_column_kwargs={"name": "company_group"})
    certainty: Certainty = Field(sa_type=enum_type(Certainty, "certainty"))
    reason: str = Field(max_length=40)  # a key of the reasons in companies/labels.py
    facts: dict[str, Any] = Field(sa_type=sa.JSON)  # the numbers the reason names
    computed_on: date

    __table_args__ = (
        sa.UniqueConstraint("company_id", "company_group"),
        sa.Index("ix_group_membership_group", "company_group", "company_id"),
    )


class GroupMark(Row, table=True):
    """A person's mark: growth by other evidence, or a startup selected for outreach. Taken back, never deleted."""

    __tablename__ = "group_mark"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    group: CompanyGroup = Field(sa_type=enum_type(CompanyGroup, "group"), sa_column_kwargs={"name": "company_group"})
    source: str = Field(max_length=300)  # where the person has it from
    marked_at: datetime = Field(sa_type=Moment)
    marked_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.Index(
            "uq_group_mark_current",
            "company_id",
            "company_group",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )


class SavedView(Row, table=True):
    """A filter of a list (of companies, unless it says another) under a name; a shared one is everybody's to use."""

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    owner_user_id: int = Field(foreign_key="user_account.id")
    name: str = Field(max_length=80)
    listing: str = Field(default="companies", max_length=20)
    shared: bool = Field(default=False, index=True)
    query: dict[str, Any] = Field(sa_type=sa.JSON)  # the list's own parameters, as they stand in its address
    saved_at: datetime = Field(sa_type=Moment)

    __table_args__ = (sa.UniqueConstraint("owner_user_id", "listing", "name"),)
