"""The clocks of a request: worked out from what happened to it, the service goals and the opening calendar. Pure.

A goal's clock starts at the first opening after the company asked, counts opening time only, rests while we wait for
the company, and stops when the goal's step (or a later one) is reached. Whatever happens is placed at the beginning
of its minute. The category and priority at the end decide how many minutes there are, for all of the history: a
change makes the due time another, but takes no pause away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from crm.employer_requests.words import NOTHING_OWED, EventKind, GoalKind, Outcome, Priority
from crm.values.clock import local_date
from crm.values.working_time import WorkingCalendar, minute_of, moment_of


class Happening(NamedTuple):
    """Of an event, what matters to the clocks. The first of a history is RECEIVED, with category and priority."""

    kind: EventKind
    at: datetime
    category_id: int | None = None
    priority: Priority | None = None
    outcome: Outcome | None = None
    text: str = ""


class GoalLine(NamedTuple):
    """None as category or priority stands for all of them; without minutes there is no goal."""

    kind: GoalKind
    category_id: int | None
    priority: Priority | None
    valid_from: date
    minutes: int | None


class Goals:
    """Which goal holds: the most special one, category before priority, of those the newest that has begun."""

    def __init__(self, lines: Sequence[GoalLine]) -> None:
        self._lines = sorted(lines, key=_special, reverse=True)
        self._found: dict[tuple[GoalKind, int, Priority, date], int | None] = {}

    def minutes(self, kind: GoalKind, category_id: int, priority: Priority, received_on: date) -> int | None:
        """How many working minutes there are; None when nothing is promised."""
        key = (kind, category_id, priority, received_on)
        if key not in self._found:
            fitting = (
                line.minutes
                for line in self._lines
                if line.kind is kind
                and line.category_id in (None, category_id)
                and line.priority in (None, priority)
                and line.valid_from <= received_on
            )
            self._found[key] = next(fitting, None)
        return self._found[key]


def _special(line: GoalLine) -> tuple[bool, bool, date]:
    return line.category_id is not None, line.priority is not None, line.valid_from


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # past due, reached since or not (`stopped_at`)
    NOT_NEEDED = "not_needed"


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


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch as a page unfolds it. `reason`: why it was paused, or the names of the closed days in it."""

    part: Part
    starts_at: datetime
    ends_at: datetime
    minutes: int
    reason: str


@dataclass(frozen=True)
class Clock:
    """One goal of one request. Minutes are working minutes; `closed` and `finished` are minutes by the wall clock.

    `due_at` is None while it is paused: it moves. `stopped_at` is None while the step is still to be reached.
    """

    kind: GoalKind
    state: State
    limit: int
    counted: int
    paused: int
    finished: int
    received_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    pieces: tuple[Piece, ...]
    calendar: WorkingCalendar

    @property
    def share(self) -> int:
        """How much of the time is used, in whole per cent; 100 only when it is used up."""
        return self.counted * 100 // self.limit

    @property
    def left(self) -> int:
        """Working minutes that are left; less than nothing when it is past due."""
        return self.limit - self.counted

    @property
    def waiting(self) -> bool:
        """Whether it rests now because we wait for the company, in time or not."""
        return self.stopped_at is None and self.pieces[-1].part is Part.PAUSED

    @property
    def open(self) -> bool:
        """Whether the step is still to be reached."""
        return self.stopped_at is None

    @cached_property
    def closed(self) -> int:
        whole = self.pieces[-1].end - self.pieces[0].start
        return whole - self.counted - self.paused - self.finished

    @cached_property
    def started_at(self) -> datetime:
        """When it started: the first opening after the company asked."""
        return self.calendar.next_opening(self.received_at)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every minute from the company's asking to the end (or now), without a gap."""
        return tuple(each for piece in self.pieces for each in _unfold(piece, self.calendar))


