"""What is told of the contacts, before it becomes rows. References are objects, not numbers of rows."""

from dataclasses import dataclass, field
from datetime import date, datetime

from crm.contacts.guard.ask import Answer, ReasonKind
from crm.contacts.inputs import NeedInput
from crm.contacts.models import GuardEventKind, PersonRole, ProtectionBasisKind, RefusalScope, TaskKind
from crm.contacts.words import NOT_REACHED, ContactKind, Direction, Outcome, Purpose
from crm.demo.outreach.scene import Account, Client
from crm.visits.models import VisitStatus


@dataclass(eq=False, slots=True)
class Person:
    """Somebody at a company, met in a contact at `met_at`."""

    client: Client
    name: str
    title: str
    role: PersonRole
    phones: tuple[str, ...]
    email: str | None
    met_at: datetime
    met_by: Account
    channel: ContactKind | None = None
    time: str = ""
    left_on: date | None = None
    id: int = 0


@dataclass(eq=False, slots=True)
class Target:
    """A company in a campaign's list; `id` once it is stored."""

    client: Client
    place: int
    id: int = 0


@dataclass(eq=False, slots=True)
class Talk:
    """One contact. `was` is the note it had before it was corrected, at `corrected_at`."""

    client: Client
    at: datetime
    kind: ContactKind
    direction: Direction
    outcome: Outcome
    purpose: Purpose
    by: Account
    minutes: int | None = None
    note: str = ""
    themes: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    needs: tuple[NeedInput, ...] = ()
    person: Person | None = None
    colleague: Account | None = None
    target: Target | None = None
    step: str = ""  # what comes next; empty: nothing, or it stands in the story already
    entry: str = ""
    was: str = ""
    corrected_at: datetime | None = None
    void_reason: str | None = None

    @property
    def outgoing(self) -> bool:
        return self.direction is Direction.OUTGOING

    @property
    def reached(self) -> bool:
        return self.outcome not in NOT_REACHED


@dataclass(eq=False, slots=True)
class Step:
    """What comes next. Without an owner it is everybody's of the unit."""

    kind: TaskKind
    talk: Talk
    due_at: datetime
    by: Account
    owner: Account | None
    title: str = ""  # empty: after the talk that it comes from
    promised: bool = False
    done_at: datetime | None = None
    done_by: Account | None = None
    id: int = 0


@dataclass(eq=False, slots=True)
class Meeting:
    """A visit in somebody's calendar."""

    client: Client
    lead: Account
    starts_at: datetime
    status: VisitStatus
    purpose: str
    booked_at: datetime
    minutes: int = 60
    target: Target | None = None
    id: int = 0


@dataclass(eq=False, slots=True)
class No:
    """A refusal; `by` None: the company itself."""

    client: Client
    scope: RefusalScope
    said_at: datetime
    until: date
    by: Account | None
    reason: str
    said_by: str
    unit_id: int | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
    id: int = 0


@dataclass(eq=False, slots=True)
class Quiet:
    """An agreed pause."""

    client: Client
    agreed_at: datetime
    until: date
    by: Account
    reason: str


@dataclass(eq=False, slots=True)
class Basis:
    """Why a protected company may be approached."""

    client: Client
    kind: ProtectionBasisKind
    basis: str
    noted_at: datetime
    by: Account
    until: date | None = None


@dataclass(eq=False, slots=True)
class Hindrance:
    """What the guard prevented, or somebody did in spite of it (`talk`)."""

    client: Client
    kind: GuardEventKind
    answer: Answer
    reason: ReasonKind
    channel: ContactKind
    purpose: Purpose
    at: datetime
    by: Account
    why: str = ""
    legal_basis: str = ""
    talk: Talk | None = None


@dataclass(slots=True)
class Story:
    """All of it, in the order in which it was thought of."""

    talks: dict[Client, list[Talk]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    refusals: list[No] = field(default_factory=list)
    pauses: list[Quiet] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    hindrances: list[Hindrance] = field(default_factory=list)
    owned_since: dict[Client, datetime] = field(default_factory=dict)

    def tell(self, talk: Talk) -> Talk:
        self.talks.setdefault(talk.client, []).append(talk)
        return talk

    def of(self, client: Client) -> list[Talk]:
        return self.talks.get(client, [])

    @property
    def all_talks(self) -> list[Talk]:
        return [talk for talks in self.talks.values() for talk in talks]
