"""Whether a proposal can be driven: asked of every result before it is kept, and by other means than the solver's.

Every pair of stops of a day is looked at on its own. What is booked already is not judged, only what is added to it.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations

from crm.planning.core.problem import Due, Point, Problem, Proposal, Route, Shift, Stop
from crm.planning.core.travel import minutes


class Fault(StrEnum):
    UNKNOWN = "unknown"  # a company or day that was not asked for
    TWICE = "twice"
    FIXED_CHANGED = "fixed_changed"
    TOO_SHORT = "too_short"
    OUTSIDE_WINDOW = "outside_window"
    OUTSIDE_HOURS = "outside_hours"
    NO_TIME_FOR_THE_WAY = "no_time_for_the_way"
    TOO_MANY = "too_many"


def faults(problem: Problem, proposal: Proposal) -> list[Fault]:
    """Everything wrong with it; nothing, when it can be carried out."""
    due = {each.id: each for each in problem.due}
    shifts = {(each.user_id, each.day): each for each in problem.shifts}
    found = [Fault.TWICE for count in Counter(proposal.visited()).values() if count > 1]
    if Counter((each.user_id, each.day) for each in proposal.routes) != Counter(shifts.keys()):
        found.append(Fault.UNKNOWN)
    for route in proposal.routes:
        shift = shifts.get((route.user_id, route.day))
        if shift is None or any(stop.due_id is not None and stop.due_id not in due for stop in route.stops):
            found.append(Fault.UNKNOWN)
        else:
            found += _of_day(route, shift, due)
    return found


def _of_day(route: Route, shift: Shift, due: dict[int, Due]) -> Iterator[Fault]:
    yield from _fixed(route, shift)
    added = [(stop, due[stop.due_id]) for stop in route.stops if stop.due_id is not None]
    for stop, each in added:
        yield from _alone(stop, each, shift)
    places = [(stop, each.point, True) for stop, each in added]
    places += [(Stop(each.begins, each.ends), each.point, False) for each in shift.fixed]
    for one, other in combinations(places, 2):
        if (one[2] or other[2]) and not _fit(one[0], one[1], other[0], other[1]):
            yield Fault.NO_TIME_FOR_THE_WAY
    if added and len(added) + sum(each.counts for each in shift.fixed) > shift.most:
        yield Fault.TOO_MANY


def _fixed(route: Route, shift: Shift) -> Iterator[Fault]:
    """All that was booked is there, at its time, and the stops are in order."""
    kept = sorted((stop.fixed_id, stop.begins, stop.ends) for stop in route.stops if stop.fixed_id is not None)
    if kept != sorted((each.id, each.begins, each.ends) for each in shift.fixed):
        yield Fault.FIXED_CHANGED
    if list(route.stops) != sorted(route.stops, key=lambda stop: stop.begins):
        yield Fault.FIXED_CHANGED


def _alone(stop: Stop, due: Due, shift: Shift) -> Iterator[Fault]:
    if stop.ends - stop.begins < due.minutes:
        yield Fault.TOO_SHORT
    windows = due.windows.get(shift.day, ())
    if not any(window.begins <= stop.begins and stop.ends <= window.ends for window in windows):
        yield Fault.OUTSIDE_WINDOW
    way = minutes(shift.start, due.point)
    out = stop.begins - way >= shift.begins or _is_reached(stop, due, shift)
    home = stop.ends + way <= shift.ends or _is_left(stop, shift)
    if stop.begins < shift.begins or stop.ends > shift.ends or not (out and home):
        yield Fault.OUTSIDE_HOURS


def _is_reached(stop: Stop, due: Due, shift: Shift) -> bool:
    """From a booked visit that brings the consultant out before the hours begin."""
    return any(each.ends + minutes(each.point, due.point) <= stop.begins for each in shift.fixed)


def _is_left(stop: Stop, shift: Shift) -> bool:
    """For a booked visit, from which one is home after the hours end anyway."""
    return any(each.begins >= stop.ends for each in shift.fixed)


def _fit(one: Stop, here: Point, other: Stop, there: Point) -> bool:
    first, second = (one, other) if one.begins <= other.begins else (other, one)
    return first.ends + minutes(here, there) <= second.begins
