"""The planner's question in PyVRP's words.

The solver's clock is the time of day, the same for every day, so that a company is one client for the whole horizon.
What may not be visited by a consultant on a day (others' booked visits, a closed day) is infinitely far away in that
day's matrix. PyVRP and numpy are imported only when there is something to solve.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.planning.core.days import Block, Day
from crm.planning.core.problem import Due, Point, Problem, Window, down, up
from crm.planning.core.travel import minutes, slots

WORTH = 6
"""Minutes on the road that one point of value is worth."""
NEVER = 100_000
OFFSET = 1_440
"""The solver's clock has no times before zero; a way to an early visit may begin the evening before."""


@dataclass(slots=True)
class Client:
    """What the solver may visit: a block that must be, or a company within one of its windows."""

    place: int
    block: Block | None = None
    due: Due | None = None
    window: Window | None = None
    days: frozenset[date] = frozenset()


@dataclass(slots=True)
class Model:
    """Places are numbered: the starts first, then one for each client."""

    days: Sequence[Day]
    starts: dict[Point, int] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    of_day: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # a day's own blocks


def model_of(problem: Problem, days: Sequence[Day]) -> Model:
    model = Model(days)
    for day in days:
        model.starts.setdefault(day.shift.start, len(model.starts))
    for number, day in enumerate(days):
        for block in day.blocks:
            model.of_day[number].append(len(model.clients))
            model.clients.append(Client(len(model.starts) + len(model.clients), block=block))
    for each in problem.due:
        for window, on in _windows(each, {day.shift.day for day in days}).items():
            place = len(model.starts) + len(model.clients)
            model.clients.append(Client(place, due=each, window=window, days=frozenset(on)))
    return model


def _windows(due: Due, days: set[date]) -> dict[Window, set[date]]:
    """Each window in whole quarters that a visit fits into, with its days."""
    found: dict[Window, set[date]] = defaultdict(set)
    for day in days:
        for window in due.windows.get(day, ()):
            rounded = Window(up(window.begins), down(window.ends))
            if rounded.begins + up(due.minutes) <= rounded.ends:
                found[rounded].add(day)
    return found


def data_of(model: Model) -> Any:
    """PyVRP's description of the problem."""
    import pyvrp

    groups, number_of = _groups(model.clients)
    clients = [_client(each, number_of.get(each.due.id) if each.due else None) for each in model.clients]
    profiles: dict[frozenset[int], int] = {}
    vehicles = []
    for number, day in enumerate(model.days):
        barred = _barred(model, number)
        vehicles.append(
            pyvrp.VehicleType(
                num_available=1,
                capacity=[day.room + sum(block.visits for block in day.blocks)],
                start_depot=model.starts[day.shift.start],
                end_depot=model.starts[day.shift.start],
                tw_early=day.begins + OFFSET,
                tw_late=day.ends + OFFSET,
                profile=profiles.setdefault(barred, len(profiles)),
            )
        )
    distances, durations = _matrices(model, list(profiles))
    places = len(model.starts) + len(model.clients)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(places)],
        clients=clients,
        depots=[pyvrp.Depot(location=number) for number in model.starts.values()],
        vehicle_types=vehicles,
        distance_matrices=distances,
        duration_matrices=durations,
        groups=[pyvrp.ClientGroup(clients=each, required=False) for each in groups],
    )


def _groups(clients: Sequence[Client]) -> tuple[list[list[int]], dict[int, int]]:
    """Companies with several windows: of their clients at most one is visited."""
    of_due: dict[int, list[int]] = defaultdict(list)
    for number, client in enumerate(clients):
        if client.due:
            of_due[client.due.id].append(number)
    several = {due_id: numbers for due_id, numbers in of_due.items() if len(numbers) > 1}
    return list(several.values()), {due_id: number for number, due_id in enumerate(several)}


def _client(client: Client, group: int | None) -> Any:
    import pyvrp

    if client.block:
        at, length = client.block.begins + OFFSET, client.block.ends - client.block.begins
        return pyvrp.Client(client.place, [client.block.visits], [], length, at, at, required=True)
    due, window = client.due, client.window
    if due is None or window is None:
        raise ValueError("a client is a block or a company with a window")
    length = up(due.minutes)
    return pyvrp.Client(
        location=client.place,
        delivery=[1],
        service_duration=length,
        tw_early=window.begins + OFFSET,
        tw_late=window.ends - length + OFFSET,
        prize=due.value * WORTH,
        required=False,
        group=group,
    )


def _barred(model: Model, number: int) -> frozenset[int]:
    """The places this consultant does not go to on this day."""
    day, own = model.days[number].shift.day, set(model.of_day[number])
    return frozenset(
        client.place
        for index, client in enumerate(model.clients)
        if (client.block and index not in own) or (client.due and day not in client.days)
    )


def _matrices(model: Model, profiles: Sequence[frozenset[int]]) -> tuple[list[Any], list[Any]]:
    """For each profile: minutes on the road (the cost), and quarters of an hour (the calendar)."""
    import numpy as np

    count = len(model.starts) + len(model.clients)
    cost, time = np.zeros((count, count), dtype=np.int64), np.zeros((count, count), dtype=np.int64)
    ends = [(point, number) for point, number in model.starts.items()]
    ends += [(each.due.point, each.place) for each in model.clients if each.due]
    _fill(ends, cost, time)
    _add_blocks(model, ends, cost, time)
    distances: list[Any] = []
    durations: list[Any] = []
    for barred in profiles:
        gone = list(barred)
        for matrix, kept in ((cost, distances), (time, durations)):
            own = matrix.copy()
            own[:, gone] = NEVER
            own[gone, :] = NEVER
            np.fill_diagonal(own, 0)
            kept.append(own)
    return distances, durations


def _fill(ends: Sequence[tuple[Point, int]], cost: Any, time: Any) -> None:
    """The ways between all places. Most share their coordinates with others, so each pair of those is asked once."""
    import numpy as np

    spots = list(dict.fromkeys((point.latitude, point.longitude) for point, _number in ends))
    number_of = {spot: number for number, spot in enumerate(spots)}
    ways = np.zeros((2, len(spots), len(spots)), dtype=np.int64)
    for one, here in number_of.items():
        for other, there in number_of.items():
            if here <= there:
                pair = Point(*one, "one"), Point(*other, "other")
                ways[:, here, there] = ways[:, there, here] = minutes(*pair), slots(*pair)
    places = np.array([number for _point, number in ends])
    kinds = np.array([number_of[point.latitude, point.longitude] for point, _number in ends])
    cost[np.ix_(places, places)] = ways[0][np.ix_(kinds, kinds)]
    time[np.ix_(places, places)] = ways[1][np.ix_(kinds, kinds)]
    for same in _same(ends):  # several windows of one company
        cost[np.ix_(same, same)] = time[np.ix_(same, same)] = 0


def _same(ends: Sequence[tuple[Point, int]]) -> list[list[int]]:
    found: dict[Point, list[int]] = defaultdict(list)
    for point, number in ends:
        found[point].append(number)
    return list(found.values())


def _add_blocks(model: Model, ends: Sequence[tuple[Point, int]], cost: Any, time: Any) -> None:
    blocks = [(each.block, each.place) for each in model.clients if each.block]
    for block, place in blocks:
        first, last = block.fixed[0].point, block.fixed[-1].point
        for point, number in ends:
            cost[number, place], time[number, place] = minutes(point, first), max(block.way_in(point), 0)
            cost[place, number], time[place, number] = minutes(last, point), max(block.way_out(point), 0)
        for other, there in blocks:
            if place != there:
                cost[place, there] = minutes(last, other.fixed[0].point)
