from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from crm.companies.models import CompanyGroup
from crm.db import Moment, Row, Versioned, enum_type
from crm.routing.words import Existing, Who
from crm.values.sectors import Sector


class RoutingRule(Row, Versioned, table=True):
    """Requests of this kind go to this unit. The first rule in the order that fits counts; an empty condition fits."""

    __tablename__ = "routing_rule"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    position: int
    active: bool = Field(default=True)
    unit_id: int = Field(foreign_key="unit.id")
    who: Who = Field(sa_type=enum_type(Who, "who"))
    user_id: int | None = Field(default=None, foreign_key="user_account.id")
    category_id: int | None = Field(default=None, foreign_key="request_category.id")
    company_group: CompanyGroup | None = Field(default=None, sa_type=enum_type(CompanyGroup, "company_group"))
    industry_section: str | None = Field(default=None, max_length=1)
    industry_code: str | None = Field(default=None, max_length=6)  # or its beginning
    postcode_from: str | None = Field(default=None, max_length=4)
    postcode_to: str | None = Field(default=None, max_length=4)
    municipality_code: str | None = Field(default=None, max_length=4, foreign_key="municipality.code")
    headcount_from: int | None = Field(default=None)
    headcount_to: int | None = Field(default=None)
    sector: Sector | None = Field(default=None, sa_type=enum_type(Sector, "sector"))
    language: str | None = Field(default=None, max_length=2)
    existing: Existing | None = Field(default=None, sa_type=enum_type(Existing, "existing"))
    arrangement: str | None = Field(default=None, max_length=40, foreign_key="cooperation_type.code")

    __table_args__ = (
        sa.CheckConstraint("(who = 'person') = (user_id IS NOT NULL)", name="person_named"),
        sa.CheckConstraint("headcount_from <= headcount_to", name="headcount_in_order"),
        sa.CheckConstraint("postcode_from <= postcode_to", name="postcodes_in_order"),
    )


class RequestRouting(Row, table=True):
    """What was decided for a request: the rule as it was called then, and the reasons. Belongs to an event."""

    __tablename__ = "request_routing"

    event_id: int = Field(foreign_key="request_event.id", primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id", index=True)
    rule_id: int | None = Field(default=None, foreign_key="routing_rule.id", index=True)
    rule_name: str = Field(default="", max_length=80)
    reasons: str = Field(max_length=300)  # their words in order, with blanks between


class AbsencePassing(Row, table=True):
    """A request that somebody had when they were away: passed on, or told of. Once for each absence."""

    __tablename__ = "absence_passing"

    absence_id: int = Field(foreign_key="absence.id", primary_key=True)
    request_id: int = Field(foreign_key="employer_request.id", primary_key=True)
    at: datetime = Field(sa_type=Moment)
    passed_on: bool
