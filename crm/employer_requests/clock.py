"""The clocks of a request: worked out from what happened to it, the service goals and the opening calendar. Pure.

A goal's clock starts at the first opening after the company asked, counts opening time only, rests while we wait for
the company, and stops when the goal's step (or a later one) is reached. Whatever happens is placed at the beginning
of its minute. The category and priority at the end decide how many minutes there are, for all of the history: a
change makes the due time another, but takes no pause away.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from crm.employer_requests.course import CLOCK_EVENTS, Course, End, Happening, Part, Piece, Way
from crm.employer_requests.words import EventKind, GoalKind, Priority
from crm.values.clock import local_date
from crm.values.working_time import WorkingCalendar, minute_of, moment_of

__all__ = [
    "CLOCK_EVENTS",
    "Clock",
    "GoalLine",
    "Goals",
    "Happening",
    "Part",
    "Segment",
    "State",
    "clocks",
    "closed_at",
]


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
        self._starts = sorted({line.valid_from for line in lines})
        self._found: dict[tuple[int, Priority, int], dict[GoalKind, int]] = {}

    def minutes(self, kind: GoalKind, category_id: int, priority: Priority, received_on: date) -> int | None:
        """How many working minutes there are; None when nothing is promised."""
        return self.promised(category_id, priority, received_on).get(kind)

    def promised(self, category_id: int, priority: Priority, received_on: date) -> Mapping[GoalKind, int]:
        """The working minutes of each step that something is promised for."""
        key = (category_id, priority, bisect_right(self._starts, received_on))
        found = self._found.get(key)
        if found is None:
            each = {kind: self._minutes(kind, category_id, priority, received_on) for kind in GoalKind}
            found = self._found[key] = {kind: minutes for kind, minutes in each.items() if minutes is not None}
        return found

    def _minutes(self, kind: GoalKind, category_id: int, priority: Priority, received_on: date) -> int | None:
        fitting = (
            line.minutes
            for line in self._lines
            if line.kind is kind
            and line.category_id in (None, category_id)
            and line.priority in (None, priority)
            and line.valid_from <= received_on
        )
        return next(fitting, None)


def _special(line: GoalLine) -> tuple[bool, bool, date]:
    return line.category_id is not None, line.priority is not None, line.valid_from


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # past due, reached since or not (`stopped_at`)
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch as a page unfolds it. `reason`: why it was paused, or the names of the closed days in it."""

    part: Part
    starts_at: datetime
    ends_at: datetime
    minutes: int
    reason: str


@dataclass(eq=False)  # not frozen: that would take longest of all, of thousands
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
    given_up: bool  # it ended, and nothing is owed any more
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


def clocks(
    history: Sequence[Happening], goals: Goals, calendar: WorkingCalendar, *, now: datetime
) -> dict[GoalKind, Clock]:
    """The clocks of a request, one for each goal that is promised, in the order of the steps.

    `history` is in order of time and begins with RECEIVED. Of a closed request (`closed_at`), `goals` and `calendar`
    are those that were known when it was closed.
    """
    received = history[0]
    category_id, priority, received_at = received.category_id, received.priority, received.at
    if received.kind is not EventKind.RECEIVED or category_id is None or priority is None:
        raise ValueError("a history begins with the request's being received, with category and priority")
    course = Course(minute_of(received_at), category_id, priority)
    for event in history[1:]:
        course.follow(event, minute_of(event.at))
    day = local_date(received_at)
    found: dict[GoalKind, Clock] = {}
    for way in course.stop(minute_of(now)):
        minutes = _minutes_of(way, calendar)
        for kind, limit in goals.promised(way.category_id, way.priority, day).items():
            if kind in way.kinds:
                found[kind] = _clock(kind, limit, way, minutes, received_at, calendar)
    return found


def closed_at(history: Sequence[Happening]) -> datetime | None:
    """When the request was closed; None while it is open."""
    for event in reversed(history):
        if event.kind is EventKind.CLOSED:
            return event.at
        if event.kind is EventKind.REOPENED:
            return None
    return None


class _Minutes(NamedTuple):
    """How much of each a way has, and of each of its pieces (a rest by the wall clock)."""

    counted: int
    paused: int
    finished: int
    pieces: Sequence[int]


def _minutes_of(way: Way, calendar: WorkingCalendar) -> _Minutes:
    edges = [piece.start for piece in way.pieces]
    edges.append(way.pieces[-1].end)
    open_by = calendar.open_by(edges)
    counted = paused = finished = 0
    pieces = []
    for place, piece in enumerate(way.pieces):
        count = open_by[place + 1] - open_by[place]
        if piece.part is Part.COUNTED:
            counted += count
        elif piece.part is Part.PAUSED:
            paused += count
        else:
            count = piece.end - piece.start
            finished += count
        pieces.append(count)
    return _Minutes(counted, paused, finished, pieces)


def _clock(
    kind: GoalKind, limit: int, way: Way, minutes: _Minutes, received_at: datetime, calendar: WorkingCalendar
) -> Clock:
    due, last = _due(limit, way, minutes, calendar), way.pieces[-1]
    return Clock(
        kind=kind,
        state=_state(way.end, last.part, past_due=due is not None and last.end > due),
        limit=limit,
        counted=minutes.counted,
        paused=minutes.paused,
        finished=minutes.finished,
        received_at=received_at,
        due_at=None if due is None else moment_of(due),
        stopped_at=None if way.stopped is None else moment_of(way.stopped),
        given_up=way.end is End.GIVEN_UP,
        pieces=way.pieces,
        calendar=calendar,
    )


def _due(limit: int, way: Way, minutes: _Minutes, calendar: WorkingCalendar) -> int | None:
    """The minute by which the limit is counted; None while it rests, for then it moves."""
    last = way.pieces[-1]
    if minutes.counted < limit:
        running = way.stopped is not None or last.part is Part.COUNTED
        return calendar.reach(last.end, limit - minutes.counted) if running else None
    left = limit
    for piece, count in zip(way.pieces, minutes.pieces, strict=True):
        if piece.part is Part.COUNTED:
            if count >= left:
                return calendar.reach(piece.start, left)
            left -= count
    raise AssertionError("what is counted lies in the pieces")


def _state(end: End | None, part: Part, *, past_due: bool) -> State:
    if past_due:
        return State.MISSED
    if end is not None:
        return State.MET if end is End.REACHED else State.NOT_NEEDED
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
    day, last = local_date(moment_of(start)), local_date(moment_of(end - 1))
    named: dict[str, None] = {}
    while day <= last:
        if special := calendar.special_days.get(day):
            named[special.name] = None
        day += timedelta(days=1)
    return ", ".join(named)
