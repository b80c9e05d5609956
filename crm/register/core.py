"""The register's tables as SQLAlchemy Core sees them, for work on many rows at once."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from crm.register import models

_tables = SQLModel.metadata.tables
company: sa.Table = _tables[models.Company.__tablename__]
job_centre: sa.Table = _tables[models.JobCentre.__tablename__]
municipality: sa.Table = _tables[models.Municipality.__tablename__]
served_municipality: sa.Table = _tables[models.ServedMunicipality.__tablename__]
workplace: sa.Table = _tables[models.Workplace.__tablename__]
workplace_life: sa.Table = _tables[models.WorkplaceLife.__tablename__]
workplace_state: sa.Table = _tables[models.WorkplaceState.__tablename__]
