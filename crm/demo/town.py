"""What the made-up town is built of, before it becomes rows. References are objects, not numbers of rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from crm.values.bands import HeadcountBand
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup
from crm.values.periods import Period
from crm.values.sectors import Sector

HOME = "0851"


@dataclass(slots=True)
class Company:
    cvr: str
    name: str
    legal_form: str
    sector: Sector
    advertising_protected: bool
    workplaces: list["Workplace"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    municipality: str
    postcode: str
    district: str
    address: str


@dataclass(frozen=True, slots=True)
class State:
    """What the register says from a day on; `headcount` None is unknown, a band counts with its lower bound."""

    valid_from: date
    place: Place
    headcount: int | None
    band: HeadcountBand | None
    recorded_at: datetime


@dataclass(slots=True)
class Workplace:
    p_number: str
    company: Company
    name: str
    industry: str
    start: date
    end: date | None
    phone: str | None
    email: str | None
    first_recorded_at: datetime
    end_recorded_at: datetime | None = None
    states: list[State] = field(default_factory=list)

    def state_on(self, day: date) -> State:
        """The latest state from the day or before; the earliest also holds backwards."""
        return next((state for state in reversed(self.states) if state.valid_from <= day), self.states[0])

    def last_day_in(self, period: Period) -> date | None:
        """The last living day of the period; none when it was not alive in it."""
        if self.start > period.end or (self.end is not None and self.end < period.start):
            return None
        return min(self.end or period.end, period.end)


@dataclass(frozen=True, slots=True)
class Cooperation:
    """An arrangement; without a workplace it is unplaced, and only the numbers it was given with say where."""

    workplace: Workplace | None
    given_cvr: str | None
    type_code: str
    start: date
    end: date | None
    status: CooperationStatus
    job_centre: str
    target_group: TargetGroup
    hours: Decimal
    unit: str
    consultant: str
    note: str | None
    recorded_at: datetime
    first_end: date | None = None  # what was agreed first, until `corrected_at`
    corrected_at: datetime | None = None
    void_reason: str | None = None  # taken back at `corrected_at`


@dataclass(frozen=True, slots=True)
class Town:
    companies: list[Company]
    cooperations: list[Cooperation]

    @property
    def workplaces(self) -> list[Workplace]:
        return [workplace for company in self.companies for workplace in company.workplaces]
