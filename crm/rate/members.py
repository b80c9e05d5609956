"""Who is counted: the members of a figure are workplaces, or companies where the definition says so."""

from typing import Any

import sqlalchemy as sa

from crm.rate.kind import BELOW, MIN_HEADCOUNT, MUNICIPALITY, ZERO, Kind, Pieces, flag
from crm.rate.models import RateUnit, UnknownHeadcount

# Far wider than the error of adding floats, far narrower than what a person would call close.
NEAR = 0.0001


def members(kind: Kind, piece: Pieces, standing: sa.CTE) -> sa.CTE:
    """One row per member, run of pieces and municipality in which the run's last living day lies.

    `size` is the whole part of its average headcount, NULL when that is unknown: whole limits need no more.
    `population` is 1 when it belongs to the denominator.
    """
    if kind.unit is RateUnit.COMPANY:
        return _companies(kind, places(kind, piece, standing))
    size = standing.c.amount // standing.c.divisor
    return (
        sa.select(
            standing.c.workplace_id.label("member_id"),
            standing.c.municipality,
            standing.c.first_piece,
            standing.c.last_piece,
            *([standing.c.section] if kind.details else []),
            size.label("size"),
            flag(standing.c.amount.is_(None)).label("unknown"),
            standing.c.inexact,
            _belongs(kind, kind.wanted(standing), size).label("population"),
        )
        .where(*in_scope(kind, standing))
        .cte("member")
    )


def in_scope(kind: Kind, standing: sa.CTE) -> list[sa.ColumnElement[bool]]:
    """The last living day lies in the municipality asked for."""
    return [standing.c.municipality == MUNICIPALITY] if kind.one_municipality else []


def _belongs(kind: Kind, wanted: sa.ColumnElement[bool], size: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    enough: sa.ColumnElement[bool] = size >= MIN_HEADCOUNT
    if kind.unknown_headcount is UnknownHeadcount.INCLUDE:
        enough = sa.or_(size.is_(None), enough)
    return flag(sa.and_(wanted, enough))


def places(kind: Kind, piece: Pieces, standing: sa.CTE) -> sa.CTE:
    """The workplaces that make up companies, one row per piece; all averages of a piece in its days if they can be.

    Workplaces of an unwanted sector add nothing to a company's headcount.
    """
    scale = sa.case((standing.c.divisor == 1, piece.days), else_=1)
    in_run = piece.number.between(standing.c.first_piece, standing.c.last_piece)
    wanted = kind.wanted(standing)
    return (
        sa.select(
            piece.number.label("number"),
            standing.c.municipality,
            standing.c.company_id,
            standing.c.workplace_id,
            *([standing.c.section] if kind.details else []),
            flag(wanted).label("wanted"),
            flag(standing.c.amount.is_not(None)).label("known"),
            sa.case((wanted, standing.c.amount * scale)).label("amount"),
            (standing.c.divisor * scale).label("divisor"),
            sa.case((wanted, standing.c.inexact), else_=ZERO).label("inexact"),
        )
        .select_from(piece.joined_to(standing, in_run))
        .where(*in_scope(kind, standing))
        .cte("place")
    )


def company_key(table: Any) -> tuple[Any, Any, Any]:
    return table.c.number, table.c.municipality, table.c.company_id


def total_of(place: Any) -> sa.ColumnElement[float]:
    """A company's sum of averages, as a float."""
    return sa.func.sum(sa.cast(place.c.amount, sa.Double) / place.c.divisor)


def divisors_of(place: Any) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """The least and the greatest divisor among the known averages of a company."""
    divisor = sa.case((place.c.amount.is_not(None), place.c.divisor))
    return sa.func.min(divisor), sa.func.max(divisor)


def is_near(total: sa.ColumnElement[float]) -> sa.ColumnElement[bool]:
    """Whether a float says too little: it lies so near a whole number that adding may have carried it across."""
    return sa.func.abs(total - sa.func.round(total)) < NEAR


def _companies(kind: Kind, place: sa.CTE) -> sa.CTE:
    ranked = _with_rank(place) if kind.details else place
    section = [sa.func.max(sa.case((ranked.c.rank == 1, ranked.c.section))).label("section")] if kind.details else []
    size = _company_size(kind, ranked)
    any_wanted = sa.func.max(ranked.c.wanted)
    known_wanted = sa.func.max(ranked.c.wanted * ranked.c.known)
    # Judged by its wanted workplaces; one that has none of them, by all.
    unknown = sa.case((any_wanted == 1, known_wanted), else_=sa.func.max(ranked.c.known)) == 0
    return (
        sa.select(
            ranked.c.company_id.label("member_id"),
            ranked.c.municipality,
            ranked.c.number.label("first_piece"),
            ranked.c.number.label("last_piece"),
            *section,
            size.label("size"),
            flag(unknown).label("unknown"),
            sa.func.max(ranked.c.inexact).label("inexact"),
            _belongs(kind, any_wanted == 1, size).label("population"),
        )
        .group_by(*company_key(ranked))
        .cte("member")
        .prefix_with("MATERIALIZED")
    )


def _company_size(kind: Kind, ranked: sa.FromClause) -> sa.ColumnElement[int]:
    """The whole part of the sum of averages, exactly: see `crm.rate.settling`."""
    total = total_of(ranked)
    least_divisor, greatest_divisor = divisors_of(ranked)
    just_below = flag(sa.tuple_(*company_key(ranked)).in_(BELOW)) if kind.settles else ZERO
    size = sa.case(
        (total.is_(None), sa.null()),  # floor() of nothing is an error on SQLite
        (least_divisor == greatest_divisor, sa.cast(sa.func.sum(ranked.c.amount), sa.BigInteger) // least_divisor),
        (is_near(total), sa.cast(sa.func.round(total), sa.BigInteger) - just_below),
        else_=sa.cast(sa.func.floor(total), sa.BigInteger),
    )
    return sa.cast(size, sa.BigInteger)


def _with_rank(place: sa.CTE) -> sa.Subquery:
    """A company's industry is that of its largest workplace, the first one registered among equals."""
    average = sa.cast(place.c.amount, sa.Double) / place.c.divisor
    order = (place.c.wanted.desc(), flag(place.c.amount.is_(None)), average.desc(), place.c.workplace_id)
    rank = sa.func.row_number().over(partition_by=company_key(place), order_by=order)
    return sa.select(place, rank.label("rank")).subquery("ranked")
