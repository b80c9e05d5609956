"""A clock of a request by one who looks at the wall every minute: slow, and shares nothing with the real one.

Opening hours are here as plain tuples: by weekday, and for days that differ, in minutes of the day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from crm.employer_requests.clock import Happening
from crm.employer_requests.words import EventKind, GoalKind, Outcome
from crm.values.clock import COPENHAGEN

Hours = tuple[tuple[int, int], ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEPS = [EventKind.FIRST_ANSWER, EventKind.PLAN_AGREED, EventKind.DONE]
UNANSWERED = [Outcome.NO_ANSWER, Outcome.WITHDRAWN, Outcome.DUPLICATE, Outcome.NOT_A_REQUEST]


@dataclass(frozen=True, eq=False)
class Office:
    """When it is open, in minutes of the local day."""

    name: str
    week: tuple[Hours, ...]
    days: Mapping[date, Hours] = field(default_factory=dict)


def minute_number(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds() // 60)


@cache
def _open_in_hour(office: Office, hour: int) -> bytes:
    """For each minute of an hour since 1970 whether it is open: zones differ by whole hours from it."""
    local = (EPOCH + timedelta(hours=hour)).astimezone(COPENHAGEN)
    hours = office.days.get(local.date(), office.week[local.weekday()])
    shown = local.hour * 60
    return bytes(any(opens <= shown + minute < closes for opens, closes in hours) for minute in range(60))


def is_open(office: Office, minute: int) -> bool:
    return _open_in_hour(office, minute // 60)[minute % 60] == 1


@dataclass
class Seen:
    """What somebody would have noted down at the end."""

    counted: list[int] = field(default_factory=list)  # the minutes themselves
    paused: int = 0
    closed: int = 0
    finished: int = 0
    end: str = ""
    stopped: int | None = None
    waiting: bool = False
    about: tuple[int, str] = (0, "")


def watch(history: Sequence[Happening], kind: GoalKind, office: Office, now: datetime) -> Seen:
    """Walk from the company's asking to now, minute by minute."""
    seen, latest = Seen(), (history[0].category_id or 0, str(history[0].priority))
    seen.about = latest
    minute = minute_number(history[0].at)
    lying = 0  # minutes since it was ended: they are nobody's unless it is opened again
    for event in history[1:]:
        lying = _stand(seen, range(minute, minute_number(event.at)), office, lying)
        minute = minute_number(event.at)
        latest = (event.category_id or latest[0], str(event.priority or latest[1]))
        before = seen.end
        _take(seen, event, kind)
        if before and not seen.end:
            seen.finished += lying
        if not seen.end or not before:
            seen.about = latest
        if seen.end and not before:
            seen.stopped, lying = minute, 0
            if kind is not GoalKind.DONE and seen.end == "reached":
                return seen
    _stand(seen, range(minute, minute_number(now)), office, lying)
    return seen


def _stand(seen: Seen, minutes: range, office: Office, lying: int) -> int:
    """Nothing happens in these minutes but that they go by."""
    for minute in minutes:
        if seen.end:
            lying += 1
        elif not is_open(office, minute):
            seen.closed += 1
        elif seen.waiting:
            seen.paused += 1
        else:
            seen.counted.append(minute)
    return lying


def _take(seen: Seen, event: Happening, kind: GoalKind) -> None:
    if seen.end:
        if event.kind is EventKind.REOPENED:
            seen.end, seen.stopped, seen.waiting = "", None, False
        return
    if event.kind in STEPS and STEPS.index(event.kind) >= list(GoalKind).index(kind):
        seen.end = "reached"
    elif event.kind is EventKind.CLOSED:
        seen.end = "given up" if event.outcome in UNANSWERED else "reached"
    elif event.kind is EventKind.WAITING_FOR_COMPANY:
        seen.waiting = True
    elif event.kind is EventKind.RESUMED:
        seen.waiting = False


def due_minute(seen: Seen, limit: int, office: Office, now: datetime) -> int | None:
    """The end of the last minute that is allowed; None while it moves."""
    if len(seen.counted) >= limit:
        return seen.counted[limit - 1] + 1
    if seen.waiting and seen.stopped is None:
        return None
    missing = limit - len(seen.counted)
    minute = minute_number(now) if seen.stopped is None else seen.stopped
    for each in _forward(minute):
        missing -= is_open(office, each)
        if missing == 0:
            return each + 1
    raise AssertionError


def _forward(minute: int) -> Iterator[int]:
    while True:
        yield minute
        minute += 1
