"""Whom the programme would have us visit in the next four weeks. Worked out at every look, never kept, never booked.

Of the companies not visited this year, those never visited or visited longer ago than the line's interval come first,
and of these the ones worth most (`crm.planning.worth`). How many a week has is what the year's quota needs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.companies.models import Certainty, CompanyGroup
from crm.contacts.guard.ask import Answer, Ask, Caller, Verdict
from crm.contacts.guard.gather import verdicts
from crm.contacts.words import ContactKind
from crm.planning.pace import needed_by_week
from crm.planning.queries.due import Candidate, candidates_of
from crm.planning.queries.programme import Member, Part, Standing, at_home, lives, standings_of
from crm.planning.worth import Reason, reasons_of, value_of
from crm.register.models import Workplace
from crm.values.clock import local_date
from crm.values.periods import Period, year_of

NOBODY = 0
"""The guard is asked for whoever goes: nobody's own appointments count."""
WEEKS = 4
MOST = 25
"""So many of one line are proposed in a week at most, and so many more than needed are shown to the guard."""
LOOKED_AT = 2
"""Of so many times those the largest ones are looked at more closely; a page has no time for all."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`last_visit` None: nobody has been there. `due`: never, or longer ago than the interval."""

    candidate: Candidate
    standing: Standing
    last_visit: date | None
    due: bool
    reasons: Sequence[Reason]
    value: int

    @property
    def company_id(self) -> int:
        return self.candidate.company_id


@dataclass(frozen=True, slots=True)
class LineWeek:
    """What one line asks of one week. `elsewhere`: proposed that week under a line before this one."""

    standing: Standing
    needed: int
    booked: int
    elsewhere: int
    proposals: Sequence[Proposal]


@dataclass(slots=True)
class Week:
    """A week from Monday to Friday."""

    days: Period
    lines: list[LineWeek] = field(default_factory=list)

    @property
    def year(self) -> int:
        """The one in which most of the week lies, as ISO 8601 has it."""
        return self.days.start.isocalendar().year

    @property
    def number(self) -> int:
        return self.days.start.isocalendar().week

    @property
    def proposals(self) -> list[Proposal]:
        return [each for line in self.lines for each in line.proposals]


@dataclass(frozen=True, slots=True)
class Proposals:
    weeks: Sequence[Week]
    guarded: Sequence[tuple[Proposal, Verdict]]  # may not be visited now, the most valuable first
    has_lines: bool


@dataclass(slots=True)
class _Queue:
    """What a line needs and has, by Monday; the companies that come into question, and in their order the best."""

    standing: Standing
    needed: Mapping[date, int]
    booked: Mapping[date, int]
    waiting: Sequence[Member] = ()
    pool: Sequence[Proposal] = ()

    @property
    def enough(self) -> int:
        """For these weeks, even when the guard stands before some."""
        needed = sum(self.needed.values())
        return needed + MOST if needed else 0

    def take(self, week: Week, free: Collection[int], taken: set[int]) -> LineWeek:
        monday = week.days.start
        own = {each.company_id for each in self.standing.members}
        elsewhere = sum(each.company_id in own for each in week.proposals)
        left = max(0, self.needed[monday] - elsewhere)
        chosen = [each for each in self.pool if each.company_id in free and each.company_id not in taken][:left]
        taken |= {each.company_id for each in chosen}
        return LineWeek(self.standing, self.needed[monday], self.booked[monday], elsewhere, chosen)


def next_weeks(today: date) -> list[Week]:
    """From the next Monday on."""
    monday = today + timedelta(days=7 - today.weekday())
    firsts = (monday + timedelta(days=7 * number) for number in range(WEEKS))
    return [Week(Period(first, first + timedelta(days=4))) for first in firsts]


