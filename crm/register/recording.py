"""Writes the changes of a register extract as facts: the old ones retired, the new ones recorded, at one moment."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.db import Retirement
from crm.register.changes import FACTS, RegisterChanges, facts_of
from crm.register.chunks import ids_by, insert_all, update_where_id
from crm.register.core import company, workplace, workplace_life, workplace_state
from crm.register.industries import section_of
from crm.register.succession import note_next_states
from imports.rows import RegisterRow


def record_changes(on: Session, changes: RegisterChanges, *, batch_id: int | None, now: datetime) -> None:
    """Write them in bulk, in the caller's transaction. The projection is refreshed afterwards by the caller.

    Raises RuntimeError when what was compared is no longer so: the caller locks the tables before comparing.
    """
    companies = _companies(on, changes)
    workplaces = _workplaces(on, changes, companies)
    _retire(on, workplace_state, changes.retired_states, batch_id, now)
    _retire(on, workplace_life, changes.retired_lives, batch_id, now)
    stamp = {"recorded_at": now, "recorded_by_batch_id": batch_id}
    insert_all(
        on,
        workplace_state,
        [
            {
                **dict(zip(FACTS, facts_of(row), strict=False)),
                "industry_section": section_of(row.industry_code),
                "workplace_id": workplaces[row.p_number],
                "company_id": companies[row.cvr],
                "valid_from": day,
                **stamp,
            }
            for row, day in changes.new_states
        ],
    )
    insert_all(
        on,
        workplace_life,
        [
            {
                "workplace_id": workplaces[row.p_number],
                "start_date": row.start_date,
                "end_date": row.end_date,
                **stamp,
            }
            for row in changes.new_lives
        ],
    )
    note_next_states(on, sorted({workplaces[row.p_number] for row, _ in changes.new_states}))


def _companies(on: Session, changes: RegisterChanges) -> dict[str, int]:
    """Ids by CVR number of all companies that new facts speak of; missing ones are made."""
    wanted = sorted({row.cvr for row, _ in changes.new_states} | {row.cvr for row in changes.new_workplaces})
    found = ids_by(on, company.c.cvr, wanted)
    missing = [cvr for cvr in wanted if cvr not in found]
    insert_all(
        on,
        company,
        [
            {
                "cvr": cvr,
                "name": changes.companies[cvr],
                "advertising_protected": False,
                "living_workplaces": 0,
                "search_text": "",
            }
            for cvr in missing
        ],
    )
    return found | ids_by(on, company.c.cvr, missing)


def _workplaces(on: Session, changes: RegisterChanges, companies: dict[str, int]) -> dict[str, int]:
    """Ids by P-number of all workplaces that new facts speak of; missing ones are made."""
    rows = [_workplace(row, companies[row.cvr]) for row in changes.new_workplaces]
    insert_all(on, workplace, rows)
    wanted = {row.p_number for row, _ in changes.new_states} | {row.p_number for row in changes.new_lives}
    return ids_by(on, workplace.c.p_number, sorted(wanted))


def _workplace(row: RegisterRow, company_id: int) -> dict[str, Any]:
    """Just what the table insists on: the projection fills in the rest."""
    return {
        "p_number": row.p_number,
        "company_id": company_id,
        "name": row.name,
        "municipality_code": row.municipality_code,
        "headcount_exact": True,
        "sector": row.sector,
        "start_date": row.start_date,
    }


def _retire(on: Session, table: sa.Table, ids: list[int], batch_id: int | None, now: datetime) -> None:
    values = {"retired_at": now, "retired_by_batch_id": batch_id, "retirement": Retirement.REPLACED}
    if update_where_id(on, table, ids, values, table.c.retired_at.is_(None)) != len(ids):
        raise RuntimeError("a fact was changed between comparing and writing")
