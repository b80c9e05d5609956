"""What is said about requests: checked for form before it gets here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm.employer_requests.words import Channel, NotFilled, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInput:
    """A request as it comes in. `company_text` is what the company called itself, when it was not found."""

    channel: Channel
    category_id: int
    subject: str
    received_at: datetime
    description: str = ""
    priority: Priority | None = None  # None: as is usual for the category
    company_id: int | None = None
    workplace_id: int | None = None
    company_text: str = ""
    person_id: int | None = None
    caller_name: str = ""
    caller_phone: str = ""
    caller_email: str = ""
    wanted_by: date | None = None
    language: str = "da"
    unit_id: int | None = None  # None: the unit of Virksomhedsservice


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChange:
    """What can be corrected of an open request; company, category and priority have verbs of their own."""

    subject: str
    description: str
    person_id: int | None
    caller_name: str
    caller_phone: str
    caller_email: str
    wanted_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitInput:
    """The need that becomes a request of its own."""

    category_id: int
    subject: str
    description: str = ""
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Whom:
    """A colleague, or everybody of a unit; both: the colleague, in that unit."""

    user_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrderInput:
    """Positions that a company wants filled, and what was talked about with it."""

    title: str
    occupation: str
    positions: int
    deadline: date
    hours_per_week: Decimal | None = None
    wanted_start: date | None = None
    requirements: str = ""
    jobnet_number: str = ""
    needed: str = ""
    realistic: str = ""
    match_now: str = ""
    we_do: str = ""
    company_does: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came of a job order, on the day when it was settled; `reason` when positions were left."""

    by_us: int
    otherwise: int
    day: date
    reason: NotFilled | None = None
