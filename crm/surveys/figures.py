"""Pure: from single answers to the figures that can be shown, and none that would tell who said what."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.surveys.disclosure import readable
from crm.surveys.intervals import Estimate, mean_interval, share_interval
from crm.surveys.models import HIGHEST, LOWEST, Expects, SurveyQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire that was sent. `expects` None: not answered (yet)."""

    period: str  # the quarter of the visit, or in which the request was concluded: "2026-Q4"
    unit_id: int | None
    lead_user_id: int | None
    expects: Expects | None
    values: Mapping[SurveyQuestion, int] = field(default_factory=dict)


KeyOf = Callable[[Asked], int | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many gave each answer, from 1 to 5, and the mean with its interval."""

    question: SurveyQuestion
    counts: tuple[int, ...]
    mean: Estimate


@dataclass(frozen=True, slots=True)
class Group:
    """Of everybody, a unit or a consultant. What was said is there only when it can be shown."""

    key: int | None
    sent: int
    answered: int
    response: Estimate | None
    figures: tuple[Figure, ...] = ()
    expects: Mapping[Expects, int] = field(default_factory=dict)
    expecting: Estimate | None = None  # the share of those who say yes

    @property
    def shown(self) -> bool:
        return bool(self.figures)


@dataclass(frozen=True, slots=True)
class Results:
    """`parts`: the units of the whole, or the consultants of a unit."""

    total: Group
    parts: tuple[Group, ...]


def results(asked: Sequence[Asked], *, quarter: str | None, unit_id: int | None, fewest: int) -> Results:
    """Of a year's questionnaires, or of one quarter of it; of all units, or of one with its consultants."""
    units = _shown(asked, lambda each: each.unit_id, quarter, fewest)
    if unit_id is None:
        may_show = _enough(asked, quarter, fewest)
        return Results(
            _group(None, _of(asked, quarter), shown=may_show),
            _parts(asked, lambda each: each.unit_id, quarter, units if may_show else set()),
        )
    mine = [each for each in asked if each.unit_id == unit_id]
    consultants = _shown(mine, lambda each: each.lead_user_id, quarter, fewest) if unit_id in units else set()
    return Results(
        _group(unit_id, _of(mine, quarter), shown=unit_id in units),
        _parts(mine, lambda each: each.lead_user_id, quarter, consultants),
    )


def _shown(asked: Sequence[Asked], key_of: KeyOf, quarter: str | None, fewest: int) -> set[int | None]:
    """The parts of the whole that can be shown beside it, in this quarter beside the year."""
    parts = readable(Counter(key_of(each) for each in _of(asked, quarter) if each.expects), fewest)
    return {key for key in parts if _enough([each for each in asked if key_of(each) == key], quarter, fewest)}


def _enough(asked: Sequence[Asked], quarter: str | None, fewest: int) -> bool:
    """Whether there are answers enough, and the year less the quarters that are shown tells of no single one."""
    by_quarter = Counter(each.period for each in asked if each.expects)
    return by_quarter.total() >= fewest if quarter is None else quarter in readable(by_quarter, fewest)


def _of(asked: Iterable[Asked], quarter: str | None) -> list[Asked]:
    return [each for each in asked if quarter in (None, each.period)]


def _parts(asked: Sequence[Asked], key_of: KeyOf, quarter: str | None, shown: set[int | None]) -> tuple[Group, ...]:
    members: dict[int | None, list[Asked]] = {}
    for each in _of(asked, quarter):
        members.setdefault(key_of(each), []).append(each)
    return tuple(_group(key, those, shown=key in shown) for key, those in members.items())


def _group(key: int | None, asked: Sequence[Asked], *, shown: bool) -> Group:
    said = [each for each in asked if each.expects is not None]
    response = share_interval(len(said), len(asked))
    if not shown:
        return Group(key, len(asked), len(said), response)
    expects = Counter(each.expects for each in said if each.expects is not None)
    return Group(
        key,
        len(asked),
        len(said),
        response,
        figures=tuple(figure for question in SurveyQuestion if (figure := _figure(question, said))),
        expects={each: expects[each] for each in Expects},
        expecting=share_interval(expects[Expects.YES], len(said)),
    )


def _figure(question: SurveyQuestion, said: Sequence[Asked]) -> Figure | None:
    given = Counter(each.values[question] for each in said if question in each.values)
    counts = tuple(given[value] for value in range(LOWEST, HIGHEST + 1))
    mean = mean_interval(counts)
    return Figure(question, counts, mean) if mean else None
