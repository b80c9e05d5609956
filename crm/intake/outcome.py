"""What became of each row of a file, kept for the page and the problem file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from crm.intake.models import ImportBatch, ImportProblem, ImportRow, RowOutcome
from crm.intake.reading import Reading
from crm.register.chunks import insert_all
from imports.problems import Problem, ProblemCode
from imports.rows import CooperationRow, RegisterRow, RejectedRow

import_row: sa.Table = SQLModel.metadata.tables[ImportRow.__tablename__]
import_problem: sa.Table = SQLModel.metadata.tables[ImportProblem.__tablename__]
_COLUMN = 80


def keep_outcome(
    on: Session, batch: ImportBatch, reading: Reading, outcomes: Mapping[int, RowOutcome], problems: Sequence[Problem]
) -> None:
    """Write the rows' outcomes, the problems and the counts; an earlier check of the same file is replaced."""
    forget_outcome(on, batch)
    stays = {"batch_id": batch.id}
    kept = [
        {**stays, "row": row.row, "outcome": outcomes[row.row], "key": row_key(row, batch.valid_from), "cells": None}
        for row in reading.rows
    ]
    refused = [
        {**stays, "row": row.row, "outcome": RowOutcome.REJECTED, "key": "", "cells": list(row.cells)}
        for row in reading.rejected
    ]
    insert_all(on, import_row, kept + refused)
    insert_all(on, import_problem, [stays | _problem(found) for found in problems])
    counted = list(outcomes.values())
    batch.created = counted.count(RowOutcome.CREATED)
    batch.updated = counted.count(RowOutcome.UPDATED)
    batch.unchanged = counted.count(RowOutcome.UNCHANGED)
    batch.rejected = len(reading.rejected)
    batch.rows_done = batch.rows_total = reading.read
    batch.columns = {"columns": list(reading.columns), "unknown": list(reading.unknown)}
    on.add(batch)


def forget_outcome(on: Session, batch: ImportBatch) -> None:
    for table in (import_row, import_problem):
        on.connection().execute(sa.delete(table).where(table.c.batch_id == batch.id))


def row_key(row: Any, valid_from: date | None) -> str:
    """What the row is known by in its file."""
    if isinstance(row, RegisterRow):
        return f"{row.p_number} {row.effective_valid_from(valid_from).isoformat()}"
    if isinstance(row, CooperationRow):
        return row.external_id
    raise TypeError(type(row).__name__)


def rejected_rows(on: Session, batch: ImportBatch) -> Iterable[RejectedRow]:
    """The refused rows as they stood, with their problems, in the order of the file."""
    problems: dict[int, list[Problem]] = {}
    of_batch = sa.select(import_problem).where(import_problem.c.batch_id == batch.id).order_by(import_problem.c.id)
    for row in on.connection().execute(of_batch):
        found = Problem(row.row, row.column_name, ProblemCode(row.code), row.value, row.severity.value)
        problems.setdefault(row.row, []).append(found)
    refused = (
        sa.select(import_row.c.row, import_row.c.cells)
        .where(import_row.c.batch_id == batch.id, import_row.c.outcome == RowOutcome.REJECTED)
        .order_by(import_row.c.row)
    )
    for number, cells in on.connection().execute(refused):
        yield RejectedRow(number, tuple(cells), tuple(problems.get(number, ())))


def _problem(found: Problem) -> dict[str, Any]:
    return {
        "row": found.row,
        "column_name": found.column[:_COLUMN] if found.column else None,
        "code": found.code.value,
        "value": found.value,
        "severity": found.severity,
    }
