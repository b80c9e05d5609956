from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import CURRENT, Fact, Row, enum_type
from crm.values.bands import HeadcountBand
from crm.values.sectors import Sector


class Municipality(Row, table=True):
    __tablename__ = "municipality"

    code: str = Field(primary_key=True, max_length=4)
    name: str = Field(max_length=60)


class JobCentre(Row, table=True):
    """A job centre; exactly one is the installation's own."""

    __tablename__ = "job_centre"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=4, unique=True)
    name: str = Field(max_length=120)
    own: bool = Field(default=False)

    __table_args__ = (
        sa.Index(
            "uq_job_centre_own", "own", unique=True, sqlite_where=sa.text("own = 1"), postgresql_where=sa.text("own")
        ),
    )


class ServedMunicipality(Row, table=True):
    """A municipality and the one job centre that serves it."""

    __tablename__ = "served_municipality"

    municipality_code: str = Field(primary_key=True, max_length=4, foreign_key="municipality.code")
    job_centre_id: int = Field(foreign_key="job_centre.id", index=True)


class Company(Row, table=True):
    """A CVR-number. All columns but the number are a projection of its workplaces' states as of `projected_on`."""

    __tablename__ = "company"

    id: int | None = Field(default=None, primary_key=True)
    cvr: str = Field(max_length=8, unique=True)
    name: str = Field(max_length=200)
    sort_name: str = Field(default="", max_length=250, index=True, sa_column_kwargs={"server_default": ""})
    legal_form: str | None = Field(default=None, max_length=60)
    advertising_protected: bool = Field(default=False)
    living_workplaces: int = Field(default=0)
    headcount_lower: int | None = Field(default=None, index=True)  # sum of exact counts and lower bounds; None unknown
    headcount_upper: int | None = Field(default=None)  # None = no upper bound, or unknown
    first_start_date: date | None = Field(default=None)
    search_text: str = Field(default="")  # lower case: names, numbers and phones of company and workplaces
    projected_on: date | None = Field(default=None)


class Workplace(Row, table=True):
    """A P-number. All columns but the number are a projection of its life and its state as of today."""

    __tablename__ = "workplace"

    id: int | None = Field(default=None, primary_key=True)
    p_number: str = Field(max_length=10, unique=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    name: str = Field(max_length=200)
    municipality_code: str = Field(max_length=4, foreign_key="municipality.code")
    address: str | None = Field(default=None, max_length=200)
    postcode: str | None = Field(default=None, max_length=4)
    post_district: str | None = Field(default=None, max_length=60)
    industry_code: str | None = Field(default=None, max_length=6)
    industry_text: str | None = Field(default=None, max_length=200)
    industry_section: str | None = Field(default=None, max_length=1)
    headcount: int | None = Field(default=None)
    headcount_exact: bool = Field(default=True)
    headcount_band: HeadcountBand | None = Field(default=None, sa_type=enum_type(HeadcountBand, "headcount_band"))
    sector: Sector = Field(sa_type=enum_type(Sector, "sector"))
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=254)
    start_date: date
    end_date: date | None = Field(default=None)

    __table_args__ = (
        sa.Index("ix_workplace_municipality_section", "municipality_code", "industry_section", "company_id"),
    )


class WorkplaceLife(Row, Fact, table=True):
    """First and last living day of a workplace, as known from `recorded_at` on."""

    __tablename__ = "workplace_life"

    id: int | None = Field(default=None, primary_key=True)
    workplace_id: int = Field(foreign_key="workplace.id")
    start_date: date
    end_date: date | None = Field(default=None)

    __table_args__ = (
        sa.CheckConstraint("end_date IS NULL OR end_date >= start_date", name="dates_in_order"),
        sa.Index("uq_workplace_life_current", "workplace_id", unique=True, **CURRENT),
        # Holds all that the rate reads, so that it never has to look at the table. The moments stand last:
        # PostgreSQL misjudges an index with a bounded column in the middle.
        sa.Index("ix_workplace_life_history", "workplace_id", "start_date", "end_date", "recorded_at", "retired_at"),
    )


class WorkplaceState(Row, Fact, table=True):
    """What the register says of a workplace from `valid_from` on, until the next state's day."""

    __tablename__ = "workplace_state"

    id: int | None = Field(default=None, primary_key=True)
    workplace_id: int = Field(foreign_key="workplace.id")
    company_id: int = Field(foreign_key="company.id", index=True)
    valid_from: date
    next_from: date | None = Field(default=None)  # of the states known now: see crm.register.succession
    municipality_code: str = Field(max_length=4, foreign_key="municipality.code")
    industry_code: str | None = Field(default=None, max_length=6)
    industry_text: str | None = Field(default=None, max_length=200)
    industry_section: str | None = Field(default=None, max_length=1)
    headcount: int | None = Field(default=None)  # exact, or the band's lower bound; None = unknown, which is not zero
    headcount_exact: bool = Field(default=True)
    headcount_band: HeadcountBand | None = Field(default=None, sa_type=enum_type(HeadcountBand, "headcount_band"))
    sector: Sector = Field(sa_type=enum_type(Sector, "sector"))
    name: str = Field(max_length=200)
    company_name: str | None = Field(default=None, max_length=200)
    legal_form: str | None = Field(default=None, max_length=60)
    address: str | None = Field(default=None, max_length=200)
    postcode: str | None = Field(default=None, max_length=4)
    post_district: str | None = Field(default=None, max_length=60)
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=254)
    advertising_protected: bool | None = Field(default=None)

    __table_args__ = (
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_not_negative"),
        sa.Index("uq_workplace_state_current", "workplace_id", "valid_from", unique=True, **CURRENT),
        # Holds all that the rate reads, so that it never has to look at the table. The moments stand last:
        # PostgreSQL misjudges an index with a bounded column in the middle.
        sa.Index(
            "ix_workplace_state_history",
            "workplace_id",
            "valid_from",
            "municipality_code",
            "company_id",
            "headcount",
            "headcount_exact",
            "sector",
            "industry_section",
            "next_from",
            "recorded_at",
            "retired_at",
        ),
        sa.Index("ix_workplace_state_municipality", "municipality_code", "workplace_id"),
    )
