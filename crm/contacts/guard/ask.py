"""What is asked of the guard, and what it answers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crm.contacts.words import ContactKind, Direction, Purpose
from crm.web.access import Actor


class Answer(StrEnum):
    """From free to forbidden; the strictest one that applies is the answer."""

    GO = "go"
    WAIT = "wait"  # not before a moment
    JOIN = "join"  # a colleague is about to be there, or has the company's request: talk to them
    STOP = "stop"


class ReasonKind(StrEnum):
    REFUSED_ALL = "refused_all"
    REFUSED_PHONE = "refused_phone"
    REFUSED_CAMPAIGNS = "refused_campaigns"
    REFUSED_UNIT = "refused_unit"
    PROTECTED = "protected"
    VISIT_PLANNED = "visit_planned"
    REQUEST_OPEN = "request_open"
    PAUSED = "paused"
    CALL_BACK_PROMISED = "call_back_promised"
    CLAIMED = "claimed"
    COOLING_DOWN = "cooling_down"


ANSWERS = {
    ReasonKind.REFUSED_ALL: Answer.STOP,
    ReasonKind.REFUSED_PHONE: Answer.STOP,
    ReasonKind.REFUSED_CAMPAIGNS: Answer.STOP,
    ReasonKind.REFUSED_UNIT: Answer.STOP,
    ReasonKind.PROTECTED: Answer.STOP,
    ReasonKind.VISIT_PLANNED: Answer.JOIN,
    ReasonKind.REQUEST_OPEN: Answer.JOIN,
    ReasonKind.PAUSED: Answer.WAIT,
    ReasonKind.CALL_BACK_PROMISED: Answer.WAIT,
    ReasonKind.CLAIMED: Answer.WAIT,
    ReasonKind.COOLING_DOWN: Answer.WAIT,
}
"""What each reason leads to."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who wants to make the contact, and for which unit."""

    user_id: int
    unit_id: int | None

    @classmethod
    def of(cls, actor: Actor) -> "Caller":
        """The signed-in person as the guard knows them."""
        return cls(actor.id, actor.unit_id)


@dataclass(frozen=True, slots=True)
class Ask:
    """`agreed`: the company has said yes to it (a visit that is booked), so no rest from earlier contacts is due.

    `about_request_id`: what it is asked for on; that this very request is open speaks against nothing.
    """

    caller: Caller
    channel: ContactKind
    moment: datetime
    direction: Direction = Direction.OUTGOING
    purpose: Purpose = Purpose.OTHER
    agreed: bool = False
    about_request_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against it: who caused it (and in which unit), when, and when it is over.

    `at` is when it was said or done, or will be (a visit, a promised call). `until` None: nobody knows.
    """

    kind: ReasonKind
    at: datetime | None = None
    until: datetime | None = None
    user_id: int | None = None
    unit_id: int | None = None
    last_day: date | None = None  # of a refusal or pause
    channel: ContactKind | None = None  # of the contact that is being rested from
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, when it stops to hold (None: unknown, or nothing holds), and every reason, strictest first."""

    answer: Answer
    until: datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def kinds(self) -> tuple[ReasonKind, ...]:
        return tuple(reason.kind for reason in self.reasons)

    @property
    def protected(self) -> bool:
        """Whether going ahead needs a legal basis by name."""
        return ReasonKind.PROTECTED in self.kinds

    @property
    def is_only_rest(self) -> bool:
        """Nothing but the rest after earlier contacts: an appointment of one's own ends it on its day."""
        return bool(self.kinds) and set(self.kinds) == {ReasonKind.COOLING_DOWN}


GO = Verdict(Answer.GO)
