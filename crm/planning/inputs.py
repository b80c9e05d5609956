"""What a person asks of a plan, and of the yearly programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from crm.companies.models import CompanyGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    first_day: date
    last_day: date
    start_postcode: str
    user_ids: tuple[int, ...]
    own_starts: Mapping[int, str] = field(default_factory=dict)  # by person, where that is not the plan's
    company_ids: tuple[int, ...] = ()  # choose from these only
    municipality_code: str | None = None
    postcode_from: str | None = None
    postcode_to: str | None = None
    district: str | None = None
    candidates: int = 120
    visit_minutes: int = 60
    most_per_day: int = 4
    earliest: time = time(9)
    latest: time = time(15, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """`section` "" is all industries, `unit_id` None all units."""

    year: int
    group: CompanyGroup
    quota: int
    interval_months: int
    section: str = ""
    unit_id: int | None = None
