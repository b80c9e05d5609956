from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class Draft(Row, table=True):
    """What somebody has written in a form and not yet sent; gone when it is saved."""

    __tablename__ = "draft"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    form: str = Field(max_length=40)
    subject: str = Field(max_length=80)  # what the form is about, such as "company 7"
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    updated_at: datetime = Field(sa_type=Moment, index=True)

    __table_args__ = (sa.UniqueConstraint("user_id", "form", "subject"),)
