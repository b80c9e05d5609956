"""From a plan to the planner's question: due companies with their value, consultants with their days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from sqlmodel import Session

from crm.contacts.guard.ask import Answer, Ask, Caller, Verdict
from crm.contacts.guard.gather import verdicts
from crm.contacts.words import ContactKind
from crm.planning.core.problem import Due, Fixed, Point, Problem, Shift, Window
from crm.planning.models import Plan, PlanStop
from crm.planning.places import point_of
from crm.planning.queries.calendar import Appointment, appointments, hours_of
from crm.planning.queries.due import Candidate, area_of, candidates, goals_open, preferred_times, with_visit_ahead
from crm.planning.queries.plans import places_of, starts_of, stops_of
from crm.planning.words import LeftOut, Mark
from crm.planning.worth import Reason, reasons_of, value_of
from crm.values.clock import COPENHAGEN, local_date
from crm.values.preferred_times import read_preferred_times
from crm.visits.models import VisitPlace
from crm.visits.queries.time import absences, closed_days, is_working_day
from crm.visits.queries.visits import local_days

NOBODY = 0
"""The guard is asked for whoever goes: nobody's own appointments count."""
LOOKED_AT = 3
"""So many times the wanted number of companies are shown to the guard; the rest are worth less anyway."""
RESTS = timedelta(days=60)
"""A company that was visited so lately is left alone."""
DAY_ENDS = 24 * 60
GUARDED = {Answer.STOP: LeftOut.STOP, Answer.WAIT: LeftOut.WAIT, Answer.JOIN: LeftOut.JOIN}


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    reasons: tuple[Reason, ...]
    value: int


@dataclass(frozen=True, slots=True)
class Left:
    """A company that is not put before the solver, and why; `guard`: the guard's reasons."""

    company_id: int
    why: LeftOut
    value: int
    guard: tuple[str, ...] = ()


@dataclass(slots=True)
class Material:
    """The question, and what is needed to keep its answer."""

    problem: Problem
    ranked: dict[int, Ranked] = field(default_factory=dict)  # by company: those the solver may choose from
    left: list[Left] = field(default_factory=list)
    considered: int = 0


def gather(on: Session, plan: Plan, *, now: datetime) -> Material:
    """Read everything the plan rests on. As many queries for ten companies as for ten thousand."""
    today = local_date(now)
    closed = closed_days(on)
    days = [day for day in _days(plan) if day >= today and is_working_day(day, closed)]
    pinned = stops_of(on, plan.id or 0, Mark.PINNED)
    dropped = {stop.company_id for stop in stops_of(on, plan.id or 0, Mark.DROPPED)}
    shifts = _shifts(on, plan, days, pinned, now=now)
    found = candidates(on, area_of(plan, today), day=plan.first_day, today=today)
    every = _ranked(found, plan, goals_open(on, plan.first_day.year))
    known = {stop.company_id for stop in pinned}
    looked = [each for each in every if each.candidate.company_id not in known][: plan.candidates * LOOKED_AT]
    material = Material(Problem([], shifts), considered=len(every))
    material.problem = Problem(_due(on, plan, looked, days, material, dropped, now=now), shifts)
    return material


def _due(
    on: Session,
    plan: Plan,
    looked: Sequence[Ranked],
    days: Sequence[date],
    material: Material,
    dropped: set[int],
    *,
    now: datetime,
) -> list[Due]:
    """The best companies that may and can be visited; of those passed over on the way, why."""
    ids = [each.candidate.company_id for each in looked]
    answers = verdicts(on, ids, Ask(Caller(NOBODY, None), ContactKind.VISIT, now))
    ahead, wishes = with_visit_ahead(on, ids, today=local_date(now)), preferred_times(on, ids)
    found: list[Due] = []
    for each in looked:
        company_id = each.candidate.company_id
        if len(found) == plan.candidates:
            break
        point = point_of(each.candidate.postcode, f"workplace-{each.candidate.workplace_id}")
        windows = _windows(plan, days, wishes.get(company_id, ()))
        why = _why_not(each, plan, answers[company_id], has_visit=company_id in ahead, dropped=company_id in dropped)
        why = why or (LeftOut.NO_PLACE if point is None else None) or (None if windows else LeftOut.NO_TIME)
        if why is not None or point is None:
            guard = tuple(kind.value for kind in answers[company_id].kinds)
            material.left.append(Left(company_id, why or LeftOut.NO_PLACE, each.value, guard))
            continue
        material.ranked[company_id] = each
        found.append(Due(company_id, point, each.value, plan.visit_minutes, windows))
    return found


def _why_not(each: Ranked, plan: Plan, verdict: Verdict, *, has_visit: bool, dropped: bool) -> LeftOut | None:
    last = each.candidate.known.last_visit
    if dropped:
        return LeftOut.DROPPED
    if has_visit:
        return LeftOut.HAS_VISIT
    if verdict.answer in GUARDED:
        return GUARDED[verdict.answer]
    if last is not None and last > plan.first_day - RESTS:
        return LeftOut.VISITED_LATELY
    return None


def _ranked(found: Sequence[Candidate], plan: Plan, goals: frozenset[object]) -> list[Ranked]:
    """Those for whom something speaks, the best first; of equals the one with more staff."""
    ranked = []
    for each in found:
        reasons = tuple(reasons_of(each.known, plan.first_day, goals))  # type: ignore[arg-type]
        if reasons:
            ranked.append(Ranked(each, reasons, value_of(reasons)))
    return sorted(ranked, key=lambda one: (-one.value, -one.candidate.headcount, one.candidate.company_id))


