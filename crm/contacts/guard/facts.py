"""What the guard knows of one company at one moment: over all workplaces, units and campaigns."""

from dataclasses import dataclass, field
from datetime import date, datetime

from crm.contacts.models import RefusalScope
from crm.contacts.words import ContactKind


@dataclass(frozen=True, slots=True)
class RefusalFact:
    scope: RefusalScope
    unit_id: int | None
    until: date
    at: datetime
    user_id: int | None


@dataclass(frozen=True, slots=True)
class PauseFact:
    until: date
    at: datetime
    user_id: int


@dataclass(frozen=True, slots=True)
class VisitFact:
    """`planned` is False when it has been held."""

    starts_at: datetime
    user_id: int
    unit_id: int | None
    planned: bool


@dataclass(frozen=True, slots=True)
class RequestFact:
    """An open request of the company. Without a person it is everybody's in its unit."""

    at: datetime
    user_id: int | None
    unit_id: int | None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskFact:
    """An open one. `promised_call`: the company was told that somebody would call."""

    due_at: datetime
    user_id: int | None
    unit_id: int | None
    promised_call: bool


@dataclass(frozen=True, slots=True)
class ClaimFact:
    user_id: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ContactFact:
    """The latest outgoing contact of one kind, reached or not; `days` of quiet follow it."""

    kind: ContactKind
    reached: bool
    at: datetime
    user_id: int
    unit_id: int | None
    days: int


@dataclass(slots=True)
class CompanyFacts:
    protected: bool = False
    has_basis: bool = False  # consent or a legal basis that holds on the day
    running: bool = False  # a cooperation with our own job centre runs on the day
    last_incoming: datetime | None = None
    refusals: list[RefusalFact] = field(default_factory=list)
    pauses: list[PauseFact] = field(default_factory=list)
    visits: list[VisitFact] = field(default_factory=list)
    requests: list[RequestFact] = field(default_factory=list)
    tasks: list[TaskFact] = field(default_factory=list)
    claims: list[ClaimFact] = field(default_factory=list)
    contacts: list[ContactFact] = field(default_factory=list)


NOTHING = CompanyFacts()
"""What is known of most companies of a long list: one for all of them, to be read only."""