_REACHED_BY: Mapping[GoalKind, frozenset[EventKind]] = {
    GoalKind.FIRST_ANSWER: frozenset({EventKind.FIRST_ANSWER, EventKind.PLAN_AGREED, EventKind.DONE}),
    GoalKind.PLAN_AGREED: frozenset({EventKind.PLAN_AGREED, EventKind.DONE}),
    GoalKind.DONE: frozenset({EventKind.DONE}),
}
_TELLING = frozenset(
    {
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
CLOCK_EVENTS = _TELLING | {EventKind.RECEIVED}


class _End(StrEnum):
    REACHED = "reached"
    GIVEN_UP = "given_up"


class _Course:
    """One goal's way through the history: what it was to the clock from when to when, and how it ended."""

    __slots__ = ("category_id", "end", "kind", "now_asked", "part", "pieces", "priority", "reason", "since")

    def __init__(self, kind: GoalKind, start: int, category_id: int, priority: Priority) -> None:
        self.kind, self.category_id, self.priority = kind, category_id, priority
        self.now_asked = (category_id, priority)  # what it is about by now, after the end too
        self.pieces: list[Piece] = []
        self.since, self.part, self.reason = start, Part.COUNTED, ""
        self.end: _End | None = None

    def follow(self, event: Happening, minute: int) -> bool:
        """Take the event into account. False when nothing that comes after can matter any more."""
        kind = event.kind
        self.now_asked = (event.category_id or self.now_asked[0], event.priority or self.now_asked[1])
        if self.end is not None:
            return self._after_the_end(event, minute)
        self.category_id, self.priority = self.now_asked
        if kind in _REACHED_BY[self.kind] or (kind is EventKind.CLOSED and event.outcome not in NOTHING_OWED):
            self._turn(minute, Part.FINISHED)
            self.end = _End.REACHED
            return self.kind is GoalKind.DONE
        if kind is EventKind.CLOSED:
            self._turn(minute, Part.FINISHED)
            self.end = _End.GIVEN_UP
        elif kind is EventKind.WAITING_FOR_COMPANY and self.part is Part.COUNTED:
            self._turn(minute, Part.PAUSED, event.text)
        elif kind is EventKind.RESUMED and self.part is Part.PAUSED:
            self._turn(minute, Part.COUNTED)
        return True

    def _after_the_end(self, event: Happening, minute: int) -> bool:
        """It goes on when the request is opened again. What changed in between counts from then on."""
        if event.kind is EventKind.REOPENED:
            self._turn(minute, Part.COUNTED)
            self.end = None
            self.category_id, self.priority = self.now_asked
        return True

    def _turn(self, minute: int, part: Part, reason: str = "") -> None:
        if minute > self.since:
            self.pieces.append(Piece(self.since, minute, self.part, self.reason))
        self.since, self.part, self.reason = max(minute, self.since), part, reason

    def stop(self, now: int) -> tuple[tuple[Piece, ...], int | None]:
        """Its pieces up to the end, or up to now; and the end."""
        if self.end is None:
            self.pieces.append(Piece(self.since, max(now, self.since), self.part, self.reason))
            return tuple(self.pieces), None
        if not self.pieces:
            self.pieces.append(Piece(self.since, self.since, Part.COUNTED, ""))
        return tuple(self.pieces), self.since


def clocks(
    history: Sequence[Happening], goals: Goals, calendar: WorkingCalendar, *, now: datetime
) -> dict[GoalKind, Clock]:
    """The clocks of a request, one for each goal that is promised, in the order of the steps.

    `history` is in order of time and begins with RECEIVED. Of a closed request (`closed_at`), `goals` and `calendar`
    are those that were known when it was closed.
    """
    received = history[0]
    category_id, priority = received.category_id, received.priority
    if received.kind is not EventKind.RECEIVED or category_id is None or priority is None:
        raise ValueError("a history begins with the request's being received, with category and priority")
    telling = [(event, minute_of(event.at)) for event in history[1:] if event.kind in _TELLING]
    day, this_minute = local_date(received.at), minute_of(now)
    found: dict[GoalKind, Clock] = {}
    for kind in GoalKind:
        course = _Course(kind, minute_of(received.at), category_id, priority)
        for event, minute in telling:
            if not course.follow(event, minute):
                break
        limit = goals.minutes(kind, course.category_id, course.priority, day)
        if limit is not None:
            found[kind] = _read(course, limit, received.at, calendar, this_minute)
    return found


def closed_at(history: Sequence[Happening]) -> datetime | None:
    """When the request was closed; None while it is open."""
    for event in reversed(history):
        if event.kind is EventKind.CLOSED:
            return event.at
        if event.kind is EventKind.REOPENED:
            return None
    return None


def _read(course: _Course, limit: int, received_at: datetime, calendar: WorkingCalendar, now: int) -> Clock:
    pieces, stopped = course.stop(now)
    minutes = {Part.COUNTED: 0, Part.PAUSED: 0, Part.FINISHED: 0}
    due: int | None = None
    for piece in pieces:
        rest = piece.part is Part.FINISHED
        count = piece.end - piece.start if rest else calendar.count(piece.start, piece.end)
        if due is None and piece.part is Part.COUNTED and minutes[Part.COUNTED] + count >= limit:
            due = calendar.reach(piece.start, limit - minutes[Part.COUNTED])
        minutes[piece.part] += count
    last = pieces[-1]
    if due is None and (stopped is not None or last.part is Part.COUNTED):
        due = calendar.reach(last.end, limit - minutes[Part.COUNTED])
    return Clock(
        kind=course.kind,
        state=_state(course.end, last.part, past_due=due is not None and last.end > due),
        limit=limit,
        counted=minutes[Part.COUNTED],
        paused=minutes[Part.PAUSED],
        finished=minutes[Part.FINISHED],
        received_at=received_at,
        due_at=None if due is None else moment_of(due),
        stopped_at=None if stopped is None else moment_of(stopped),
        pieces=pieces,
        calendar=calendar,
    )


def _state(end: _End | None, part: Part, *, past_due: bool) -> State:
    if past_due:
        return State.MISSED
    if end is not None:
        return State.MET if end is _End.REACHED else State.NOT_NEEDED
    return State.PAUSED if part is Part.PAUSED else State.RUNNING


def _unfold(piece: Piece, calendar: WorkingCalendar) -> Iterator[Segment]:
    if piece.part is Part.FINISHED:
        yield _segment(Part.FINISHED, piece.start, piece.end, piece.reason)
        return
    at = piece.start
    for opens, closes in calendar.spans(piece.start, piece.end):
        if opens > at:
            yield _segment(Part.CLOSED, at, opens, _days_between(at, opens, calendar))
        yield _segment(piece.part, opens, closes, piece.reason)
        at = closes
    if piece.end > at:
        yield _segment(Part.CLOSED, at, piece.end, _days_between(at, piece.end, calendar))


def _segment(part: Part, start: int, end: int, reason: str) -> Segment:
    return Segment(part, moment_of(start), moment_of(end), end - start, reason)


def _days_between(start: int, end: int, calendar: WorkingCalendar) -> str:
    """The names of the special days that the stretch touches."""
    first, last = local_date(moment_of(start)), local_date(moment_of(end - 1))
    named = sorted((day, each.name) for day, each in calendar.special_days.items() if first <= day <= last)
    return ", ".join(dict.fromkeys(name for _day, name in named))
