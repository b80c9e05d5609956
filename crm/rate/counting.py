"""Who cooperates: the numerator's half of the base statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crm.db import known_at
from crm.rate.kind import (
    COUNTING_STATUSES,
    LAST_START,
    MUNICIPALITY,
    REACH_START,
    TYPES,
    ZERO,
    Kind,
    Pieces,
    flag,
    pieces_of,
    touched_run,
)
from crm.rate.members import in_scope, members
from crm.rate.models import RateUnit
from crm.rate.sql import as_filter, greatest, join_in_order, least
from crm.rate.standing import candidates, standings
from crm.rate.tables import cooperation, job_centre, municipality, served_municipality


@dataclass(frozen=True, slots=True)
class Base:
    """The base statement's parts: every figure, list and explanation is a question to these."""

    kind: Kind
    piece: Pieces
    standing: sa.CTE
    member: sa.CTE
    arrangement: sa.FromClause


def base_of(kind: Kind) -> Base:
    piece = pieces_of(kind)
    standing = standings(kind, piece)
    return Base(kind, piece, standing, members(kind, piece, standing), _placed(kind))


def rules(kind: Kind) -> list[sa.ColumnElement[bool]]:
    """What a cooperation must fulfil wherever it is: known, type, status, started, and touching the reach."""
    c = cooperation.c
    return [
        c.start_date <= LAST_START,
        sa.or_(c.end_date.is_(None), c.end_date >= REACH_START),  # leaves a fifth, so it stands before the costlier
        as_filter(known_at(c, kind.moment)),
        as_filter(c.status.in_(COUNTING_STATUSES)),
        as_filter(c.type_code.in_(TYPES)),
    ]


def arrangements(
    kind: Kind, name: str, columns: Sequence[sa.ColumnElement[Any]], *conditions: sa.ColumnElement[bool]
) -> sa.FromClause:
    """Cooperations that fulfil the rules and the conditions, each with the run of pieces that it touches."""
    c = cooperation.c
    first, last = touched_run(kind, c.start_date, c.end_date)
    found = sa.select(*columns, first.label("first_piece"), last.label("last_piece")).where(*conditions, *rules(kind))
    return found.subquery(name) if kind.step is None else found.cte(name).prefix_with("MATERIALIZED")


def _placed(kind: Kind) -> sa.FromClause:
    c = cooperation.c
    conditions = []
    if kind.step is not None:
        conditions = [c.workplace_id.in_(candidates()) if kind.one_municipality else c.workplace_id.is_not(None)]
    return arrangements(
        kind, "arrangement", (c.id, c.workplace_id, c.job_centre_code, c.type_code, c.target_group), *conditions
    )


def _serving(kind: Kind) -> sa.CTE:
    """The codes that are a municipality's own: its centre's, and its own where the installation has no such centre."""
    same = job_centre.alias("same")
    served = served_municipality
    found = (
        sa.select(
            municipality.c.code.label("municipality"),
            job_centre.c.code.label("centre_code"),
            sa.case((same.c.id.is_(None), municipality.c.code)).label("same_code"),
        )
        .outerjoin_from(municipality, served, served.c.municipality_code == municipality.c.code)
        .outerjoin(job_centre, job_centre.c.id == served.c.job_centre_id)
        .outerjoin(same, same.c.code == municipality.c.code)
    )
    if kind.one_municipality:
        found = found.where(municipality.c.code == MUNICIPALITY)
    return found.cte("serving").prefix_with("MATERIALIZED")


def counting(base: Base, *more: str) -> sa.Select[Any]:
    """Arrangements at members of the population: where each counts, in which run of pieces, for which centre.

    `more` names further columns of the member or the arrangement.
    """
    kind, arrangement, member, serving = base.kind, base.arrangement, base.member, _serving(base.kind)
    code = arrangement.c.job_centre_code
    own = flag(sa.or_(code == serving.c.centre_code, code == serving.c.same_code))
    joined = _at_workplaces(base) if kind.unit is RateUnit.WORKPLACE else _at_companies(base)
    first, last = _common(kind, arrangement, member)
    return (
        sa.select(
            member.c.municipality,
            member.c.member_id,
            *(member.c[name] if name in member.c else arrangement.c[name] for name in more),
            own.label("own"),
            first.label("first_piece"),
            last.label("last_piece"),
        )
        .select_from(joined.join(serving, serving.c.municipality == member.c.municipality))
        .where(member.c.population == 1)
    )


def _common(kind: Kind, *runs: sa.FromClause) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """The pieces that runs have in common: first > last for none."""
    if kind.step is None:
        return ZERO, ZERO
    return greatest(*(run.c.first_piece for run in runs)), least(*(run.c.last_piece for run in runs))


def _meet(kind: Kind, *runs: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    first, last = _common(kind, *runs)
    return [] if kind.step is None else [first <= last]


def _at_workplaces(base: Base) -> sa.Join:
    kind, arrangement, member = base.kind, base.arrangement, base.member
    same = sa.and_(arrangement.c.workplace_id == member.c.member_id, *_meet(kind, arrangement, member))
    return join_in_order(member, arrangement, same)


def _at_companies(base: Base) -> sa.Join:
    """A company cooperates through the workplaces that it is judged by."""
    kind, arrangement, member, standing = base.kind, base.arrangement, base.member, base.standing
    here = sa.and_(
        arrangement.c.workplace_id == standing.c.workplace_id,
        kind.wanted(standing),
        *in_scope(kind, standing),
        *_meet(kind, arrangement, standing),
    )
    theirs = sa.and_(
        member.c.member_id == standing.c.company_id,
        member.c.municipality == standing.c.municipality,
        *_meet(kind, arrangement, standing, member),
    )
    return sa.join(join_in_order(standing, arrangement, here), member, theirs)
