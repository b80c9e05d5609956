"""The way of a request's goals through its history: what it was to their clocks from when to when. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from crm.employer_requests.words import NOTHING_OWED, EventKind, GoalKind, Outcome, Priority


class Happening(NamedTuple):
    """Of an event, what matters to the clocks. The first of a history is RECEIVED, with category and priority."""

    kind: EventKind
    at: datetime
    category_id: int | None = None
    priority: Priority | None = None
    outcome: Outcome | None = None
    text: str = ""


class Part(StrEnum):
    """What a stretch of time was to the clock."""

    COUNTED = "counted"
    PAUSED = "paused"  # waiting for the company
    CLOSED = "closed"  # outside opening hours
    FINISHED = "finished"  # between being done and being opened again


class Piece(NamedTuple):
    """A stretch of one mode, in minutes since 1970; `part` is COUNTED, PAUSED or FINISHED."""

    start: int
    end: int
    part: Part
    reason: str


_ALL = tuple(GoalKind)
CLOCK_EVENTS = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.RECATEGORISED,
        EventKind.PRIORITY_CHANGED,
        EventKind.WAITING_FOR_COMPANY,
        EventKind.RESUMED,
        EventKind.FIRST_ANSWER,
        EventKind.PLAN_AGREED,
        EventKind.DONE,
        EventKind.CLOSED,
        EventKind.REOPENED,
    }
)
"""Events that move a clock; all others leave it alone."""


class End(StrEnum):
    REACHED = "reached"
    GIVEN_UP = "given_up"


class Way(NamedTuple):
    """What a stretch of the history was to the clocks of some goals, and how it ended; without an end it goes on."""

    kinds: tuple[GoalKind, ...]
    pieces: tuple[Piece, ...]
    stopped: int | None
    end: End | None
    category_id: int
    priority: Priority


class Course:
    """The way through the history.

    A step is reached by those after it too: so all that are still to be reached share one way. Only the last one
    goes on when it was reached and the request is opened again.
    """

    __slots__ = ("category_id", "end", "kinds", "now_asked", "part", "pieces", "priority", "reason", "since", "ways")

    def __init__(self, start: int, category_id: int, priority: Priority) -> None:
        self.category_id, self.priority = category_id, priority
        self.now_asked = (category_id, priority)  # what it is about by now, after the end too
        self.kinds = _ALL  # still to be reached
        self.ways: list[Way] = []  # of those that were
        self.pieces: list[Piece] = []
        self.since, self.part, self.reason = start, Part.COUNTED, ""
        self.end: End | None = None

    def follow(self, event: Happening, minute: int) -> None:
        kind = event.kind
        if kind is EventKind.RECATEGORISED or kind is EventKind.PRIORITY_CHANGED:
            self._ask(event.category_id or self.now_asked[0], event.priority or self.now_asked[1])
        elif self.end is not None:
            if kind is EventKind.REOPENED:  # what changed in between counts from then on
                self._turn(minute, Part.COUNTED)
                self.end = None
                self._ask(*self.now_asked)
        else:
            self._go_on(event, kind, minute)

    def _go_on(self, event: Happening, kind: EventKind, minute: int) -> None:
        if kind is EventKind.WAITING_FOR_COMPANY:
            if self.part is Part.COUNTED:
                self._turn(minute, Part.PAUSED, event.text)
        elif kind is EventKind.RESUMED:
            if self.part is Part.PAUSED:
                self._turn(minute, Part.COUNTED)
        elif kind is EventKind.FIRST_ANSWER:
            self._reach(1, minute)
        elif kind is EventKind.PLAN_AGREED:
            self._reach(2, minute)
        elif kind is EventKind.DONE:
            self._finish(End.REACHED, minute)
        elif kind is EventKind.CLOSED:
            self._finish(End.GIVEN_UP if event.outcome in NOTHING_OWED else End.REACHED, minute)

    def _ask(self, category_id: int, priority: Priority) -> None:
        self.now_asked = (category_id, priority)
        if self.end is None:
            self.category_id, self.priority = category_id, priority

    def _reach(self, steps: int, minute: int) -> None:
        """The first so many steps, as far as they are still to be reached, are over; the others go on."""
        reached, self.kinds = _parted(self.kinds, steps)
        if reached:
            end = max(minute, self.since)
            last = Piece(self.since, end, self.part, self.reason)
            pieces = (*self.pieces, last) if end > self.since or not self.pieces else tuple(self.pieces)
            self.ways.append(Way(reached, pieces, end, End.REACHED, self.category_id, self.priority))

    def _finish(self, end: End, minute: int) -> None:
        """All is over, until it is opened again."""
        if end is End.REACHED:
            self._reach(2, minute)
        self._turn(minute, Part.FINISHED)
        self.end = end

    def _turn(self, minute: int, part: Part, reason: str = "") -> None:
        if minute > self.since:
            self.pieces.append(Piece(self.since, minute, self.part, self.reason))
        self.since, self.part, self.reason = max(minute, self.since), part, reason

    def stop(self, now: int) -> list[Way]:
        """Of all goals: those that are over up to their end, the others up to now."""
        if self.end is None:
            self.pieces.append(Piece(self.since, max(now, self.since), self.part, self.reason))
        elif not self.pieces:
            self.pieces.append(Piece(self.since, self.since, Part.COUNTED, ""))
        stopped = None if self.end is None else self.since
        last = Way(self.kinds, tuple(self.pieces), stopped, self.end, self.category_id, self.priority)
        return [*self.ways, last]


def _parted(kinds: tuple[GoalKind, ...], steps: int) -> tuple[tuple[GoalKind, ...], tuple[GoalKind, ...]]:
    """Those among the first so many steps, and the others."""
    gone = max(0, steps - (len(_ALL) - len(kinds)))
    return kinds[:gone], kinds[gone:]
