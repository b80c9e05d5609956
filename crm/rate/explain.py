"""Which workplaces and which cooperations make a figure: every one of them, with its verdict or its reason."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.rate.counting import base_of, counting
from crm.rate.figure import (
    CountingCooperation,
    Explanation,
    FigureRequest,
    JudgedWorkplace,
    LeftOut,
    NotCounted,
    Verdict,
)
from crm.rate.judging import judged
from crm.rate.kind import Kind, kind_of, values_of
from crm.rate.left_out import left_out
from crm.rate.question import resolve
from crm.rate.settling import companies_below
from crm.rate.tables import company, cooperation, workplace, workplace_state


def explain(on: Session, request: FigureRequest, *, now: datetime) -> Explanation:
    """Every workplace alive in the municipality on a day of the period, and every cooperation left out.

    The verdicts add up to the figure of the same request. Raises Refusal for an unknown code.
    """
    question = resolve(on, request, now=now)
    below = companies_below(on, question)
    kind, values = kind_of(question, below, details=True), values_of(question, below)
    connection = on.connection()
    rows = connection.execute(_workplaces(kind).order_by(workplace.c.p_number), values)
    counted = _by_workplace(connection.execute(_counting(kind), values))
    missing = connection.execute(left_out(kind), values)
    return Explanation(
        workplaces=[_judged(row, counted.get(row.workplace_id, ())) for row in rows],
        not_counted=[_left_out(row) for row in missing],
    )


def verdict_counts(on: Session, request: FigureRequest, *, now: datetime) -> Counter[Verdict]:
    """How many workplaces got each verdict. Raises Refusal for an unknown code."""
    question = resolve(on, request, now=now)
    below = companies_below(on, question)
    found = _counts(kind_of(question, below, details=True))
    rows = on.connection().execute(found, values_of(question, below))
    return Counter({Verdict(verdict): count for verdict, count in rows})


@lru_cache(maxsize=32)
def _workplaces(kind: Kind) -> sa.Select[Any]:
    found = judged(base_of(kind))
    return (
        sa.select(found, workplace.c.p_number, company.c.cvr, workplace_state.c.name)
        .join_from(found, workplace, workplace.c.id == found.c.workplace_id)
        .join(workplace_state, workplace_state.c.id == found.c.state_id)
        .join(company, company.c.id == workplace_state.c.company_id)
    )


@lru_cache(maxsize=32)
def _counts(kind: Kind) -> sa.Select[Any]:
    found = judged(base_of(kind))
    return sa.select(found.c.verdict, sa.func.count()).group_by(found.c.verdict)


@lru_cache(maxsize=32)
def _counting(kind: Kind) -> sa.Select[Any]:
    """The cooperations that count, oldest first."""
    c, found = cooperation.c, counting(base_of(kind), "id").subquery("counting")
    columns = (c.id, c.workplace_id, c.source, c.external_id, c.type_code, c.start_date, c.end_date, c.job_centre_code)
    return (
        sa.select(*columns, found.c.own)
        .join_from(found, cooperation, c.id == found.c.id)
        .order_by(c.start_date, c.external_id, c.id)
    )


def _by_workplace(rows: Iterable[Any]) -> dict[int, tuple[CountingCooperation, ...]]:
    found: dict[int, list[CountingCooperation]] = {}
    for row in rows:
        values = {**row._mapping, "own": bool(row.own)}  # noqa: SLF001 - SQLAlchemy's public name
        found.setdefault(row.workplace_id, []).append(CountingCooperation(**values))
    return {workplace_id: tuple(counted) for workplace_id, counted in found.items()}


def _judged(row: Any, cooperations: tuple[CountingCooperation, ...] = ()) -> JudgedWorkplace:
    return JudgedWorkplace(
        workplace_id=row.workplace_id,
        state_id=row.state_id,
        p_number=row.p_number,
        cvr=row.cvr,
        name=row.name,
        municipality=row.municipality,
        section=row.section,
        verdict=Verdict(row.verdict),
        average=None if row.amount is None else Fraction(row.amount, row.divisor),
        inexact=bool(row.inexact),
        own=bool(row.own),
        other=bool(row.other),
        cooperations=cooperations,
    )


def _left_out(row: Any) -> LeftOut:
    return LeftOut(**{**row._mapping, "reason": NotCounted(row.reason)})  # noqa: SLF001 - SQLAlchemy's public name
