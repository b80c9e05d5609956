"""The queue: open requests by their clocks, those of the past by the day they were closed; and who has how many.

What an open request falls due at does not depend on the time it is asked: it changes only with what happens to the
request, with the goals and with the opening calendar. So it is kept in memory, and worked out anew when one of these
has changed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, col

from crm.contacts.guard import Caller
from crm.employer_requests.clock import Clock, State
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.clocks import Clocks, clocks_of, next_clock, rules_number
from crm.employer_requests.queries.requests import OPEN, RequestLine, request_lines
from crm.employer_requests.words import Priority, Status
from crm.register.models import Company
from crm.service_desk.queries.readers import readers_of
from crm.web.paging import PAGE_SIZE

_LATER = datetime.max.replace(tzinfo=UTC)
LATE, WAITING = "late", "waiting"
TEXT_LIMIT = 100


class Tab(StrEnum):
    MINE = "mine"
    UNIT = "unit"
    ALL = "all"
    NOBODY = "nobody"
    MY_YES = "my-yes"


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the list is to show; `state` is a status, or past due, or waiting for the company."""

    tab: Tab = Tab.ALL
    text: str = ""
    category: int | None = None
    unit: int | None = None
    owner: int | None = None
    priority: Priority | None = None
    state: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str], text: str, otherwise: Tab) -> "DeskFilter":
        """From the address; what is odd is no filter."""
        states = {LATE, WAITING, *(status.value for status in Status)}
        return cls(
            tab=_word(Tab, args.get("tab")) or otherwise,
            text=text[:TEXT_LIMIT],
            category=_number(args.get("category")),
            unit=_number(args.get("unit")),
            owner=_number(args.get("owner")),
            priority=_word(Priority, args.get("priority")),
            state=args.get("state", "") if args.get("state") in states else "",
        )

    @property
    def past(self) -> bool:
        return self.state == Status.CLOSED

    @property
    def in_use(self) -> bool:
        return bool(self.text or self.category or self.unit or self.owner or self.priority or self.state)

    def parameters(self) -> dict[str, Any]:
        """As they stand in the address."""
        found = {
            "tab": self.tab.value,
            "q": self.text,
            "category": self.category,
            "unit": self.unit,
            "owner": self.owner,
            "priority": self.priority and self.priority.value,
            "state": self.state,
        }
        return {name: value for name, value in found.items() if value}


def _word(words: Any, value: str | None) -> Any:
    return words(value) if value in set(words) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


class Due(NamedTuple):
    """When the next goal of a request is due; None while it waits for the company, or when nothing is promised."""

    at: datetime | None


class OpenOne(NamedTuple):
    """An open request, as little of it as the order of the list needs."""

    id: int
    version: int
    status: str
    category_id: int
    priority: str
    owner_user_id: int | None
    unit_id: int
    offered_user_id: int | None
    offered_unit_id: int | None
    waiting: bool

    @property
    def known_by(self) -> tuple[int, bool]:
        """Another whenever something happened that moves a clock: only the end of a waiting leaves the version."""
        return self.version, self.waiting


