"""Arrangements of a case system: what a file would change, and recording it.

A row is known by its source and the source's own id. Re-imported as it was it changes nothing; changed, the old fact is
retired and a new one recorded. A correction by hand stands until the source itself says something new; what a person
voided stays voided, whatever the file says: what was taken back must not come back by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlmodel import Session

from crm.cooperation.core import GIVEN, cooperation
from crm.cooperation.placing import Places, places, retire
from crm.db import Retirement
from crm.intake.models import RowOutcome
from crm.register.chunks import chunks, insert_all
from crm.values.cooperation_status import CooperationStatus
from imports.problems import Problem, ProblemCode, problem
from imports.rows import CooperationRow

_TENTH = Decimal("0.1")
_BY_DATES = frozenset({CooperationStatus.ACTIVE, CooperationStatus.ENDED})


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said of one arrangement."""

    status: CooperationStatus
    given: tuple[object, ...]


@dataclass(slots=True)
class Known:
    """A source's id: its current fact, and what its last import said where a person corrected it since."""

    id: int | None = None
    workplace_id: int | None = None
    now: Said | None = None
    imported: Said | None = None
    is_by_hand: bool = False
    is_voided: bool = False


@dataclass(slots=True)
class CooperationChanges:
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)  # by row number
    new: list[tuple[CooperationRow, int | None]] = field(default_factory=list)  # with the workplace's id
    retired: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unplaced: int = 0


def cooperation_changes(
    on: Session, rows: Sequence[CooperationRow], *, source: str, own_centre: str
) -> CooperationChanges:
    """Compare, in bulk; nothing is written."""
    changes = CooperationChanges()
    known_places = places(on, ((row.p_number, row.cvr) for row in rows))
    for part in chunks(rows):
        found = _known(on, source, [row.external_id for row in part])
        for row in part:
            _warn(changes, row, known_places)
            known = found.get(row.external_id, Known())
            if known.is_voided:
                changes.problems.append(problem(row.row, "løbenummer", ProblemCode.VOIDED_BY_HAND, row.external_id))
                changes.outcomes[row.row] = RowOutcome.UNCHANGED
            else:
                _compare(changes, row, known, known_places, own_centre)
    return changes


def record_cooperations(
    on: Session,
    changes: CooperationChanges,
    *,
    source: str,
    own_centre: str,
    batch_id: int | None,
    now: datetime,
    today: date,
) -> Counter[RowOutcome]:
    """Write the changes as facts, in the caller's transaction."""
    retire(on, changes.retired, batch_id=batch_id, now=now)
    insert_all(
        on,
        cooperation,
        [
            {
                **dict(zip(GIVEN, given(row, own_centre), strict=True)),
                "source": source,
                "external_id": row.external_id,
                "workplace_id": workplace_id,
                "status": status_on(row, today),
                "recorded_at": now,
                "recorded_by_batch_id": batch_id,
            }
            for row, workplace_id in changes.new
        ],
    )
    return Counter(changes.outcomes.values())


def given(row: CooperationRow, own_centre: str) -> tuple[object, ...]:
    """What the source says, in the order of GIVEN."""
    hours = row.hours_per_week
    return (
        row.p_number,
        row.cvr,
        row.type_code,
        row.start_date,
        row.end_date,
        row.job_centre_code or own_centre,
        row.target_group,
        None if hours is None else hours.quantize(_TENTH, ROUND_HALF_UP),
        row.unit,
        row.consultant,
        row.note,
    )


def status_on(row: CooperationRow, today: date) -> CooperationStatus:
    """An empty cell means active, or ended if the end date is past."""
    if row.status is not None:
        return row.status
    return CooperationStatus.ENDED if row.end_date and row.end_date < today else CooperationStatus.ACTIVE


def _known(on: Session, source: str, external_ids: Sequence[str]) -> dict[str, Known]:
    names = ("workplace_id", "status", "retired_at", "retirement", "recorded_by_batch_id", "recorded_by_user_id")
    columns = [cooperation.c[name] for name in ("id", "external_id", *names, *GIVEN)]
    rows = on.connection().execute(
        sa.select(*columns)
        .where(
            cooperation.c.source == source,
            cooperation.c.external_id.in_(external_ids),
            sa.or_(cooperation.c.retirement.is_(None), cooperation.c.retirement != Retirement.UNDONE),
        )
        .order_by(cooperation.c.recorded_at, cooperation.c.id)
    )
    found: dict[str, Known] = {}
    for fact in rows:
        known = found.setdefault(fact.external_id, Known())
        said = Said(fact.status, tuple(fact[-len(GIVEN) :]))
        if fact.recorded_by_batch_id is not None and fact.recorded_by_user_id is None:
            known.imported = said
        if fact.retired_at is None:
            known.id, known.workplace_id, known.now = fact.id, fact.workplace_id, said
            known.is_by_hand = fact.recorded_by_user_id is not None
        known.is_voided = fact.retirement == Retirement.VOIDED
    return found


def _warn(changes: CooperationChanges, row: CooperationRow, known_places: Places) -> None:
    if known_places.is_mismatch(row.p_number, row.cvr):
        changes.problems.append(problem(row.row, "cvrnummer", ProblemCode.CVR_MISMATCH, row.cvr))


def _compare(
    changes: CooperationChanges, row: CooperationRow, known: Known, known_places: Places, own_centre: str
) -> None:
    workplace_id = known_places.find(row.p_number, row.cvr, row.start_date)
    if known.now is not None and known.now.given[:2] == (row.p_number, row.cvr):
        # Somebody may have placed it by hand; the same numbers don't take that back.
        workplace_id = known.workplace_id or workplace_id
    changes.unplaced += workplace_id is None
    if _is_same(row, known, workplace_id, own_centre):
        changes.outcomes[row.row] = RowOutcome.UNCHANGED
        return
    changes.new.append((row, workplace_id))
    changes.outcomes[row.row] = RowOutcome.CREATED if known.id is None else RowOutcome.UPDATED
    if known.id is not None:
        changes.retired.append(known.id)


def _is_same(row: CooperationRow, known: Known, workplace_id: int | None, own_centre: str) -> bool:
    if known.is_by_hand and known.imported is not None:
        return _says(row, known.imported, own_centre)
    return known.now is not None and known.workplace_id == workplace_id and _says(row, known.now, own_centre)


def _says(row: CooperationRow, said: Said, own_centre: str) -> bool:
    """An empty status is the same as what it meant when it came: time passing changes nothing."""
    same_status = row.status == said.status if row.status is not None else said.status in _BY_DATES
    return same_status and given(row, own_centre) == said.given
