from datetime import datetime

from sqlmodel import Field

from crm.db import Moment, Row


class VisitReport(Row, table=True):
    """A held visit and the contact that tells of it: `entry` is the contact's identity over its corrections."""

    __tablename__ = "visit_report"

    visit_id: int = Field(foreign_key="visit.id", primary_key=True)
    entry: str = Field(max_length=32, unique=True)
    reported_at: datetime = Field(sa_type=Moment)
    reported_by_user_id: int = Field(foreign_key="user_account.id")
    thanked_at: datetime | None = Field(default=None, sa_type=Moment)  # the mail of thanks was queued
