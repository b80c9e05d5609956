from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class ContactLink(Row, table=True):
    """A secret address at which a company itself says that it wants no contact. Only the token's hash is kept."""

    __tablename__ = "contact_link"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")

    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="moments_in_order"),)
