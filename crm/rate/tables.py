"""The tables that figures rest on, as SQLAlchemy Core sees them: a figure reads rows in bulk, never objects."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from crm.cooperation import models as cooperation_models
from crm.register import models as register_models

_tables = SQLModel.metadata.tables
municipality: sa.Table = _tables[register_models.Municipality.__tablename__]
job_centre: sa.Table = _tables[register_models.JobCentre.__tablename__]
served_municipality: sa.Table = _tables[register_models.ServedMunicipality.__tablename__]
company: sa.Table = _tables[register_models.Company.__tablename__]
workplace: sa.Table = _tables[register_models.Workplace.__tablename__]
workplace_life: sa.Table = _tables[register_models.WorkplaceLife.__tablename__]
workplace_state: sa.Table = _tables[register_models.WorkplaceState.__tablename__]
cooperation: sa.Table = _tables[cooperation_models.Cooperation.__tablename__]
