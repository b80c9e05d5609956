"""A plan as it is read: for each day and consultant what is booked and what is proposed, with the way between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from crm.contacts.queries.my_day import company_names
from crm.planning.core.problem import Point
from crm.planning.core.travel import kilometres, minutes
from crm.planning.models import Plan, PlanStop
from crm.planning.places import point_of
from crm.planning.queries.calendar import Appointment, appointments, hours_of
from crm.planning.queries.plans import Where, people_of, places_of, starts_of, stops_of, visits_booked
from crm.planning.words import Mark
from crm.values.clock import local_date
from crm.visits.models import VisitPlace
from crm.visits.queries.time import absences
from crm.visits.queries.visits import local_days


@dataclass(slots=True)
class Line:
    """A visit of the day: booked (`visit_id`), or proposed (`stop`; booked meanwhile, when both are there)."""

    user_id: int
    starts_at: datetime
    ends_at: datetime
    company_id: int
    company: str
    where: Where | None
    point: Point | None
    visit_id: int | None = None
    stop: PlanStop | None = None
    travel: int = 0  # minutes on the way there
    kilometres: float = 0.0


@dataclass(slots=True)
class DaySheet:
    """One consultant's day. `works`: has working hours; `away`: is absent for a part of it."""

    user_id: int
    name: str
    day: date
    works: bool
    away: bool
    start: Point | None
    own_start: str | None  # the postcode, where it is not the plan's
    lines: list[Line] = field(default_factory=list)
    home: int = 0  # minutes back to where the day began
    kilometres: float = 0.0

    @property
    def travel(self) -> int:
        return self.home + sum(line.travel for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    people: Sequence[tuple[int, str]]
    days: Sequence[date]  # on which somebody works or goes somewhere
    sheets: Sequence[DaySheet]  # of the days asked for, by day and name
    start: Point | None  # the plan's
    dropped: Sequence[Line]
    proposed: int  # over all days
    booked: int  # of the proposals


def sheet_of(on: Session, plan: Plan, *, only: date | None = None) -> Sheet:
    """The plan's days, or only one of them. Eleven queries, however long the plan."""
    people = people_of(on, plan.id or 0)
    ids = [user_id for user_id, _name in people]
    stops = stops_of(on, plan.id or 0)
    calendar = appointments(on, ids, plan.first_day, plan.last_day)
    booked = visits_booked(on, [stop.company_id for stop in stops], plan.first_day, plan.last_day)
    lines, dropped = _lines(on, stops, calendar, booked)
    hours = hours_of(on, ids, _between(plan))
    begins, ends = local_days(plan.first_day, plan.last_day)
    away = {
        (each.user_id, day)
        for each in absences(on, ids, begins, ends)
        for day in _between(plan)
        if local_date(each.starts_at) <= day <= local_date(each.ends_at)
    }
    in_use = {day for _user, day in hours} | {local_date(line.starts_at) for line in lines}
    days = [day for day in _between(plan) if day in in_use]
    starts = starts_of(on, plan)
    sheets = [
        _day_sheet(
            DaySheet(
                user_id,
                name,
                day,
                (user_id, day) in hours,
                (user_id, day) in away,
                point_of(starts[user_id], "start"),
                _own(starts[user_id], plan),
            ),
            lines,
        )
        for day in days
        if only is None or day == only
        for user_id, name in people
    ]
    proposals = [stop for stop in stops if stop.mark is not Mark.DROPPED]
    taken = sum(stop.company_id in booked for stop in proposals)
    return Sheet(people, days, sheets, point_of(plan.start_postcode, "start"), dropped, len(proposals), taken)


def _lines(
    on: Session, stops: Sequence[PlanStop], calendar: Sequence[Appointment], booked: dict[int, int]
) -> tuple[list[Line], list[Line]]:
    """Those that stand, and those that were dropped."""
    at_workplaces = [each.workplace_id for each in calendar if each.workplace_id]
    places = places_of(on, [*at_workplaces, *(stop.workplace_id for stop in stops)])
    names = company_names(on, {*(each.company_id for each in calendar), *(stop.company_id for stop in stops)})
    in_calendar = {each.visit_id for each in calendar}
    lines = [
        Line(
            each.user_id,
            each.starts_at,
            each.ends_at,
            each.company_id,
            names.get(each.company_id, ""),
            places.get(each.workplace_id or 0) if each.place is VisitPlace.WORKPLACE else None,
            _point(each, places),
            visit_id=each.visit_id,
        )
        for each in calendar
    ]
    dropped = []
    for stop in stops:
        visit_id, where = booked.get(stop.company_id), places[stop.workplace_id]
        point = point_of(where.postcode, f"workplace-{stop.workplace_id}")
        line = Line(
            stop.user_id, stop.starts_at, stop.ends_at, stop.company_id, names[stop.company_id], where, point, visit_id,
            stop,
        )  # fmt: skip
        if stop.mark is Mark.DROPPED:
            dropped.append(line)
        elif visit_id not in in_calendar or visit_id is None:
            lines.append(line)
    return sorted(lines, key=lambda line: (line.starts_at, line.company_id)), dropped


def _point(each: Appointment, places: dict[int, Where]) -> Point | None:
    if each.place is not VisitPlace.WORKPLACE or each.workplace_id is None:
        return None
    return point_of(places[each.workplace_id].postcode, f"workplace-{each.workplace_id}")


def _own(postcode: str, plan: Plan) -> str | None:
    return None if postcode == plan.start_postcode else postcode


def _day_sheet(sheet: DaySheet, lines: Iterable[Line]) -> DaySheet:
    """With the way from each visit to the next. One that is online is held from the starting place."""
    own = [line for line in lines if line.user_id == sheet.user_id and local_date(line.starts_at) == sheet.day]
    sheet.lines = own
    here = start = sheet.start
    for line in own:
        there = line.point or start
        if here and there:
            line.travel, line.kilometres = minutes(here, there), kilometres(here, there)
        here = there
    if own and here and start:
        sheet.home = minutes(here, start)
        sheet.kilometres = sum(line.kilometres for line in own) + kilometres(here, start)
    return sheet


def _between(plan: Plan) -> list[date]:
    return [plan.first_day + timedelta(days=number) for number in range((plan.last_day - plan.first_day).days + 1)]
