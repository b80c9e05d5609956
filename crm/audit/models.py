from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class AuditEntry(Row, table=True):
    """One line of the trail. Never changed or deleted (triggers refuse it); each holds the hash of the one before."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    actor_id: int | None = Field(default=None, index=True)  # no foreign key: the trail outlives the account
    actor_label: str = Field(max_length=60)  # "user 7", "command line", "job nightly-groups": no name, no address
    verb: str = Field(max_length=60, index=True)
    object_type: str = Field(max_length=40)
    object_id: str = Field(max_length=40)
    details: dict[str, Any] = Field(sa_type=sa.JSON)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)

    __table_args__ = (sa.Index("ix_audit_entry_object", "object_type", "object_id"),)
