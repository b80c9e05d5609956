from datetime import datetime

from sqlmodel import Field

from crm.db import Moment, Row


class OnceKey(Row, table=True):
    """The one-time key of a create form that was carried out: a second identical POST gets the first result."""

    __tablename__ = "once_key"

    key: str = Field(primary_key=True, max_length=64)
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    used_at: datetime = Field(sa_type=Moment, index=True)
    location: str = Field(max_length=500)  # where the first POST sent the browser
