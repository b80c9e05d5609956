from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from crm.db import Moment, Row, enum_type


class FileKind(StrEnum):
    REGISTER = "register"
    COOPERATIONS = "cooperations"


class BatchStatus(StrEnum):
    CHECKING = "checking"  # uploaded; the dry run is queued or under way
    CHECKED = "checked"  # the dry run is done and shown; waits for a person
    QUEUED = "queued"  # a person said run
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RowOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class ImportBatch(Row, table=True):
    """One file, from upload to result. Facts point back at it: what it recorded and what it retired."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    kind: FileKind = Field(sa_type=enum_type(FileKind, "kind"))
    source: str | None = Field(default=None, max_length=40)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    size_bytes: int
    valid_from: date | None = Field(default=None)
    status: BatchStatus = Field(sa_type=enum_type(BatchStatus, "status"), index=True)
    stored_as: str | None = Field(default=None, max_length=80)  # file in the upload folder; None once it is removed
    phase: str = Field(default="waiting", max_length=24)
    rows_done: int = Field(default=0)
    rows_total: int = Field(default=0)
    created: int = Field(default=0)
    updated: int = Field(default=0)
    unchanged: int = Field(default=0)
    rejected: int = Field(default=0)
    columns: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # recognised and unknown headers
    effect: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # the difference to today, from the dry run
    error: str | None = Field(default=None, max_length=40)  # a file problem's code
    error_detail: str | None = Field(default=None, max_length=300)
    created_by_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    heartbeat_at: datetime | None = Field(default=None, sa_type=Moment)


class ImportRow(Row, table=True):
    """What became of one row of the file."""

    __tablename__ = "import_row"

    batch_id: int = Field(primary_key=True, foreign_key="import_batch.id")
    row: int = Field(primary_key=True)  # as a spreadsheet numbers it; the header is row 1
    outcome: RowOutcome = Field(sa_type=enum_type(RowOutcome, "outcome"))
    key: str = Field(default="", max_length=80)  # P-number and day, or the source's own id
    cells: list[str] | None = Field(
        default=None, sa_type=sa.JSON
    )  # of rejected rows, for the problem file; CPR removed


class ImportProblem(Row, table=True):
    """One thing wrong, or worth knowing, with one row."""

    __tablename__ = "import_problem"

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True)
    row: int
    column: str | None = Field(default=None, max_length=80, sa_column_kwargs={"name": "column_name"})
    code: str = Field(max_length=40)
    value: str | None = Field(default=None, max_length=100)
    severity: Severity = Field(sa_type=enum_type(Severity, "severity"))
