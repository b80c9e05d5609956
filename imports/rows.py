"""The typed rows that files become."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from crm.values.bands import HeadcountBand
from crm.values.cooperation_status import CooperationStatus
from crm.values.cooperation_types import TargetGroup
from crm.values.sectors import Sector
from imports.problems import Problem

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """The state of one workplace from `valid_from` on.

    `headcount` none = not known exactly. `valid_from` none = the cell was empty: the import's own date, else
    `start_date`, applies (`effective_valid_from`).
    """

    row: int
    p_number: str
    cvr: str
    name: str
    company_name: str | None
    legal_form: str | None
    address: str | None
    postcode: str | None
    post_district: str | None
    municipality_code: str
    industry_code: str | None
    industry_text: str | None
    headcount: int | None
    headcount_band: HeadcountBand | None
    sector: Sector
    start_date: date
    end_date: date | None
    valid_from: date | None
    phone: str | None
    email: str | None
    advertising_protected: bool | None

    def effective_valid_from(self, default: date | None) -> date:
        return self.valid_from or default or self.start_date


@dataclass(frozen=True, slots=True)
class CooperationRow:
    """One arrangement as its source knows it.

    `status` none = the cell was empty: active, or ended if the end date is past. `job_centre_code` none = the
    installation's own. At least one of `p_number` and `cvr` is there.
    """

    row: int
    external_id: str
    p_number: str | None
    cvr: str | None
    type_code: str
    start_date: date
    end_date: date | None
    status: CooperationStatus | None
    job_centre_code: str | None
    target_group: TargetGroup | None
    hours_per_week: Decimal | None
    unit: str | None
    consultant: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that did not go in: its cells as they stood (CPR numbers redacted) and everything wrong with it."""

    row: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HeaderReport:
    """What the header row held: its columns as written, and those nobody knows, which are left out."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(slots=True)
class Batch(Generic[RowT]):
    """Some hundred rows at a time. `problems` holds every problem and warning, those of `rejected` too."""

    rows: list[RowT] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    read: int = 0
