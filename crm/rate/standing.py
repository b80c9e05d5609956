"""Where every workplace stands in each piece of time: the denominator's half of the base statement.

From the facts known at a moment: stretches of days with one state (`span`), then one row per workplace and run of
pieces (`standing`). A span that covers several pieces whole gives one row for all of them, since nothing about the
workplace differs between them; a piece that a change falls into gets a row of its own, summed over its days.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.db import known_at
from crm.rate.kind import MUNICIPALITY, ONE, REACH_END, REACH_START, ZERO, Kind, Pieces, covered_run, flag
from crm.rate.sql import as_filter, day_after, day_number, greatest, join_in_order, least
from crm.rate.tables import workplace_life, workplace_state

FOR_EVER = sa.bindparam("for_ever", date.max, type_=sa.Date())


def candidates() -> sa.Select[Any]:
    """Workplaces ever said to be in the municipality, by facts known at any time: all that can matter to it."""
    state = workplace_state
    return sa.select(state.c.workplace_id).where(state.c.municipality_code == MUNICIPALITY)


def standings(kind: Kind, piece: Pieces) -> sa.CTE:
    """One row per workplace and run of pieces `first_piece`–`last_piece` in which it lives.

    `amount` ÷ `divisor` is the average headcount in each of them, `amount` NULL when it is unknown. For one
    municipality: only workplaces alive in it, though their last living day may be elsewhere.
    """
    span = _spans(kind)
    both = sa.union_all(_settled(kind, span), _changing(kind, piece, span))
    return both.cte("standing").prefix_with("MATERIALIZED")


def _spans(kind: Kind) -> sa.CTE:
    """Stretches of one state inside the life that touch the reach.

    From `first_day` to the day before `until_day`, with the run of pieces that they cover whole.
    """
    known = _known_states(kind)
    until = least(known.c.next_date, known.c.life_until)
    first_piece, last_piece = covered_run(kind, known.c.first_date, until)
    return (
        sa.select(
            known.c.workplace_id,
            *(known.c[name] for name in kind.facts),
            known.c.headcount,
            known.c.inexact,
            day_number(known.c.first_date).label("first_day"),
            day_number(until).label("until_day"),
            flag(known.c.next_date >= known.c.life_until).label("is_last"),
            first_piece.label("first_piece"),
            last_piece.label("last_piece"),
        )
        .where(known.c.first_date < until, known.c.first_date <= REACH_END, until > REACH_START)
        .cte("span")
        .prefix_with("MATERIALIZED")
    )


def _known_states(kind: Kind) -> sa.Subquery:
    """The states known of workplaces that live in the reach.

    A state holds to the day before the next one known; the earliest known holds backwards to the start date too.
    What is not kept beside the state is looked up in the index of a workplace's history, which both databases do
    faster than a window.
    """
    state, life = workplace_state, workplace_life
    next_date = _next_date(kind)
    first_date = sa.case(
        (state.c.valid_from <= life.c.start_date, life.c.start_date),
        (state.c.valid_from <= REACH_START, state.c.valid_from),  # what was before does not matter
        (_earlier(kind).exists(), state.c.valid_from),
        else_=life.c.start_date,
    )
    facts = {
        "municipality": state.c.municipality_code,
        "wanted": flag(state.c.sector == kind.sector.value),
        "company_id": state.c.company_id,
        "state_id": state.c.id,
        "section": state.c.industry_section,
    }
    return (
        sa.select(
            state.c.workplace_id,
            *(facts[name].label(name) for name in kind.facts),
            state.c.headcount,
            flag(sa.and_(sa.not_(state.c.headcount_exact), state.c.headcount.is_not(None))).label("inexact"),
            first_date.label("first_date"),
            sa.func.coalesce(next_date, FOR_EVER).label("next_date"),
            sa.func.coalesce(day_after(life.c.end_date), FOR_EVER).label("life_until"),
        )
        .select_from(_histories(kind))
        .where(
            as_filter(known_at(state.c, kind.moment)),
            as_filter(known_at(life.c, kind.moment)),
            life.c.start_date <= REACH_END,
            sa.or_(life.c.end_date.is_(None), life.c.end_date >= REACH_START),
            *([] if kind.in_the_past else [sa.or_(next_date.is_(None), next_date > REACH_START)]),
        )
        .offset(sa.literal_column("0"))
        .subquery("known_state")
    )


def _histories(kind: Kind) -> sa.Join:
    """Lives and states, from the few workplaces of the municipality outwards."""
    state, life = workplace_state, workplace_life
    if not kind.one_municipality:
        return sa.join(life, state, state.c.workplace_id == life.c.workplace_id)
    few = candidates().distinct().subquery("candidate")
    lives = join_in_order(few, life, life.c.workplace_id == few.c.workplace_id)
    return join_in_order(lives, state, state.c.workplace_id == few.c.workplace_id)


def _earlier(kind: Kind) -> sa.Select[Any]:
    """States of the same workplace known before this one's day."""
    other = workplace_state.alias("earlier")
    return sa.select(other.c.id).where(
        other.c.workplace_id == workplace_state.c.workplace_id,
        other.c.valid_from < workplace_state.c.valid_from,
        _known(other, kind),
    )


