"""The columns of `company` and `workplace` that lists read: computed from the facts, as of a day.

They are no facts themselves: thrown away and computed again they come out the same. The rate never reads them.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.company_projection import refresh_companies
from crm.register.core import workplace, workplace_life, workplace_state

FROM_STATE = (
    "company_id",
    "name",
    "municipality_code",
    "address",
    "postcode",
    "post_district",
    "industry_code",
    "industry_text",
    "industry_section",
    "headcount",
    "headcount_exact",
    "headcount_band",
    "sector",
    "phone",
    "email",
)
FROM_LIFE = ("start_date", "end_date")


def refresh_all(on: Session, today: date) -> int:
    """Everything, as of today: for the night, and after an undone import. Returns how many rows changed."""
    changed = _refresh_workplaces(on, today, None)
    return changed + refresh_companies(on, today, None)


def refresh_batch(on: Session, batch_id: int, today: date) -> int:
    """The workplaces and companies whose facts an import recorded or retired; those they left as well."""
    touched = _touched_by(batch_id)
    left = sa.select(workplace.c.company_id).where(workplace.c.id.in_(touched))
    former = {row[0] for row in on.connection().execute(left.distinct())}
    changed = _refresh_workplaces(on, today, touched)
    companies = former | {row[0] for row in on.connection().execute(left.distinct())}
    return changed + refresh_companies(on, today, sorted(companies))


def _touched_by(batch_id: int) -> sa.Select[Any]:
    found = [
        sa.select(table.c.workplace_id).where(table.c[column] == batch_id)
        for table in (workplace_state, workplace_life)
        for column in ("recorded_by_batch_id", "retired_by_batch_id")
    ]
    return sa.select(sa.union(*found).subquery().c.workplace_id)


def _refresh_workplaces(on: Session, today: date, touched: sa.Select[Any] | None) -> int:
    """Write the state of today, and the current life, where they differ from what the row says."""
    state = state_on(today, touched).cte("state_today")
    life = (
        sa.select(workplace_life.c.workplace_id, *(workplace_life.c[name] for name in FROM_LIFE))
        .where(workplace_life.c.retired_at.is_(None))
        .cte("life_now")
    )
    wanted = {name: state.c[name] for name in FROM_STATE} | {name: life.c[name] for name in FROM_LIFE}
    statement = (
        sa.update(workplace)
        .values(wanted)
        .where(
            workplace.c.id == state.c.workplace_id,
            life.c.workplace_id == workplace.c.id,
            sa.or_(*(workplace.c[name].is_distinct_from(value) for name, value in wanted.items())),
        )
    )
    return on.connection().execute(statement).rowcount


def state_on(day: date, workplaces: sa.Select[Any] | None) -> sa.Select[Any]:
    """One row for each workplace: the current state that holds on the day; the earliest also holds backwards."""
    columns = [workplace_state.c[name] for name in ("workplace_id", *FROM_STATE)]
    has_begun = workplace_state.c.valid_from <= day
    place = sa.func.row_number().over(
        partition_by=workplace_state.c.workplace_id,
        order_by=(
            sa.case((has_begun, 0), else_=1),
            sa.case((has_begun, workplace_state.c.valid_from)).desc(),
            workplace_state.c.valid_from,
        ),
    )
    ranked = sa.select(*columns, place.label("place")).where(workplace_state.c.retired_at.is_(None))
    if workplaces is not None:
        ranked = ranked.where(workplace_state.c.workplace_id.in_(workplaces))
    found = ranked.subquery()
    return sa.select(*(found.c[name] for name in ("workplace_id", *FROM_STATE))).where(found.c.place == 1)
