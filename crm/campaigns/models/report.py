from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row


class CampaignReport(Row, table=True):
    """What a campaign had come to when it was closed. Written once: the report does not change afterwards."""

    __tablename__ = "campaign_report"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    made_at: datetime = Field(sa_type=Moment)
    content: dict[str, Any] = Field(sa_type=sa.JSON)  # crm.campaigns.report.Report