def proposals(on: Session, *, now: datetime) -> Proposals:
    """A number of queries that grows neither with the lines nor with the companies."""
    today = local_date(now)
    weeks = next_weeks(today)
    by_year = {year: standings_of(on, year, day=today) for year in sorted({week.year for week in weeks})}
    every = [standing for found in by_year.values() for standing in found]
    if not every:
        return Proposals(weeks, (), has_lines=False)
    queues = {
        year: [_queue(each, [week.days.start for week in weeks if week.year == year]) for each in found]
        for year, found in by_year.items()
    }
    _fill(on, [queue for found in queues.values() for queue in found], weeks[0].days.start, today)
    shown = {each.company_id: each for found in queues.values() for queue in found for each in queue.pool}
    answers = verdicts(on, list(shown), Ask(Caller(NOBODY, None), ContactKind.VISIT, now))
    free = {company_id for company_id, said in answers.items() if said.answer is Answer.GO}
    taken: set[int] = set()
    for week in weeks:
        for queue in queues[week.year]:
            week.lines.append(queue.take(week, free, taken))
    guarded = [(each, answers[each.company_id]) for each in shown.values() if each.company_id not in free]
    return Proposals(weeks, sorted(guarded, key=lambda pair: -pair[0].value), has_lines=True)


def _queue(standing: Standing, mondays: Sequence[date]) -> _Queue:
    """Its companies that are not visited this year and have no visit ahead: those due first, then the largest."""
    days = standing.booked()
    booked = [sum(monday <= day < monday + timedelta(days=7) for day in days) for monday in mondays]
    still_open = max(0, standing.pace.still_open - sum(day < mondays[0] for day in days))
    last = year_of(date(standing.line.year, 1, 1)).end
    weeks_left = max(len(mondays), (last - mondays[0]).days // 7 + 1)
    needed = needed_by_week(still_open, weeks_left, booked, MOST)
    queue = _Queue(standing, dict(zip(mondays, needed, strict=True)), dict(zip(mondays, booked, strict=True)))
    waiting = [each for each in standing.parts[Part.NOT_YET] if not each.booked]
    waiting.sort(key=lambda each: (not standing.is_due(each), not each.certain, -each.headcount, each.company_id))
    queue.waiting = waiting[: queue.enough * LOOKED_AT]
    return queue


def _fill(on: Session, queues: Sequence[_Queue], day: date, today: date) -> None:
    """Put the best of those that come into question in their order."""
    known = _known(on, queues, day, today)
    goals = {queue.standing.line.group for queue in queues if queue.standing.pace.still_open}
    for queue in queues:
        found = [
            _proposal(each, known[each.company_id], queue.standing, goals, day)
            for each in queue.waiting
            if each.company_id in known
        ]
        found.sort(key=lambda one: (not one.due, -one.value, -one.candidate.headcount, one.company_id))
        queue.pool = found[: queue.enough]


def _known(on: Session, queues: Sequence[_Queue], day: date, today: date) -> dict[int, Candidate]:
    wanted = {each.company_id: each for queue in queues for each in queue.waiting}
    groups: dict[int, dict[CompanyGroup, Certainty]] = {company_id: {} for company_id in wanted}
    for standing in (queue.standing for queue in queues):
        for each in standing.members:
            if each.company_id in wanted:
                certainty = Certainty.CERTAIN if each.certain else Certainty.POSSIBLE
                groups[each.company_id][standing.line.group] = certainty
    visits = {each.company_id: each.last_visit for each in wanted.values() if each.last_visit is not None}
    # Not the bare column: SQLite would walk through the whole municipality instead of these companies.
    area: list[Any] = [lives(today), sa.func.coalesce(col(Workplace.municipality_code), "").in_(at_home())]
    return {each.company_id: each for each in candidates_of(on, area, groups, visits, day=day, today=today)}


def _proposal(
    member: Member, candidate: Candidate, standing: Standing, goals: Collection[CompanyGroup], day: date
) -> Proposal:
    reasons = reasons_of(candidate.known, day, goals)
    return Proposal(candidate, standing, member.last_visit, standing.is_due(member), reasons, value_of(reasons))
