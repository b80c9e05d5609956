"""The cooperation table as SQLAlchemy Core sees it, for work on many rows at once."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from crm.cooperation import models

cooperation: sa.Table = SQLModel.metadata.tables[models.Cooperation.__tablename__]

GIVEN = (
    "given_p_number",
    "given_cvr",
    "type_code",
    "start_date",
    "end_date",
    "job_centre_code",
    "target_group",
    "hours_per_week",
    "unit",
    "consultant",
    "note",
)
"""What a source says of a cooperation, beside its id and status."""
