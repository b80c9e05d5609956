from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class CompanyOwner(Row, table=True):
    """The company's fixed contact person at the job centre; at most one at a time."""

    __tablename__ = "company_owner"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    user_id: int = Field(foreign_key="user_account.id")
    since: datetime = Field(sa_type=Moment)
    set_by_user_id: int = Field(foreign_key="user_account.id")
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (
        sa.Index(
            "uq_company_owner_current",
            "company_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_company_owner_user", "user_id"),
    )
