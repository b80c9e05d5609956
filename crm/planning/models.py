from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.companies.models import CompanyGroup
from crm.db import Moment, Row, Versioned, enum_type
from crm.planning.words import LeftOut, Mark, Phase, PlanStatus


class Plan(Row, table=True):
    """Who could visit which companies on some days: asked for by a person, worked out by a job, never binding."""

    __tablename__ = "visit_plan"

    id: int | None = Field(default=None, primary_key=True)
    first_day: date
    last_day: date
    municipality_code: str | None = Field(default=None, max_length=4, foreign_key="municipality.code")
    postcode_from: str | None = Field(default=None, max_length=4)
    postcode_to: str | None = Field(default=None, max_length=4)
    district: str | None = Field(default=None, max_length=60)  # a postal district by its name
    start_postcode: str = Field(max_length=4)  # where the people set out from and come back to
    candidates: int
    visit_minutes: int
    most_per_day: int
    earliest: time  # companies receive visits between these
    latest: time
    status: PlanStatus = Field(default=PlanStatus.QUEUED, sa_type=enum_type(PlanStatus, "status"), index=True)
    phase: Phase = Field(default=Phase.WAITING, sa_type=enum_type(Phase, "phase"))
    percent: int = Field(default=0)  # of the search
    error: str | None = Field(default=None, max_length=40)
    considered: int = Field(default=0)  # companies that could have been visited
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")
    started_at: datetime | None = Field(default=None, sa_type=Moment)  # the claim of the job that works it out
    heartbeat_at: datetime | None = Field(default=None, sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)

    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", name="days_in_order"),
        sa.CheckConstraint("latest > earliest", name="times_in_order"),
    )


class PlanPerson(Row, table=True):
    """One of ours for whom the plan is."""

    __tablename__ = "visit_plan_person"

    plan_id: int = Field(foreign_key="visit_plan.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    start_postcode: str | None = Field(default=None, max_length=4)  # where this person sets out from; None: the plan's


class PlanCompany(Row, table=True):
    """A company that the plan was asked to choose from; a plan without any chooses from its whole area."""

    __tablename__ = "visit_plan_company"

    plan_id: int = Field(foreign_key="visit_plan.id", primary_key=True)
    company_id: int = Field(foreign_key="company.id", primary_key=True)


class PlanStop(Row, table=True):
    """A visit that is proposed. What is booked stands in the calendar and not here."""

    __tablename__ = "visit_plan_stop"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="visit_plan.id")
    user_id: int = Field(foreign_key="user_account.id")
    company_id: int = Field(foreign_key="company.id")
    workplace_id: int = Field(foreign_key="workplace.id")
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    value: int
    reasons: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    mark: Mark = Field(default=Mark.NONE, sa_type=enum_type(Mark, "mark"))

    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="moments_in_order"),
        sa.UniqueConstraint("plan_id", "company_id"),
    )


class PlanLeftOut(Row, table=True):
    """A company that is due and not in the plan, and why."""

    __tablename__ = "visit_plan_left_out"

    plan_id: int = Field(foreign_key="visit_plan.id", primary_key=True)
    company_id: int = Field(foreign_key="company.id", primary_key=True)
    reason: LeftOut = Field(sa_type=enum_type(LeftOut, "reason"))
    value: int
    guard: list[str] = Field(sa_type=sa.JSON)  # the guard's reasons, the strictest first


class ProgrammeLine(Row, Versioned, table=True):
    """So many companies of a group are to be visited in a year, each of them every so many months.

    With an industry only companies with a workplace of that section; with a unit only visits that the unit makes.
    """

    __tablename__ = "visit_programme_line"

    id: int | None = Field(default=None, primary_key=True)
    year: int
    group: CompanyGroup = Field(sa_type=enum_type(CompanyGroup, "group"), sa_column_kwargs={"name": "company_group"})
    section: str = Field(default="", max_length=1)  # "" is all industries
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    quota: int  # companies, each counted once
    interval_months: int
    created_at: datetime = Field(sa_type=Moment)
    created_by_user_id: int = Field(foreign_key="user_account.id")

    __table_args__ = (
        sa.CheckConstraint("quota > 0", name="quota_positive"),
        sa.CheckConstraint("interval_months > 0", name="interval_positive"),
        sa.UniqueConstraint("year", "company_group", "section", "unit_id"),
        # Of lines without a unit no database finds two alike by itself.
        sa.Index(
            "uq_visit_programme_line_all_units",
            "year",
            "company_group",
            "section",
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        ),
    )
