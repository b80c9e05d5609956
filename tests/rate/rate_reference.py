"""The cooperation rate, day by day and thing by thing: slow, plain, and written from the rule alone.

Knows nothing of the product's own calculation. A world is a handful of facts; everything is asked anew for every day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """From when to when a fact was known; `voided` says how it ended."""

    recorded: datetime
    retired: datetime | None = None
    voided: bool = False

    def at(self, moment: datetime) -> bool:
        return self.recorded <= moment and (self.retired is None or self.retired > moment)


@dataclass(frozen=True)
class Life:
    start: date
    end: date | None
    known: Known


@dataclass(frozen=True)
class State:
    valid_from: date
    company: str
    municipality: str
    headcount: int | None
    exact: bool
    sector: str
    section: str
    known: Known


@dataclass(frozen=True)
class Place:
    p_number: str
    lives: tuple[Life, ...]
    states: tuple[State, ...]


@dataclass(frozen=True)
class Arrangement:
    external_id: str
    p_number: str | None
    type_code: str
    start: date
    end: date | None
    status: str
    centre: str
    known: Known


@dataclass(frozen=True)
class World:
    places: tuple[Place, ...]
    arrangements: tuple[Arrangement, ...]
    serves: dict[str, set[str]]  # known job centre → municipalities


@dataclass(frozen=True)
class Rule:
    types: frozenset[str]
    unit: str = "workplace"
    min_headcount: int = 1
    unknown: str = "exclude"
    sector: str = "all"


@dataclass
class Answer:
    population: int = 0
    own: int = 0
    other: int = 0
    all: int = 0
    unknown_headcount: int = 0
    inexact_headcount: int = 0
    unplaced: int = 0
    verdicts: dict[str, str] = field(default_factory=dict)
    counted: dict[str, set[str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Look:
    """A workplace in a period."""

    place: Place
    last: State
    average: Fraction | None
    inexact: bool


@dataclass(frozen=True)
class Asked:
    world: World
    rule: Rule
    municipality: str
    start: date
    end: date
    moment: datetime
    known_day: date

    def days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            yield day
            day += ONE_DAY


def answer(asked: Asked) -> Answer:
    found = Answer()
    looks = [look for place in asked.world.places if (look := _look(asked, place))]
    verdicts = _workplace_verdicts(asked, looks) if asked.rule.unit == "workplace" else _company_verdicts(asked, looks)
    found.verdicts = {look.place.p_number: verdicts[look.place.p_number] for look in looks}
    members = _members(asked, looks, found.verdicts)
    for member in members:
        _count(asked, found, member)
    found.unknown_headcount = _unknown(asked, [each for each in looks if each.last.municipality == asked.municipality])
    found.unplaced = sum(1 for each in asked.world.arrangements if each.p_number is None and _counts(asked, each))
    _reasons(asked, found)
    return found


def _look(asked: Asked, place: Place) -> _Look | None:
    """None when it is not alive in the municipality on any day of the period."""
    lives = [life for life in place.lives if life.known.at(asked.moment)]
    states = sorted((s for s in place.states if s.known.at(asked.moment)), key=lambda s: s.valid_from)
    if not lives or not states:
        return None
    life, here, total, divisor, known_days = lives[0], False, 0, 0, 0
    last, inexact = None, False
    for day in asked.days():
        if day < life.start or (life.end is not None and day > life.end):
            divisor += 1
            continue
        state = _state_on(states, day)
        last = state
        here = here or state.municipality == asked.municipality
        if state.headcount is None:
            continue
        inexact = inexact or not state.exact
        total += state.headcount
        divisor += 1
        known_days += 1
    if last is None or not here:
        return None
    return _Look(place, last, Fraction(total, divisor) if known_days else None, inexact)


def _state_on(states: Sequence[State], day: date) -> State:
    found = states[0]  # the earliest also holds backwards
    for state in states:
        if state.valid_from <= day:
            found = state
    return found


def _in_scope(asked: Asked, look: _Look) -> bool:
    return look.last.municipality == asked.municipality and _wanted(asked, look)


def _wanted(asked: Asked, look: _Look) -> bool:
    return asked.rule.sector in {"all", look.last.sector}


def _verdict(asked: Asked, average: Fraction | None, *, cooperates: bool) -> str:
    if average is None and asked.rule.unknown == "exclude":
        return "unknown_headcount"
    if average is not None and average < asked.rule.min_headcount:
        return "no_headcount"
    return "cooperating" if cooperates else "not_cooperating"


def _outside(asked: Asked, look: _Look) -> str | None:
    if look.last.municipality != asked.municipality:
        return "moved_away"
    return None if _wanted(asked, look) else "wrong_sector"


def _workplace_verdicts(asked: Asked, looks: Sequence[_Look]) -> dict[str, str]:
    return {
        look.place.p_number: _outside(asked, look)
        or _verdict(asked, look.average, cooperates=bool(_counting(asked, look.place.p_number)))
        for look in looks
    }


def _company_verdicts(asked: Asked, looks: Sequence[_Look]) -> dict[str, str]:
    verdicts = {}
    for look in looks:
        outside = _outside(asked, look)
        siblings = [other for other in looks if _in_scope(asked, other) and other.last.company == look.last.company]
        cooperates = any(_counting(asked, other.place.p_number) for other in siblings)
        verdicts[look.place.p_number] = outside or _verdict(asked, _sum(siblings), cooperates=cooperates)
    return verdicts


def _sum(looks: Sequence[_Look]) -> Fraction | None:
    averages = [look.average for look in looks if look.average is not None]
    return sum(averages, Fraction()) if averages else None


def _members(asked: Asked, looks: Sequence[_Look], verdicts: dict[str, str]) -> list[list[_Look]]:
    """The workplaces or companies in the population, each as its workplaces."""
    inside = [look for look in looks if verdicts[look.place.p_number] in {"cooperating", "not_cooperating"}]
    groups: dict[str, list[_Look]] = {}
    for look in inside:
        groups.setdefault(_key(asked, look), []).append(look)
    return list(groups.values())


def _key(asked: Asked, look: _Look) -> str:
    return look.place.p_number if asked.rule.unit == "workplace" else look.last.company


def _count(asked: Asked, found: Answer, member: Sequence[_Look]) -> None:
    found.population += 1
    found.inexact_headcount += any(look.inexact for look in member)
    good = []
    for look in member:
        counting = _counting(asked, look.place.p_number)
        if counting:
            found.counted[look.place.p_number] = {each.external_id for each in counting}
        good += counting
    own = any(_own(asked, each.centre) for each in good)
    other = any(not _own(asked, each.centre) for each in good)
    found.own += own
    found.other += other
    found.all += own or other


def _unknown(asked: Asked, here: Sequence[_Look]) -> int:
    """Whatever the sector; a company is judged by its wanted workplaces, one that has none of them by all."""
    groups: dict[str, list[_Look]] = {}
    for look in here:
        groups.setdefault(_key(asked, look), []).append(look)
    judged = [[look for look in looks if _wanted(asked, look)] or looks for looks in groups.values()]
    return sum(1 for looks in judged if _sum(looks) is None)


def _own(asked: Asked, centre: str) -> bool:
    known = asked.world.serves.get(centre)
    return centre == asked.municipality if known is None else asked.municipality in known


def _counting(asked: Asked, p_number: str) -> list[Arrangement]:
    return [each for each in asked.world.arrangements if each.p_number == p_number and _counts(asked, each)]


def _counts(asked: Asked, each: Arrangement) -> bool:
    return each.known.at(asked.moment) and _reason(asked, each) is None


def _reason(asked: Asked, each: Arrangement) -> str | None:
    if each.type_code not in asked.rule.types:
        return "type_not_in_definition"
    if each.start > asked.end or (each.end is not None and each.end < asked.start):
        return "outside_period"
    if each.status in {"planned", "cancelled"}:
        return each.status
    if not each.known.at(asked.moment):
        return "voided"
    return "not_started" if each.start > asked.known_day else None


def _reasons(asked: Asked, found: Answer) -> None:
    """Why arrangements at the listed workplaces, and unplaced ones that would count, did not count."""
    for each in asked.world.arrangements:
        voided = each.known.voided and each.known.recorded <= asked.moment
        if not (each.known.at(asked.moment) or voided):
            continue
        if each.p_number is None:
            if _counts(asked, each):
                found.reasons[each.external_id] = "unplaced"
        elif each.p_number in found.verdicts and each.external_id not in found.counted.get(each.p_number, set()):
            found.reasons[each.external_id] = _reason(asked, each) or "workplace_not_in_population"