def _next_date(kind: Kind) -> sa.ColumnElement[date | None]:
    """The day from which the next known state of the same workplace holds."""
    if not kind.in_the_past:
        return workplace_state.c.next_from
    other = workplace_state.alias("later")
    return (
        sa.select(sa.func.min(other.c.valid_from))
        .where(
            other.c.workplace_id == workplace_state.c.workplace_id,
            other.c.valid_from > workplace_state.c.valid_from,
            as_filter(known_at(other.c, kind.moment)),
        )
        .scalar_subquery()
    )


def _known(state: sa.FromClause, kind: Kind) -> sa.ColumnElement[bool]:
    """What holds now has an index of its own; what was known then must be sifted."""
    known = known_at(state.c, kind.moment)
    return as_filter(known) if kind.in_the_past else known


def _settled(kind: Kind, span: sa.CTE) -> sa.Select[Any]:
    """Runs of pieces that one span covers whole: the average is its headcount."""
    found = sa.select(
        span.c.workplace_id,
        span.c.first_piece,
        span.c.last_piece,
        *(span.c[name] for name in kind.facts),
        sa.cast(span.c.headcount, sa.BigInteger).label("amount"),
        ONE.label("divisor"),
        span.c.inexact,
    ).where(span.c.first_piece <= span.c.last_piece)
    return found.where(span.c.municipality == MUNICIPALITY) if kind.one_municipality else found


def _changing(kind: Kind, piece: Pieces, span: sa.CTE) -> sa.Select[Any]:
    """Pieces that a change, the first or the last living day falls into: summed over the days."""
    part = _parts(kind, piece, span)
    # A single piece is the same for all parts: it need not be sorted and grouped with them.
    number, piece_days = (ZERO, piece.days) if kind.step is None else (part.c.number, sa.func.max(part.c.piece_days))
    unknown_days = sa.func.sum(sa.case((part.c.headcount.is_(None), part.c.days), else_=ZERO))
    found = sa.select(
        part.c.workplace_id,
        number.label("first_piece"),
        number.label("last_piece"),
        # Exactly one part holds the last living day, so max() only picks its value.
        *(sa.func.max(sa.case((part.c.has_last_day == 1, part.c[name]))).label(name) for name in kind.facts),
        sa.cast(sa.func.sum(sa.cast(part.c.headcount, sa.BigInteger) * part.c.days), sa.BigInteger).label("amount"),
        # Days outside the life count 0, unknown days do not count at all; 1 only stands where nothing is known.
        greatest(ONE, piece_days - unknown_days).label("divisor"),
        sa.func.max(part.c.inexact).label("inexact"),
    ).group_by(part.c.workplace_id, *([] if kind.step is None else [number]))
    if not kind.one_municipality:
        return found
    return found.having(sa.func.max(flag(part.c.municipality == MUNICIPALITY)) == 1)


def _parts(kind: Kind, piece: Pieces, span: sa.CTE) -> sa.Subquery:
    """Spans cut to the pieces that they touch but do not cover."""
    changing: sa.ColumnElement[bool] = sa.not_(piece.number.between(span.c.first_piece, span.c.last_piece))
    if kind.step is not None:  # every span touches the reach, so it touches a single piece
        changing = sa.and_(changing, span.c.first_day < piece.until_day, span.c.until_day > piece.first_day)
    days = least(span.c.until_day, piece.until_day) - greatest(span.c.first_day, piece.first_day)
    return (
        sa.select(
            piece.number.label("number"),
            span.c.workplace_id,
            *(span.c[name] for name in kind.facts),
            span.c.headcount,
            span.c.inexact,
            piece.days.label("piece_days"),
            days.label("days"),
            flag(sa.or_(span.c.is_last == 1, span.c.until_day >= piece.until_day)).label("has_last_day"),
        )
        .select_from(piece.joined_to(span, changing))
        .where(changing)
        .subquery("part")
    )
