"""What is asked and what is answered: plain, frozen data with no database behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from crm.rate.models import DEFAULT_DEFINITION, RateUnit
from crm.values.clock import local_date
from crm.values.percent import needed, percent_text, rate
from crm.values.periods import Period


class Verdict(StrEnum):
    """What became of a workplace that was alive in the municipality: exactly one, the first that applies."""

    MOVED_AWAY = "moved_away"
    WRONG_SECTOR = "wrong_sector"
    UNKNOWN_HEADCOUNT = "unknown_headcount"
    NO_HEADCOUNT = "no_headcount"
    COOPERATING = "cooperating"
    NOT_COOPERATING = "not_cooperating"


class NotCounted(StrEnum):
    """Why a cooperation did not count: the first that applies."""

    TYPE_NOT_IN_DEFINITION = "type_not_in_definition"
    OUTSIDE_PERIOD = "outside_period"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    VOIDED = "voided"
    NOT_STARTED = "not_started"
    WORKPLACE_NOT_IN_POPULATION = "workplace_not_in_population"
    UNPLACED = "unplaced"


class Step(StrEnum):
    """How a series cuts its period."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING12 = "rolling12"


class Breakdown(StrEnum):
    """By what a figure is broken down."""

    INDUSTRY = "industry"
    SIZE = "size"
    TYPE = "type"
    TARGET_GROUP = "target_group"


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """One figure asked for. `municipality` is a four-digit code; `known_at` None means everything known now."""

    municipality: str
    period: Period
    definition_code: str = DEFAULT_DEFINITION
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Cooperating with the municipality's own job centre, with another, with either; each counts once in each."""

    own: int = 0
    other: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A cooperation rate with all that it carries. Counts are workplaces, or companies when `unit` says so."""

    definition_code: str
    unit: RateUnit
    municipality: str
    period: Period
    known_at: datetime
    population: int
    cooperating: Counts
    unknown_headcount: int
    inexact_headcount: int
    unplaced: int

    @property
    def rate_own(self) -> float | None:
        return rate(self.cooperating.own, self.population)

    @property
    def rate_other(self) -> float | None:
        return rate(self.cooperating.other, self.population)

    @property
    def rate_all(self) -> float | None:
        return rate(self.cooperating.all, self.population)

    @property
    def percent_own(self) -> str | None:
        return percent_text(self.cooperating.own, self.population)

    @property
    def percent_other(self) -> str | None:
        return percent_text(self.cooperating.other, self.population)

    @property
    def percent_all(self) -> str | None:
        return percent_text(self.cooperating.all, self.population)

    @property
    def provisional(self) -> bool:
        """The period reaches into the known-at date's month, or past it: late registrations will follow."""
        return self.period.end >= local_date(self.known_at).replace(day=1)

    def needed(self, goal: Fraction | int) -> int:
        """How many more must cooperate (with anyone) to reach the goal: a Fraction of 1, or whole thousandths."""
        return needed(goal, self.population, self.cooperating.all)


@dataclass(frozen=True, slots=True)
class BreakdownItem:
    """One row of a breakdown; `label` is in the reader's language."""

    key: str
    label: str
    population: int
    cooperating: Counts


@dataclass(frozen=True, slots=True)
class CountingCooperation:
    """A cooperation that counts for the workplace it is at."""

    id: int
    workplace_id: int
    source: str
    external_id: str
    type_code: str
    start_date: date
    end_date: date | None
    job_centre_code: str
    own: bool


@dataclass(frozen=True, slots=True)
class JudgedWorkplace:
    """A workplace alive in the municipality on at least one day of the period, and its one verdict.

    Its facts are those of its last living day in the period, which `state_id` says. `average` is sum of
    headcount-days over days, None when the headcount is unknown on every living day. Under unit = company the
    verdict, `own` and `other` are the company's.
    """

    workplace_id: int
    state_id: int
    p_number: str
    cvr: str
    name: str
    municipality: str
    section: str | None
    verdict: Verdict
    average: Fraction | None
    inexact: bool
    own: bool
    other: bool
    cooperations: tuple[CountingCooperation, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cooperation that did not count, and why. `workplace_id` is None for an unplaced one."""

    id: int
    workplace_id: int | None
    source: str
    external_id: str
    type_code: str
    start_date: date
    end_date: date | None
    job_centre_code: str
    reason: NotCounted


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every workplace with its verdict, by P-number, and every cooperation left out, by its id at the source."""

    workplaces: Sequence[JudgedWorkplace]
    not_counted: Sequence[LeftOut]
