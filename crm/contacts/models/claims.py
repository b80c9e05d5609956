from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class ContactClaim(Row, table=True):
    """Somebody is about to speak with this company: at most one over all campaigns. Free again at `expires_at`."""

    __tablename__ = "contact_claim"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    campaign_target_id: int | None = Field(default=None)  # a number of the campaigns, which build on this
    token: str = Field(max_length=32)  # this very claim: a later one of the same company has another
    claimed_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)

    __table_args__ = (sa.CheckConstraint("expires_at > claimed_at", name="moments_in_order"),)
