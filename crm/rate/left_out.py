"""The cooperations that did not count, each with the first reason that applies."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from crm.db import Retirement, known_at
from crm.rate.counting import base_of, rules
from crm.rate.figure import NotCounted
from crm.rate.judging import IN_POPULATION, judged
from crm.rate.kind import KNOWN_AT, KNOWN_DAY, REACH_END, REACH_START, TYPES, Kind
from crm.rate.tables import cooperation
from crm.values.cooperation_status import CooperationStatus

_COLUMNS = ("id", "workplace_id", "source", "external_id", "type_code", "start_date", "end_date", "job_centre_code")


@lru_cache(maxsize=32)
def left_out(kind: Kind) -> sa.CompoundSelect[Any]:
    """Those at the judged workplaces, and the unplaced ones that would count if they were placed."""
    c = cooperation.c
    columns = [c[name] for name in _COLUMNS]
    unplaced = sa.select(*columns, sa.literal(NotCounted.UNPLACED.value)).where(c.workplace_id.is_(None), *rules(kind))
    both: sa.CompoundSelect[Any] = sa.union_all(_at_workplaces(kind, columns), unplaced)
    return both.order_by("external_id", "id")


def _at_workplaces(kind: Kind, columns: list[sa.Column[Any]]) -> sa.Select[Any]:
    found, c = judged(base_of(kind)), cooperation.c
    one = (
        sa.select(*columns, _reason(kind, found).label("reason"))
        .join_from(found, cooperation, c.workplace_id == found.c.workplace_id)
        .where(sa.or_(known_at(c, kind.moment), _is_last_and_voided(kind)))
        .subquery("arranged")
    )
    return sa.select(one).where(one.c.reason.is_not(None))


def _reason(kind: Kind, found: sa.CTE) -> sa.Case[Any]:
    """NULL for one that counts."""
    c = cooperation.c
    return sa.case(
        (c.type_code.not_in(TYPES), NotCounted.TYPE_NOT_IN_DEFINITION.value),
        (sa.or_(c.start_date > REACH_END, c.end_date < REACH_START), NotCounted.OUTSIDE_PERIOD.value),
        (c.status == CooperationStatus.PLANNED, NotCounted.PLANNED.value),
        (c.status == CooperationStatus.CANCELLED, NotCounted.CANCELLED.value),
        (sa.not_(known_at(c, kind.moment)), NotCounted.VOIDED.value),
        (c.start_date > KNOWN_DAY, NotCounted.NOT_STARTED.value),
        (found.c.verdict.not_in(IN_POPULATION), NotCounted.WORKPLACE_NOT_IN_POPULATION.value),
        else_=sa.null(),
    )


def _is_last_and_voided(kind: Kind) -> sa.ColumnElement[bool]:
    """Taken back by a person, and no other version of the same cooperation stands in its place."""
    other = cooperation.alias("version")
    later = sa.and_(_voided(kind, other.c), other.c.id > cooperation.c.id)
    successor = sa.select(other.c.id).where(
        other.c.source == cooperation.c.source,
        other.c.external_id == cooperation.c.external_id,
        sa.or_(known_at(other.c, kind.moment), later),
    )
    return sa.and_(_voided(kind, cooperation.c), sa.not_(successor.exists()))


def _voided(kind: Kind, c: Any) -> sa.ColumnElement[bool]:
    voided: sa.ColumnElement[bool] = c.retirement == Retirement.VOIDED
    if not kind.in_the_past:
        return voided
    return sa.and_(voided, c.retired_at <= KNOWN_AT)
