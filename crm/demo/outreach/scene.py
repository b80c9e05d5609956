"""Who and what the contacts are made of: the companies as they are stored, the people of ours, the working days."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.demo.chance import Chance
from crm.demo.kinds import DOMAIN
from crm.demo.town import HOME, Company, Cooperation, Town, Workplace
from crm.demo.window import Window
from crm.register.chunks import ids_by
from crm.register.core import company, workplace
from crm.register.industries import section_of
from crm.values.cooperation_status import CooperationStatus
from crm.values.sectors import Sector
from crm.visits.queries.time import is_working_day

MONTHS_TOLD = 18
_DAYS_TOLD = 548
CALLERS = ("anna", "bo", "carla", "emil")


@dataclass(frozen=True, slots=True)
class Account:
    """One of ours."""

    id: int
    unit_id: int | None
    name: str  # before the @


@dataclass(frozen=True, slots=True)
class Span:
    """An arrangement that ran from day to day."""

    start: date
    end: date


@dataclass(eq=False, slots=True)
class Client:
    """A company that lives in the municipality, with what decides how we speak with it."""

    id: int
    cvr: str
    name: str
    places: list[tuple[int, Workplace]]
    headcount: int
    section: str
    protected: bool
    public: bool
    running: list[Span] = field(default_factory=list)
    owner: Account | None = None
    taken: bool = False  # has a part in what is told on purpose, and gets nothing by chance lately

    @property
    def has_phone(self) -> bool:
        return any(place.phone for _id, place in self.places)

    def runs_on(self, day: date) -> bool:
        return any(span.start <= day <= span.end for span in self.running)


class Scene:
    """Everything that is there before anybody speaks with anybody."""

    def __init__(self, on: Session, town: Town, window: Window) -> None:
        self.window = window
        self.today = window.today
        self.accounts = _accounts(on)
        self.clients = _clients(on, town, window.today)
        first = self.today - timedelta(days=_DAYS_TOLD)
        every = (first + timedelta(days=number) for number in range(_DAYS_TOLD))
        self.days = [day for day in every if is_working_day(day)]
        """The working days that are told of, up to yesterday."""

    def day_before(self, working_days: int) -> date:
        """So many working days before today: 1 is the last one."""
        return self.days[-working_days]

    def day_from(self, day: date, working_days: int) -> date:
        """So many working days later; also in the future."""
        while working_days:
            day += timedelta(days=1)
            working_days -= is_working_day(day)
        return day

    def number_of(self, day: date) -> int:
        """The place of the first told working day on or after this one."""
        return bisect_left(self.days, day)

    def at_work(self, day: date, chance: Chance) -> datetime:
        """A moment of working hours."""
        return self.window.at(day, chance.whole(8, 15), chance.whole(0, 54))


def _accounts(on: Session) -> dict[str, Account]:
    found = on.exec(select(User.id, User.unit_id, User.email).where(col(User.email).endswith(f"@{DOMAIN}")))
    accounts = [Account(user_id or 0, unit_id, email.split("@")[0]) for user_id, unit_id, email in found]
    return {account.name: account for account in accounts}


def _clients(on: Session, town: Town, today: date) -> list[Client]:
    companies = ids_by(on, company.c.cvr, [one.cvr for one in town.companies])
    places = ids_by(on, workplace.c.p_number, [one.p_number for one in town.workplaces])
    spans = _spans(town.cooperations)
    found = []
    for one in town.companies:
        living = [place for place in one.workplaces if place.end is None and _lies_here(place, today)]
        if living:
            found.append(_client(one, living, companies[one.cvr], places, spans.get(one.cvr, [])))
    return found


def _client(one: Company, living: list[Workplace], company_id: int, ids: dict[str, int], spans: list[Span]) -> Client:
    largest = max(living, key=lambda place: place.states[-1].headcount or 0)
    return Client(
        id=company_id,
        cvr=one.cvr,
        name=one.name,
        places=[(ids[place.p_number], place) for place in living],
        headcount=sum(place.states[-1].headcount or 0 for place in living),
        section=section_of(largest.industry) or "",
        protected=one.advertising_protected,
        public=one.sector is Sector.PUBLIC,
        running=spans,
    )


def _lies_here(place: Workplace, today: date) -> bool:
    return place.state_on(today).place.municipality == HOME


def _spans(made: list[Cooperation]) -> dict[str, list[Span]]:
    """The own job centre's arrangements by the company's number."""
    found: dict[str, list[Span]] = {}
    for one in made:
        counts = one.status in (CooperationStatus.ACTIVE, CooperationStatus.ENDED) and one.void_reason is None
        if counts and one.workplace is not None and one.job_centre == HOME:
            found.setdefault(one.workplace.company.cvr, []).append(Span(one.start, one.end or date.max))
    return found
