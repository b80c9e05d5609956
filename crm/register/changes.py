"""What the rows of a register extract would change: compared in bulk with what is known, nothing written.

A state is known by its workplace and `valid_from`. A workplace's life is one fact: of several rows of one workplace
the one with the latest `valid_from` says it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.chunks import chunks
from crm.register.core import company, workplace, workplace_life, workplace_state
from imports.rows import RegisterRow

Outcome = Literal["created", "updated", "unchanged"]
Facts = tuple[object, ...]

FACTS = (
    "municipality_code",
    "headcount",
    "headcount_exact",
    "headcount_band",
    "sector",
    "industry_code",
    "industry_text",
    "name",
    "company_name",
    "legal_form",
    "address",
    "postcode",
    "post_district",
    "phone",
    "email",
    "advertising_protected",
)
"""What is compared and recorded of a state, in this order; after them comes the company's CVR number."""


@dataclass(frozen=True, slots=True)
class KnownState:
    id: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class KnownLife:
    id: int
    start_date: date
    end_date: date | None


@dataclass(slots=True)
class KnownWorkplace:
    """What the register holds of one workplace now: its life, and its states by the day they hold from."""

    life: KnownLife | None = None
    states: dict[date, KnownState] = field(default_factory=dict)


@dataclass(slots=True)
class RegisterChanges:
    """What would be written, and how today's picture would change; filled workplace by workplace."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)  # by row number
    companies: dict[str, str] = field(default_factory=dict)  # every CVR number of the file, with a name to begin with
    new_workplaces: list[RegisterRow] = field(default_factory=list)
    new_states: list[tuple[RegisterRow, date]] = field(default_factory=list)  # with the day they hold from
    retired_states: list[int] = field(default_factory=list)
    new_lives: list[RegisterRow] = field(default_factory=list)
    retired_lives: list[int] = field(default_factory=list)
    changed_workplaces: int = 0
    opened: int = 0  # not alive today as known until now, alive after
    closed: int = 0
    population: Counter[str] = field(default_factory=Counter)
    """How many more (or fewer) living workplaces with staff a municipality would have today."""


def register_changes(
    on: Session, rows: Iterable[RegisterRow], *, valid_from: date | None, today: date
) -> RegisterChanges:
    """Compare; `valid_from` is the import's own day for rows that have none. Two queries for 5,000 workplaces."""
    by_workplace = [
        (p_number, sorted(found, key=lambda row: row.effective_valid_from(valid_from)))
        for p_number, found in groupby(sorted(rows, key=lambda row: row.p_number), key=lambda row: row.p_number)
    ]
    changes = RegisterChanges()
    for part in chunks(by_workplace):
        known = _known(on, [p_number for p_number, _ in part])
        for p_number, own_rows in part:
            _compare(changes, known.get(p_number), own_rows, valid_from, today)
    return changes


def facts_of(row: RegisterRow) -> Facts:
    """An exact headcount wins; a band counts with its lower bound; neither is unknown, which is not zero."""
    exact = row.headcount is not None or row.headcount_band is None
    headcount = row.headcount if exact or row.headcount_band is None else row.headcount_band.at_least
    return (
        row.municipality_code,
        headcount,
        exact,
        row.headcount_band,
        row.sector,
        row.industry_code,
        row.industry_text,
        row.name,
        row.company_name,
        row.legal_form,
        row.address,
        row.postcode,
        row.post_district,
        row.phone,
        row.email,
        row.advertising_protected,
        row.cvr,
    )


def _known(on: Session, p_numbers: Sequence[str]) -> dict[str, KnownWorkplace]:
    """The current facts of those workplaces that the register has."""
    living = sa.and_(workplace_life.c.workplace_id == workplace.c.id, workplace_life.c.retired_at.is_(None))
    lives = (
        sa.select(workplace.c.p_number, workplace_life.c.id, workplace_life.c.start_date, workplace_life.c.end_date)
        .join(workplace_life, living, isouter=True)
        .where(workplace.c.p_number.in_(p_numbers))
    )
    known = {}
    for p_number, life_id, start_date, end_date in on.connection().execute(lives):
        known[p_number] = KnownWorkplace(None if life_id is None else KnownLife(life_id, start_date, end_date))
    facts_columns = [workplace_state.c[name] for name in FACTS]
    states = (
        sa.select(
            workplace.c.p_number, workplace_state.c.id, workplace_state.c.valid_from, *facts_columns, company.c.cvr
        )
        .join(workplace, workplace.c.id == workplace_state.c.workplace_id)
        .join(company, company.c.id == workplace_state.c.company_id)
        .where(workplace.c.p_number.in_(p_numbers), workplace_state.c.retired_at.is_(None))
    )
    for p_number, state_id, valid_from, *facts in on.connection().execute(states):
        known[p_number].states[valid_from] = KnownState(state_id, tuple(facts))
    return known


def _compare(
    changes: RegisterChanges,
    known: KnownWorkplace | None,
    rows: Sequence[RegisterRow],
    valid_from: date | None,
    today: date,
) -> None:
    """One workplace: its rows in the order of their days."""
    if known is None:
        changes.new_workplaces.append(rows[-1])
        known = KnownWorkplace()
    after = {day: state.facts for day, state in known.states.items()}
    before = dict(after)
    for row in rows:
        day = row.effective_valid_from(valid_from)
        after[day] = facts_of(row)
        changes.outcomes[row.row] = _compare_state(changes, known.states.get(day), row, day)
        changes.companies[row.cvr] = row.company_name or row.name
    _compare_life(changes, known.life, rows[-1])
    if any(changes.outcomes[row.row] != "unchanged" for row in rows):
        changes.changed_workplaces += 1
        newest = rows[-1]
        life = known.life or KnownLife(0, newest.start_date, newest.end_date)
        was_alive = known.life is not None and _is_alive(life.start_date, life.end_date, today)
        is_alive = _is_alive(newest.start_date, newest.end_date, today)
        changes.opened += is_alive and not was_alive
        changes.closed += was_alive and not is_alive
        _count(changes.population, before if was_alive else {}, today, -1)
        _count(changes.population, after if is_alive else {}, today, +1)


def _compare_state(changes: RegisterChanges, state: KnownState | None, row: RegisterRow, day: date) -> Outcome:
    if state is not None and state.facts == facts_of(row):
        return "unchanged"
    changes.new_states.append((row, day))
    if state is None:
        return "created"
    changes.retired_states.append(state.id)
    return "updated"


def _compare_life(changes: RegisterChanges, life: KnownLife | None, newest: RegisterRow) -> None:
    if life is not None and (life.start_date, life.end_date) == (newest.start_date, newest.end_date):
        return
    changes.new_lives.append(newest)
    if life is not None:
        changes.retired_lives.append(life.id)
    if changes.outcomes[newest.row] == "unchanged":
        changes.outcomes[newest.row] = "updated"


def _is_alive(start_date: date, end_date: date | None, today: date) -> bool:
    return start_date <= today and (end_date is None or end_date >= today)


def _count(population: Counter[str], states: Mapping[date, Facts], today: date, step: int) -> None:
    """Add `step` to the municipality where the states place somebody's work today."""
    if not states:
        return
    day = max((day for day in states if day <= today), default=min(states))
    municipality_code, headcount, *_rest = states[day]
    if isinstance(headcount, int) and headcount >= 1:
        population[str(municipality_code)] += step
