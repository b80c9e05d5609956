"""The sums of a question, in one statement: population, cooperating members and quality counts."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from crm.rate.counting import Base, arrangements, base_of, counting
from crm.rate.figure import Breakdown
from crm.rate.kind import MUNICIPALITY, ZERO, Kind
from crm.rate.tables import cooperation

SIZE_LIMITS = (200, 100, 50, 20, 10, 5, 2, 1)  # the least headcount of each size band
UNKNOWN = "unknown"
_COLUMNS = {
    Breakdown.INDUSTRY: "section",
    Breakdown.SIZE: "size",
    Breakdown.TYPE: "type_code",
    Breakdown.TARGET_GROUP: "target_group",
}
OF_MEMBERS = frozenset({Breakdown.INDUSTRY, Breakdown.SIZE})


@lru_cache(maxsize=128)
def tallies(kind: Kind, by: Breakdown | None = None) -> sa.CompoundSelect[Any]:
    """Rows to be added to the pieces of their run.

    Columns: bucket, municipality, first and last piece, population, own, other, all, unknown, inexact, unplaced.
    """
    base = base_of(kind)
    return sa.union_all(_population(base, by), _cooperating(base, by), _unplaced(base))


def size_keys() -> list[str]:
    """The keys of the size bands, largest first, as SIZE_LIMITS: '200+' … '2-4', '1'."""
    tops = [None, *(limit - 1 for limit in SIZE_LIMITS[:-1])]
    return [
        f"{limit}+" if top is None else str(limit) if top == limit else f"{limit}-{top}"
        for limit, top in zip(SIZE_LIMITS, tops, strict=True)
    ]


def size_band(size: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """The key of the size band: '0' below one, 'unknown' for none."""
    cases = [(size >= limit, key) for limit, key in zip(SIZE_LIMITS, size_keys(), strict=True)]
    return sa.case((size.is_(None), UNKNOWN), *cases, else_="0")


def _population(base: Base, by: Breakdown | None) -> sa.Select[Any]:
    """Counted per run, so that a long series of a steady register is a handful of rows."""
    member, kind = base.member, base.kind
    bucket = _bucket(member, by) if by is not None and by in OF_MEMBERS else sa.null()
    grouping = [bucket] if by in OF_MEMBERS else []
    grouping += [] if kind.one_municipality else [member.c.municipality]
    grouping += [member.c.first_piece, member.c.last_piece] if kind.pieces > 1 else []
    return sa.select(
        sa.cast(bucket, sa.String).label("bucket"),
        (MUNICIPALITY if kind.one_municipality else member.c.municipality).label("municipality"),
        (member.c.first_piece if kind.pieces > 1 else ZERO).label("first_piece"),
        (member.c.last_piece if kind.pieces > 1 else ZERO).label("last_piece"),
        sa.func.coalesce(sa.func.sum(member.c.population), 0).label("population"),
        ZERO.label("own"),
        ZERO.label("other"),
        ZERO.label("all"),
        sa.func.coalesce(sa.func.sum(member.c.unknown), 0).label("unknown"),
        sa.func.coalesce(sa.func.sum(member.c.population * member.c.inexact), 0).label("inexact"),
        ZERO.label("unplaced"),
    ).group_by(*grouping)


def _cooperating(base: Base, by: Breakdown | None) -> sa.Select[Any]:
    """Each member counts once in each piece, however many arrangements it has."""
    kind, piece = base.kind, base.piece
    rows = counting(base, *([] if by is None else [_COLUMNS[by]]))
    found = rows.subquery("counting") if kind.step is None else rows.cte("counting").prefix_with("MATERIALIZED")
    bucket = sa.null() if by is None else _bucket(found, by)
    grouping = [found.c.member_id, *([] if kind.one_municipality else [found.c.municipality])]
    in_run = piece.number.between(found.c.first_piece, found.c.last_piece)
    each = (
        sa.select(
            sa.cast(bucket, sa.String).label("bucket"),
            (MUNICIPALITY if kind.one_municipality else found.c.municipality).label("municipality"),
            piece.number.label("number"),
            sa.func.max(found.c.own).label("own"),
            sa.func.max(1 - found.c.own).label("other"),
        )
        .select_from(piece.joined_to(found, in_run))
        .group_by(*grouping, *([] if kind.step is None else [piece.number]), *([] if by is None else [bucket]))
    )
    one = each.subquery("cooperating")
    return sa.select(
        one.c.bucket,
        one.c.municipality,
        one.c.number,
        one.c.number,
        ZERO,
        sa.func.sum(one.c.own),
        sa.func.sum(one.c.other),
        sa.func.count(),
        ZERO,
        ZERO,
        ZERO,
    ).group_by(one.c.bucket, one.c.municipality, one.c.number)


def _bucket(table: Any, by: Breakdown) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = table.c[_COLUMNS[by]]
    return size_band(column) if by is Breakdown.SIZE else column


def _unplaced(base: Base) -> sa.Select[Any]:
    """Unplaced cooperations that would count, whatever the municipality; per run as well."""
    c = cooperation.c
    found = arrangements(base.kind, "unplaced", (), c.workplace_id.is_(None))
    run = (found.c.first_piece, found.c.last_piece)
    return sa.select(sa.null(), sa.null(), *run, *([ZERO] * 6), sa.func.count()).group_by(*run)
