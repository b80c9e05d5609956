"""Everything the workbook shows, read from the database once and checked to agree with itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from crm.cooperation.labels import type_names
from crm.cooperation.models import CooperationType
from crm.rate.definitions import Definition, definition
from crm.rate.explain import explain
from crm.rate.figure import (
    Breakdown,
    BreakdownItem,
    Explanation,
    Figure,
    FigureRequest,
    JudgedWorkplace,
    LeftOut,
    Step,
    Verdict,
)
from crm.rate.queries import breakdown, figure, series
from crm.rate.tables import workplace_state
from crm.rate.workbook.firms import Firm, State, firms_of
from crm.refusal import Refusal
from crm.register.chunks import chunks
from crm.register.models import JobCentre, Municipality, ServedMunicipality
from crm.values.clock import local_date
from crm.values.periods import Period, last_24_months, month_of

_ATTEMPTS = 3
_STATE = ("id", "company_name", "address", "postcode", "post_district", "industry_code", "industry_text", "sector")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for beyond the figure."""

    step: Step | None = None  # None = month by month for two years
    by: tuple[Breakdown, ...] = ()  # beyond industry and size, which are always there


@dataclass(frozen=True, slots=True)
class Material:
    """What goes into the sheets; `firms` are the population, `judged` the workplaces outside it."""

    figure: Figure
    definition: Definition
    types: Sequence[CooperationType]
    municipality: str
    job_centres: dict[str, str]
    own_centre: str
    step: Step
    series: list[Figure]
    rolling: list[Figure]  # the twelve months up to each month of the series; empty for a series of another kind
    firms: list[Firm]
    judged: list[JudgedWorkplace]
    states: dict[int, State]
    left_out: Sequence[LeftOut]
    names: dict[int, JudgedWorkplace]
    verdicts: Counter[Verdict]
    breakdowns: dict[Breakdown, list[BreakdownItem]]
    goal_percent: int
    by_name: str
    now: datetime

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def type_names(self) -> dict[str, str]:
        return type_names(self.types)


def gather(
    on: Session, request: FigureRequest, wanted: Wanted, *, by_name: str, now: datetime, goal_percent: int
) -> Material:
    """Read all of it. Raises Refusal for an unknown code, and when facts keep changing while they are read."""
    for _attempt in range(_ATTEMPTS):
        found = figure(on, request, now=now)
        explanation = explain(on, request, now=now)
        states = _states(on, explanation)
        firms = firms_of(explanation, states, found.unit)
        if _agree(found, firms):
            break
        on.rollback()  # somebody registered something in between: read again, from a new moment
    else:
        raise Refusal(_("Facts are being changed right now, so that figure and list do not agree. Try again shortly."))
    step = wanted.step or Step.MONTH
    trend = request if wanted.step else _two_years(request, now)
    return Material(
        figure=found,
        definition=definition(on, request.definition_code),
        types=_types(on),
        municipality=_municipality(on, found.municipality),
        job_centres={centre.code: centre.name for centre in on.exec(select(JobCentre))},
        own_centre=_own_centre(on, found.municipality),
        step=step,
        series=series(on, trend, step, now=now),
        rolling=series(on, trend, Step.ROLLING12, now=now) if wanted.step is None else [],
        firms=firms,
        judged=[one for one in explanation.workplaces if one.verdict not in IN_POPULATION],
        states=states,
        left_out=explanation.not_counted,
        names={one.workplace_id: one for one in explanation.workplaces},
        verdicts=Counter(one.verdict for one in explanation.workplaces),
        breakdowns={by: breakdown(on, request, by, now=now) for by in wanted.by},
        goal_percent=goal_percent,
        by_name=by_name,
        now=now,
    )


IN_POPULATION = frozenset({Verdict.COOPERATING, Verdict.NOT_COOPERATING})


def _agree(found: Figure, firms: list[Firm]) -> bool:
    return (found.population, found.cooperating.own, found.cooperating.other, found.cooperating.all) == (
        len(firms),
        sum(firm.own for firm in firms),
        sum(firm.other for firm in firms),
        sum(firm.own or firm.other for firm in firms),
    )


def _states(on: Session, explanation: Explanation) -> dict[int, State]:
    """What the register says of each workplace on its last living day in the period, by the state's id."""
    columns = [workplace_state.c[name] for name in _STATE]
    found: dict[int, State] = {}
    for part in chunks([one.state_id for one in explanation.workplaces]):
        rows: Sequence[Any] = on.connection().execute(sa.select(*columns).where(workplace_state.c.id.in_(part))).all()
        found.update((row[0], State(*row)) for row in rows)
    return found


def _types(on: Session) -> Sequence[CooperationType]:
    return on.exec(select(CooperationType).order_by(col(CooperationType.position), col(CooperationType.code))).all()


def _municipality(on: Session, code: str) -> str:
    found = on.get(Municipality, code)
    return found.name if found else code


def _own_centre(on: Session, municipality: str) -> str:
    """The name of the job centre that serves the municipality."""
    found = on.exec(
        select(JobCentre.name)
        .join(ServedMunicipality, col(ServedMunicipality.job_centre_id) == JobCentre.id)
        .where(ServedMunicipality.municipality_code == municipality)
    ).first()
    return found or _("the job centre of the municipality")


def _two_years(request: FigureRequest, now: datetime) -> FigureRequest:
    """The 24 months that end with the period, or with this month where the period lies ahead of it."""
    last = min(request.period.end, local_date(request.known_at or now))
    following = date.fromordinal(month_of(last).end.toordinal() + 1)
    months = last_24_months(following)
    return replace(request, period=Period(months[0].start, months[-1].end))
