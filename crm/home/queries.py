"""What the first pages show beyond a person's own day: the unit, silence, places of visits."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.queries import Colleague, colleagues
from crm.companies.queries.filters import CompanyFilter, conditions
from crm.contacts.due import end_of_day
from crm.contacts.guard.ask import Caller
from crm.contacts.models import Interaction, Task, TaskKind
from crm.contacts.queries.companies import MINE_FOR, not_spoken_since, own_company_ids, owned_in
from crm.contacts.queries.my_day import company_names
from crm.register.models import Workplace
from crm.values.clock import COPENHAGEN, local_date
from crm.values.danish_dates import parse_date_cell
from crm.values.errors import InvalidValueError
from crm.values.periods import months_before
from crm.visits.models import Visit
from crm.visits.queries.visits import visits_led_by
from crm.web.paging import Page, paged

MONTHS = (3, 6, 12)
USUAL_MONTHS = 6
OWN_DAY = "custom"


class Whose(StrEnum):
    MINE = "mine"
    UNIT = "unit"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Which companies, and since when nobody has spoken with them."""

    since: date
    months: int | None  # None: since a day of one's own choice
    whose: Whose
    company: CompanyFilter

    @classmethod
    def from_args(cls, args: Mapping[str, str], today: date, *, whose: Whose) -> "Silence":
        """`whose` unless the address says so. What makes no sense is the usual."""
        names = ("group", "size", "municipality")
        given, day = args.get("since", ""), args.get("day", "")
        months = next((each for each in MONTHS if given == str(each)), USUAL_MONTHS)
        own_day = _day(day) if given == OWN_DAY else None
        wanted = args.get("whose", "")
        return cls(
            since=own_day or months_before(today, months),
            months=None if own_day else months,
            whose=Whose(wanted) if wanted in set(Whose) else whose,
            company=CompanyFilter(**{name: args.get(name, "").strip()[:40] for name in names}),
        )


def silent_companies(
    on: Session, wanted: Silence, caller: Caller, *, now: datetime, number: int = 1, size: int = 50
) -> Page:
    """The wanted page of companies nobody has spoken with since the day."""
    where = conditions(wanted.company, local_date(now))
    since = datetime.combine(wanted.since, time.min, COPENHAGEN)
    rows, count = not_spoken_since(since, *where, among=_among(wanted.whose, caller, now))
    return paged(on, rows, count=count, number=number, size=size)


def _among(whose: Whose, caller: Caller, now: datetime) -> Any:
    """One's own companies; the unit's: a fixed contact person there, or a contact that it had lately."""
    if whose is Whose.MINE:
        return own_company_ids(caller.user_id, now - MINE_FOR)
    if whose is Whose.ALL:
        return None
    contacts = sa.select(col(Interaction.company_id)).where(
        col(Interaction.unit_id) == caller.unit_id,
        col(Interaction.retired_at).is_(None),
        col(Interaction.at) >= now - MINE_FOR,
    )
    return sa.union(contacts, owned_in(caller.unit_id or 0))


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A colleague's day in numbers; without a colleague, what is anybody's of the unit."""

    colleague: Colleague | None
    visits: int
    call_backs: int  # due today or earlier, as are the follow-ups
    follow_ups: int
    overdue: int


@dataclass(frozen=True, slots=True)
class TeamDay:
    lines: list[TeamLine]
    visits: list[Visit]
    names: dict[int, str]  # of the companies that are visited
    who: dict[int, str]  # of the colleagues


def team_day(on: Session, unit_id: int, *, now: datetime) -> TeamDay:
    """The unit's day. Four queries."""
    people = [each for each in colleagues(on) if each.unit_id == unit_id]
    today = local_date(now)
    visits = visits_led_by(on, {each.id for each in people}, today, today)
    led = Counter(visit.lead_user_id for visit in visits)
    due: Counter[tuple[int | None, TaskKind]] = Counter()
    overdue: Counter[int | None] = Counter()
    for owner_id, kind, count, late in on.connection().execute(_due_tasks(unit_id, now)):
        due[owner_id, kind] += count
        overdue[owner_id] += late
    lines = [
        TeamLine(
            colleague=each,
            visits=led[each.id] if each else 0,
            call_backs=due[each.id if each else None, TaskKind.CALL_BACK],
            follow_ups=due[each.id if each else None, TaskKind.FOLLOW_UP],
            overdue=overdue[each.id if each else None],
        )
        for each in (*people, None)
    ]
    names = company_names(on, {visit.company_id for visit in visits})
    return TeamDay(lines, visits, names, {each.id: each.name for each in people})


def _due_tasks(unit_id: int, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    late = sa.func.sum(sa.case((col(Task.due_at) < now, 1), else_=0))
    query: sa.Select[*tuple[Any, ...]] = sa.select(col(Task.owner_user_id), col(Task.kind), sa.func.count(), late)
    return query.where(
        col(Task.unit_id) == unit_id, col(Task.done_at).is_(None), col(Task.due_at) < end_of_day(now)
    ).group_by(col(Task.owner_user_id), col(Task.kind))


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    address: str | None
    phone: str | None


def places(on: Session, workplace_ids: Collection[int]) -> dict[int, Place]:
    """Where visits go, by workplace."""
    if not workplace_ids:
        return {}
    columns = (Workplace.id, Workplace.name, Workplace.address, Workplace.post_district, Workplace.phone)
    query: sa.Select[*tuple[Any, ...]] = sa.select(*(col(each) for each in columns))
    found = on.connection().execute(query.where(col(Workplace.id).in_(workplace_ids)))
    return {
        workplace_id: Place(name, ", ".join(part for part in (address, district) if part) or None, phone)
        for workplace_id, name, address, district, phone in found
    }


def _day(text: str) -> date | None:
    try:
        return parse_date_cell(text.strip())
    except InvalidValueError:
        return None
