"""Which companies to visit, by whom, when: prize-collecting vehicle routing with time windows, solved by PyVRP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from crm.planning.core.check import faults
from crm.planning.core.days import Day, day_of
from crm.planning.core.model import Client, Model, data_of, model_of
from crm.planning.core.problem import Point, Problem, Proposal, Route, Stop, up
from crm.planning.core.travel import slots

BEAT = 0.5
PATIENCE = 0.4
"""A search that has found nothing better for so much of its time is over: small plans are done at once."""
AT_LEAST = 1.5
NEIGHBOURS = 400
"""Each company is tried beside so many others. Fewer are not enough: all companies of a postcode lie in one place."""
GoOn = Callable[[float], bool]
"""Told how much of the time is used, from 0 to 1; False stops the search."""


class InfeasibleError(Exception):
    """The solver's answer did not pass the check: nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: by the clock, or (in tests) by the number of rounds."""

    seconds: float = 5.0
    rounds: int | None = None
    seed: int = 1


def propose(problem: Problem, effort: Effort | None = None, go_on: GoOn | None = None) -> Proposal:
    """The best plan found in the time. Raises InfeasibleError rather than answering with one that can't be driven."""
    days = [day_of(shift) for shift in problem.shifts]
    model = model_of(problem, [day for day in days if day.open])
    added: dict[tuple[int, date], list[tuple[Client, int]]] = {}
    if model.days and any(client.due for client in model.clients):
        added = _solved(model, effort or Effort(), go_on)
    proposal = Proposal(tuple(_route(day, added.get((day.shift.user_id, day.shift.day), ())) for day in days))
    if wrong := faults(problem, proposal):
        raise InfeasibleError(", ".join(sorted(set(wrong))))
    return proposal


def _solved(model: Model, effort: Effort, go_on: GoOn | None) -> dict[tuple[int, date], list[tuple[Client, int]]]:
    """The clients of each day in their order, each with when the visit begins."""
    from pyvrp import Solution, SolveParams, solve
    from pyvrp.search import NeighbourhoodParams

    data = data_of(model)
    begun = Solution(data, _booked_only(model, data))  # can be driven, so whatever comes out of it can
    params = SolveParams(neighbourhood=NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    stop = _Stop(effort, go_on)
    best = solve(data, stop, effort.seed, collect_stats=False, params=params, initial_solution=begun).best
    found: dict[tuple[int, date], list[tuple[Client, int]]] = {}
    for route in best.routes():
        shift = model.days[route.vehicle_type()].shift
        visits = [model.clients[each.idx] for each in route if each.is_client()]
        found[shift.user_id, shift.day] = _timed(model.days[route.vehicle_type()], visits)
    return found


def _booked_only(model: Model, data: Any) -> list[Any]:
    from pyvrp import Route as Way

    return [Way(data, numbers, vehicle) for vehicle, numbers in model.of_day.items() if numbers]


def _timed(day: Day, visits: Sequence[Client]) -> list[tuple[Client, int]]:
    """As early as the way and the windows allow."""
    at, timed, previous = day.begins, [], None
    for client in visits:
        arrives = at + _way(day, previous, client)
        begins = client.block.begins if client.block else max(arrives, client.window.begins if client.window else 0)
        timed.append((client, begins))
        at = begins + _length(client)
        previous = client
    return timed


def _way(day: Day, one: Client | None, other: Client) -> int:
    if one is None:
        return _between(day.shift.start, other)
    return _between(one.due.point, other) if one.due else _after(one, other)


def _between(point: Point, client: Client) -> int:
    return slots(point, client.due.point) if client.due else client.block.way_in(point) if client.block else 0


def _after(one: Client, other: Client) -> int:
    """The way from a block. Between two blocks the next one's begin decides."""
    return one.block.way_out(other.due.point) if one.block and other.due else 0


def _length(client: Client) -> int:
    if client.due:
        return up(client.due.minutes)
    return client.block.ends - client.block.begins if client.block else 0


def _route(day: Day, added: Sequence[tuple[Client, int]]) -> Route:
    """What was booked and what is added, in the order of the day."""
    shift = day.shift
    stops = [Stop(each.begins, each.ends, fixed_id=each.id) for each in shift.fixed]
    for client, begins in added:
        if client.due:
            stops.append(Stop(begins, begins + up(client.due.minutes), due_id=client.due.id))
    return Route(shift.user_id, shift.day, tuple(sorted(stops, key=lambda stop: (stop.begins, stop.ends))))


class _Stop:
    """PyVRP asks it after every round."""

    def __init__(self, effort: Effort, go_on: GoOn | None) -> None:
        self._effort, self._go_on = effort, go_on
        self._began = self._last = self._better = perf_counter()
        self._best: int | None = None
        self._rounds = 0

    def __call__(self, best_cost: int) -> bool:
        self._rounds += 1
        if self._effort.rounds is not None:
            return self._rounds > self._effort.rounds
        now = perf_counter()
        if self._best is None or best_cost < self._best:
            self._best, self._better = best_cost, now
        if self._go_on is not None and now - self._last >= BEAT:
            self._last = now
            if not self._go_on(min((now - self._began) / self._effort.seconds, 1.0)):
                return True
        rested = now - self._better >= max(self._effort.seconds * PATIENCE, AT_LEAST)
        return rested or now - self._began >= self._effort.seconds
