"""What people say about contacts, persons and tasks: checked for form before it gets here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm.contacts.models import PersonRole, ProtectionBasisKind, RefusalScope, TaskKind
from crm.contacts.words import ContactKind, Direction, Outcome, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedInput:
    """Labour the company said it needs; `occupation` as the company named it."""

    occupation: str
    number: int | None = None
    from_date: date | None = None
    skills: str = ""
    hours_per_week: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInput:
    """One contact. `themes`: values of `Theme` or codes of cooperation types; `interests`: codes of types."""

    company_id: int
    kind: ContactKind
    direction: Direction
    at: datetime
    outcome: Outcome = Outcome.DONE
    purpose: Purpose = Purpose.OTHER
    workplace_id: int | None = None
    minutes: int | None = None
    note: str = ""
    themes: tuple[str, ...] = ()
    person_ids: tuple[int, ...] = ()
    participant_ids: tuple[int, ...] = ()  # of ours, beside the one who records it
    needs: tuple[NeedInput, ...] = ()
    interests: tuple[str, ...] = ()
    campaign_target_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Why the contact is had in spite of the guard; protection also needs a legal basis by name."""

    reason: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInput:
    """A next step. Without an owner it belongs to everybody of the unit."""

    kind: TaskKind
    title: str
    company_id: int
    due_at: datetime
    owner_user_id: int | None = None
    unit_id: int | None = None
    promised: bool = False
    workplace_id: int | None = None
    person_id: int | None = None
    interaction_entry: str | None = None
    campaign_target_id: int | None = None
    refusal_id: int | None = None  # asks whether this refusal still holds


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange:
    """What an edit can change."""

    kind: TaskKind
    title: str
    due_at: datetime
    promised: bool
    workplace_id: int | None
    person_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInput:
    """A contact person; phones as E.164. `informed_on`: when they were told that they are registered here."""

    company_id: int
    name: str
    informed_on: date
    workplace_id: int | None = None
    title: str = ""
    role: PersonRole = PersonRole.OTHER
    preferred_channel: ContactKind | None = None
    preferred_time: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalInput:
    """The company wants no contact. `until` None: the usual twelve months. `unit_id`: with scope unit, which one."""

    said_by: str
    reason: str
    scope: RefusalScope = RefusalScope.ALL
    until: date | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisInput:
    """Consent, or a legal basis by name, to contact a company under advertising protection."""

    kind: ProtectionBasisKind
    basis: str
    until: date | None = None