def _days(plan: Plan) -> list[date]:
    return [plan.first_day + timedelta(days=number) for number in range((plan.last_day - plan.first_day).days + 1)]


def _windows(plan: Plan, days: Sequence[date], wishes: Sequence[str]) -> Mapping[date, tuple[Window, ...]]:
    """The plan's hours, narrowed to what the company's people have said they like. Only days with room for a visit."""
    read = [wish for wish in map(read_preferred_times, wishes) if wish is not None]
    found: dict[date, tuple[Window, ...]] = {}
    for day in days:
        spans = [
            (_minutes(wish.begins or time.min), _minutes(wish.ends) if wish.ends else DAY_ENDS)
            for wish in read
            if day.weekday() in wish.weekdays
        ] or ([] if read else [(0, DAY_ENDS)])
        windows = [
            Window(max(begins, _minutes(plan.earliest)), min(ends, _minutes(plan.latest))) for begins, ends in spans
        ]
        fitting = tuple(dict.fromkeys(each for each in windows if each.ends - each.begins >= plan.visit_minutes))
        if fitting:
            found[day] = fitting
    return found


def _shifts(on: Session, plan: Plan, days: Sequence[date], pinned: Sequence[PlanStop], *, now: datetime) -> list[Shift]:
    """What each consultant has of each day, with what stands in it already."""
    if not days:
        return []
    starts = {user: point_of(postcode, "start") or Point(0.0, 0.0) for user, postcode in starts_of(on, plan).items()}
    people = list(starts)
    booked = appointments(on, people, days[0], days[-1])
    away = absences(on, people, *local_days(days[0], days[-1]))
    numbers = count(1)
    fixed: dict[tuple[int, date], list[Fixed]] = {}
    for visit in booked:
        _put(fixed, visit.user_id, visit.starts_at, visit.ends_at, _where(visit, starts[visit.user_id]), days, numbers)
    visited = {(visit.company_id) for visit in booked}
    for stop, point in _pinned_places(pinned, on, starts):
        if stop.company_id not in visited:
            _put(fixed, stop.user_id, stop.starts_at, stop.ends_at, point, days, numbers)
    hours = hours_of(on, people, days)
    for absence in away:
        for day in days:
            begins, ends = _within(absence.starts_at, absence.ends_at, day)
            if begins < ends and (absence.user_id, day) in hours:
                _take_away(hours, fixed, (absence.user_id, day), (begins, ends), starts[absence.user_id], numbers)
    today = local_date(now)
    found = []
    for (user_id, day), (begins, ends) in sorted(hours.items()):
        first = max(begins, _minute_of(now)) if day == today else begins
        of_day = tuple(fixed.get((user_id, day), ()))
        found.append(Shift(user_id, day, first, max(ends, first), starts[user_id], plan.most_per_day, of_day))
    return found


def _pinned_places(
    pinned: Sequence[PlanStop], on: Session, starts: Mapping[int, Point]
) -> list[tuple[PlanStop, Point]]:
    places = places_of(on, [stop.workplace_id for stop in pinned])
    return [
        (stop, point_of(places[stop.workplace_id].postcode, f"workplace-{stop.workplace_id}") or starts[stop.user_id])
        for stop in pinned
    ]


def _where(visit: Appointment, start: Point) -> Point:
    if visit.place is not VisitPlace.WORKPLACE:
        return start
    return point_of(visit.postcode, f"workplace-{visit.workplace_id}") or start


def _put(
    fixed: dict[tuple[int, date], list[Fixed]],
    user_id: int,
    starts_at: datetime,
    ends_at: datetime,
    point: Point,
    days: Sequence[date],
    numbers: "count[int]",
) -> None:
    for day in days:
        begins, ends = _within(starts_at, ends_at, day)
        if begins < ends:
            fixed.setdefault((user_id, day), []).append(Fixed(next(numbers), begins, ends, point))


def _take_away(
    hours: dict[tuple[int, date], tuple[int, int]],
    fixed: dict[tuple[int, date], list[Fixed]],
    key: tuple[int, date],
    absence: tuple[int, int],
    start: Point,
    numbers: "count[int]",
) -> None:
    """An absence at an end of the day shortens it; one in the middle is spent where the day begins."""
    begins, ends = hours[key]
    if absence[0] <= begins:
        hours[key] = (min(max(begins, absence[1]), ends), ends)
    elif absence[1] >= ends:
        hours[key] = (begins, min(ends, absence[0]))
    else:
        fixed.setdefault(key, []).append(Fixed(next(numbers), *absence, start, counts=False))


def _within(starts_at: datetime, ends_at: datetime, day: date) -> tuple[int, int]:
    """The part of a span that lies on the day, in minutes after its midnight."""
    first, last = local_date(starts_at), local_date(ends_at)
    begins = 0 if first < day else _minute_of(starts_at) if first == day else DAY_ENDS
    ends = DAY_ENDS if last > day else _minute_of(ends_at) if last == day else 0
    return begins, ends


def _minute_of(moment: datetime) -> int:
    return _minutes(moment.astimezone(COPENHAGEN).time())


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
