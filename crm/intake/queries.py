from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from crm.accounts.models import User
from crm.intake.models import ImportBatch, ImportProblem, Severity


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many rows have one kind of problem."""

    code: str
    severity: Severity
    count: int


def import_list() -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The newest first, with the name of who uploaded it; and their number."""
    rows: sa.Select[Any] = (
        sa.select(*ImportBatch.__table__.columns, User.name.label("user_name"))  # type: ignore[attr-defined]
        .join(User, col(User.id) == ImportBatch.created_by_user_id, isouter=True)
        .order_by(col(ImportBatch.id).desc())
    )
    return rows, sa.select(sa.func.count(col(ImportBatch.id)))


def batch_by_id(on: Session, batch_id: int) -> ImportBatch | None:
    return on.get(ImportBatch, batch_id, populate_existing=True)


def code_counts(on: Session, batch_id: int) -> list[CodeCount]:
    """Errors first, the most frequent first."""
    code, severity = col(ImportProblem.code), col(ImportProblem.severity)
    count = sa.func.count().label("count")
    found = on.connection().execute(
        sa.select(code, severity, count)
        .where(col(ImportProblem.batch_id) == batch_id)
        .group_by(code, severity)
        .order_by(severity, count.desc(), code)
    )
    return [CodeCount(*row) for row in found]


def problem_list(batch_id: int, code: str | None) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The problems of an import, errors first, in the order of the file; perhaps of one code only. And their number."""
    wanted = [col(ImportProblem.batch_id) == batch_id]
    if code:
        wanted.append(col(ImportProblem.code) == code)
    names = ("row", "column", "code", "value", "severity")
    columns = [getattr(ImportProblem, name).label(name) for name in names]
    rows: sa.Select[Any] = sa.select(*columns).where(*wanted)
    in_order = rows.order_by(col(ImportProblem.severity), col(ImportProblem.id))
    return in_order, sa.select(sa.func.count(col(ImportProblem.id))).where(*wanted)