@dataclass(frozen=True, slots=True)
class QueueRow:
    line: RequestLine
    clock: Clock | None
    readers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """How many open requests a colleague has, and how many of them are past due."""

    user_id: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the list, what its tabs count, and the load of each who has something."""

    rows: Sequence[QueueRow]
    total: int
    number: int
    counts: Mapping[Tab, int]
    late: int
    loads: Sequence[Load]


def queue_page(on: Session, wanted: DeskFilter, *, caller: Caller, number: int, now: datetime) -> QueuePage:
    """Ten queries; one more with a text, four more when something has happened since this process last looked."""
    ones = _open_ones(on)
    due = _due_moments(on, ones, now=now)
    late = {each.id for each in ones if (due[each.id].at or _LATER) < now}
    counts = _counts(ones, caller)
    loads = _loads(ones, late)
    if wanted.past:
        total, number, ids = _closed(on, wanted, caller, number)
    else:
        found = _named(on, wanted.text) if wanted.text else None
        chosen = [each for each in ones if _fits(each, wanted, caller, late) and (found is None or each.id in found)]
        chosen.sort(key=lambda each: (due[each.id].at or _LATER, each.id))
        total = len(chosen)
        number = min(number, max(1, -(-total // PAGE_SIZE)))
        ids = [each.id for each in chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    rows = _rows(on, ids, now=now)
    return QueuePage(rows, total, number, counts, len(late), loads)


def unit_loads(on: Session, *, now: datetime) -> dict[int, tuple[int, int]]:
    """How many open requests each unit has now, and how many of them are past due. Two queries, as for the list."""
    ones = _open_ones(on)
    due = _due_moments(on, ones, now=now)
    found: dict[int, tuple[int, int]] = {}
    for each in ones:
        count, late = found.get(each.unit_id, (0, 0))
        found[each.unit_id] = count + 1, late + ((due[each.id].at or _LATER) < now)
    return found


def count_waiting(on: Session, caller: Caller) -> int:
    """How many wait for this person: their own that do not wait for the company, and what is offered to them."""
    mine = sa.and_(
        col(EmployerRequest.owner_user_id) == caller.user_id,
        col(EmployerRequest.waiting_since).is_(None),
        col(EmployerRequest.status) != Status.DONE,
    )
    offered = [col(EmployerRequest.offered_user_id) == caller.user_id]
    if caller.unit_id is not None:
        offered.append(col(EmployerRequest.offered_unit_id) == caller.unit_id)
    query = sa.select(sa.func.count()).where(OPEN, sa.or_(mine, *offered))
    return int(on.connection().execute(query).scalar_one())


def _plain(column: Any) -> sa.ColumnElement[str]:
    """The word as it is stored: a thousand members of an enumeration take longer than the query."""
    return sa.type_coerce(column, sa.String())


_OPEN_ONES: sa.Select[*tuple[Any, ...]] = sa.select(
    col(EmployerRequest.id),
    col(EmployerRequest.version),
    _plain(EmployerRequest.status),
    col(EmployerRequest.category_id),
    _plain(EmployerRequest.priority),
    col(EmployerRequest.owner_user_id),
    col(EmployerRequest.unit_id),
    col(EmployerRequest.offered_user_id),
    col(EmployerRequest.offered_unit_id),
    col(EmployerRequest.waiting_since).is_not(None),
).where(OPEN)


def _open_ones(on: Session) -> list[OpenOne]:
    return [OpenOne._make(row) for row in on.connection().execute(_OPEN_ONES).all()]


_kept: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], dict[int, tuple[tuple[int, bool], Due]]]] = WeakKeyDictionary()


def _due_moments(on: Session, ones: Sequence[OpenOne], *, now: datetime) -> dict[int, Due]:
    engine, rules = on.get_bind().engine, rules_number(on)
    known_rules, known = _kept.get(engine, (rules, {}))
    if known_rules != rules:
        known = {}
    found = {each.id: known[each.id] for each in ones if each.id in known and known[each.id][0] == each.known_by}
    missing = {each.id: each.known_by for each in ones if each.id not in found}
    if missing:
        worked_out = clocks_of(on, missing, now=now)
        found |= {each: (missing[each], _due(worked_out.get(each, {}))) for each in missing}
    _kept[engine] = (rules, found)
    return {each: due for each, (_known_by, due) in found.items()}


def _due(found: Clocks) -> Due:
    clock = next_clock(found)
    return Due(clock.due_at if clock else None)


def _counts(ones: Sequence[OpenOne], caller: Caller) -> dict[Tab, int]:
    """How many stand in each tab."""
    owners, units = Counter(each.owner_user_id for each in ones), Counter(each.unit_id for each in ones)
    return {
        Tab.MINE: owners[caller.user_id],
        Tab.UNIT: 0 if caller.unit_id is None else units[caller.unit_id],
        Tab.ALL: len(ones),
        Tab.NOBODY: owners[None],
        Tab.MY_YES: sum(_in_tab(each, Tab.MY_YES, caller) for each in ones),
    }


def _in_tab(each: OpenOne, tab: Tab, caller: Caller) -> bool:
    if tab is Tab.MINE:
        return each.owner_user_id == caller.user_id
    if tab is Tab.UNIT:
        return each.unit_id == caller.unit_id
    if tab is Tab.NOBODY:
        return each.owner_user_id is None
    if tab is Tab.MY_YES:
        mine = each.offered_unit_id is not None and each.offered_unit_id == caller.unit_id
        return mine or each.offered_user_id == caller.user_id
    return True


def _fits(each: OpenOne, wanted: DeskFilter, caller: Caller, late: set[int]) -> bool:
    if not _in_tab(each, wanted.tab, caller):
        return False
    if wanted.category not in (None, each.category_id) or wanted.unit not in (None, each.unit_id):
        return False
    if wanted.owner not in (None, each.owner_user_id) or wanted.priority not in (None, each.priority):
        return False
    if wanted.state == LATE:
        return each.id in late
    if wanted.state == WAITING:
        return each.waiting
    return wanted.state in ("", each.status)


def _loads(ones: Sequence[OpenOne], late: set[int]) -> list[Load]:
    owned = Counter(each.owner_user_id for each in ones if each.owner_user_id)
    too_late = Counter(each.owner_user_id for each in ones if each.id in late)
    return [Load(user_id or 0, count, too_late[user_id]) for user_id, count in owned.most_common()]


def _text_condition(text: str) -> sa.ColumnElement[bool]:
    """Every word somewhere: reference, subject, company, who asked."""
    places = (
        col(EmployerRequest.reference),
        col(EmployerRequest.subject),
        col(EmployerRequest.company_text),
        col(EmployerRequest.caller_name),
        col(EmployerRequest.caller_phone),
        sa.func.coalesce(col(Company.search_text), ""),
    )
    return sa.and_(*(sa.or_(*(place.icontains(word, autoescape=True) for place in places)) for word in text.split()))


_WITH_COMPANY = sa.select(col(EmployerRequest.id)).join(
    Company, col(Company.id) == col(EmployerRequest.company_id), isouter=True
)


def _named(on: Session, text: str) -> set[int]:
    found = on.connection().execute(_WITH_COMPANY.where(OPEN, _text_condition(text))).scalars()
    return {each or 0 for each in found}


def _closed(on: Session, wanted: DeskFilter, caller: Caller, number: int) -> tuple[int, int, list[int]]:
    """How many closed ones fit, the page, and its requests: the last closed first. Two queries."""
    where = [col(EmployerRequest.closed_at).is_not(None), *_closed_conditions(wanted, caller)]
    query = _WITH_COMPANY.where(*where)
    total = int(on.connection().execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one())
    number = min(number, max(1, -(-total // PAGE_SIZE)))
    order = query.order_by(col(EmployerRequest.closed_at).desc(), col(EmployerRequest.id).desc())
    page = order.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return total, number, [each or 0 for each in on.connection().execute(page).scalars()]


def _closed_conditions(wanted: DeskFilter, caller: Caller) -> list[sa.ColumnElement[bool]]:
    table = EmployerRequest
    pairs: list[tuple[Any, Any]] = [
        (table.category_id, wanted.category),
        (table.unit_id, wanted.unit),
        (table.owner_user_id, wanted.owner),
        (table.priority, wanted.priority),
        (table.owner_user_id, caller.user_id if wanted.tab is Tab.MINE else None),
        (table.unit_id, caller.unit_id if wanted.tab is Tab.UNIT else None),
    ]
    found = [col(column) == value for column, value in pairs if value is not None]
    if wanted.tab is Tab.NOBODY:
        found.append(col(table.owner_user_id).is_(None))
    if wanted.tab is Tab.MY_YES:
        found.append(sa.false())  # an offer ends when the request is closed
    return [*found, _text_condition(wanted.text)] if wanted.text else found


def _rows(on: Session, ids: Sequence[int], *, now: datetime) -> list[QueueRow]:
    lines = {line.request.id or 0: line for line in request_lines(on, col(EmployerRequest.id).in_(ids))}
    found, readers = clocks_of(on, ids, now=now), readers_of(on, ids, now=now)
    return [QueueRow(lines[each], _shown(found.get(each, {})), readers.get(each, ())) for each in ids if each in lines]


def _shown(found: Clocks) -> Clock | None:
    """The next clock; of a closed request the first that was missed, or the last one kept."""
    clock = next_clock(found)
    if clock is not None or not found:
        return clock
    return next((each for each in found.values() if each.state is State.MISSED), list(found.values())[-1])
