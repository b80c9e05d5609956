"""The list of the population: a row for each workplace, or for each company where the definition counts companies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from crm.rate.figure import CountingCooperation, Explanation, JudgedWorkplace, Verdict
from crm.rate.models import RateUnit
from crm.values.sectors import Sector


@dataclass(frozen=True, slots=True)
class State:
    """What the list shows of a workplace's state."""

    id: int
    company_name: str | None
    address: str | None
    postcode: str | None
    post_district: str | None
    industry_code: str | None
    industry_text: str | None
    sector: Sector


@dataclass(frozen=True, slots=True)
class Firm:
    """A row of the list. `average` None = unknown. Of a company, the largest workplace gives address and industry."""

    p_numbers: tuple[str, ...]
    cvr: str
    name: str
    state: State
    section: str | None
    average: Fraction | None
    inexact: bool
    own: bool
    other: bool
    cooperations: tuple[CountingCooperation, ...]

    @property
    def all(self) -> bool:
        return self.own or self.other

    @property
    def first_start(self) -> date | None:
        return min((one.start_date for one in self.cooperations), default=None)

    @property
    def running(self) -> bool:
        """Whether one of its arrangements has no end."""
        return any(one.end_date is None for one in self.cooperations)

    @property
    def last_end(self) -> date | None:
        """The latest end; none while one has no end."""
        ends = [one.end_date for one in self.cooperations if one.end_date is not None]
        return None if self.running else max(ends, default=None)


def firms_of(explanation: Explanation, states: dict[int, State], unit: RateUnit) -> list[Firm]:
    """The members of the population, by name."""
    inside = [one for one in explanation.workplaces if one.verdict in {Verdict.COOPERATING, Verdict.NOT_COOPERATING}]
    if unit is RateUnit.WORKPLACE:
        firms = [_firm([one], one.name, states[one.state_id]) for one in inside]
    else:
        by_cvr: dict[str, list[JudgedWorkplace]] = {}
        for one in inside:
            by_cvr.setdefault(one.cvr, []).append(one)
        firms = [_company(places, states) for places in by_cvr.values()]
    return sorted(firms, key=lambda firm: (firm.name.casefold(), firm.p_numbers))


def _company(places: list[JudgedWorkplace], states: dict[int, State]) -> Firm:
    places = sorted(places, key=_largest_first)
    state = states[places[0].state_id]
    return _firm(places, state.company_name or places[0].name, state)


def _largest_first(one: JudgedWorkplace) -> tuple[bool, Fraction, int]:
    return one.average is None, -(one.average or Fraction()), one.workplace_id


def _firm(places: list[JudgedWorkplace], name: str, state: State) -> Firm:
    """The first of the places gives the industry."""
    return Firm(
        p_numbers=tuple(one.p_number for one in places),
        cvr=places[0].cvr,
        name=name,
        state=state,
        section=places[0].section,
        average=_total(one.average for one in places),
        inexact=any(one.inexact for one in places),
        own=places[0].own,
        other=places[0].other,
        cooperations=tuple(made for one in places for made in one.cooperations),
    )


def _total(averages: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of what is known; unknown only where nothing is."""
    known = [average for average in averages if average is not None]
    return sum(known, Fraction()) if known else None
