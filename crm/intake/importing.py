"""One import from file to facts: read, compare, and write everything in one transaction or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from crm.audit.trail import record
from crm.cooperation.placing import place_unplaced
from crm.db import transaction
from crm.intake.cooperations import cooperation_changes, record_cooperations
from crm.intake.models import BatchStatus, FileKind, ImportBatch, RowOutcome
from crm.intake.outcome import keep_outcome
from crm.intake.reading import Progress, Reading, Source, file_hash, no_progress, read_file
from crm.operations.services import follow_up_with
from crm.register.changes import RegisterChanges, register_changes
from crm.register.population import staffed_by_municipality
from crm.register.projection import refresh_batch
from crm.register.recording import record_changes
from crm.register.reference import own_job_centre
from crm.values.clock import local_date, utc_now
from imports.problems import Problem

FACT_TABLES = ("company", "workplace", "workplace_life", "workplace_state", "cooperation")


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would do; `record` does it, in a transaction, for a batch and a moment."""

    outcomes: Mapping[int, RowOutcome]
    problems: list[Problem]
    effect: dict[str, Any]  # the difference to today, as the page shows it
    record: Callable[[Session, int | None, datetime], None]


@dataclass(slots=True)
class Imported:
    """What came of a file. `batch_id` none: it was only a dry run."""

    reading: Reading
    outcomes: Mapping[int, RowOutcome]
    problems: list[Problem] = field(default_factory=list)
    effect: dict[str, Any] = field(default_factory=dict)
    batch_id: int | None = None

    def count(self, outcome: RowOutcome) -> int:
        if outcome is RowOutcome.REJECTED:
            return len(self.reading.rejected)
        return sum(found is outcome for found in self.outcomes.values())


def try_file(on: Session, source: Source, *, now: datetime, progress: Progress = no_progress) -> Imported:
    """The dry run: everything but writing. Raises FileProblem and Refusal."""
    own_job_centre(on)
    reading = read_file(on, source, progress)
    progress("comparing", reading.read, reading.read)
    difference = compare(on, source, reading, local_date(now))
    return Imported(reading, difference.outcomes, _in_order(reading, difference), difference.effect)


def import_file(on: Session, source: Source, *, now: datetime | None = None) -> Imported:
    """Import at once. Killed at any moment it leaves everything or nothing, and no batch that seems to be running.

    Raises FileProblem and Refusal.
    """
    own_job_centre(on)
    batch = ImportBatch(
        kind=source.kind,
        source=source.source,
        file_name=source.file_name[:200],
        sha256=file_hash(source.path),
        size_bytes=source.path.stat().st_size,
        valid_from=source.valid_from,
        status=BatchStatus.DONE,
        created_at=now or utc_now(),
        started_at=now or utc_now(),
    )
    reading = read_file(on, source)
    with transaction(on) as work:
        return write(work, batch, source, reading, now=now)


def write(
    on: Session, batch: ImportBatch, source: Source, reading: Reading, *, now: datetime | None, actor: str | None = None
) -> Imported:
    """Compare and write, in the caller's transaction: nobody else changes a fact meanwhile.

    The moment is taken when everybody else is locked out, so that facts follow each other in time.
    """
    lock_facts(on)
    moment = now or utc_now()
    today = local_date(moment)
    on.add(batch)
    on.flush()
    difference = compare(on, source, reading, today)
    difference.record(on, batch.id, moment)
    if source.kind is FileKind.REGISTER and batch.id is not None:
        difference.effect["placed"] = place_unplaced(on, batch_id=batch.id, now=moment)
        refresh_batch(on, batch.id, today)
        follow_up_with(on, "nightly-groups", now=moment)
    problems = _in_order(reading, difference)
    keep_outcome(on, batch, reading, difference.outcomes, problems)
    batch.status, batch.phase, batch.finished_at = BatchStatus.DONE, "done", moment
    batch.effect = difference.effect
    names = ("created", "updated", "unchanged", "rejected")
    counts = {name: getattr(batch, name) for name in names}
    record(on, "import.run", batch, details={"kind": source.kind.value, **counts}, actor=actor, now=moment)
    return Imported(reading, difference.outcomes, problems, difference.effect, batch.id)


def lock_facts(on: Session) -> None:
    """Keep other writers out until the end of the transaction; readers go on. SQLite has one writer anyway."""
    if on.get_bind().dialect.name == "postgresql":
        on.connection().execute(sa.text(f"LOCK TABLE {', '.join(FACT_TABLES)} IN SHARE ROW EXCLUSIVE MODE"))


def compare(on: Session, source: Source, reading: Reading, today: date) -> Difference:
    """What the file would change; nothing is written."""
    if source.kind is FileKind.REGISTER:
        return _compare_register(on, source, reading, today)
    own_centre = own_job_centre(on).code
    changes = cooperation_changes(on, reading.rows, source=source.source or "", own_centre=own_centre)

    def record_all(work: Session, batch_id: int | None, now: datetime) -> None:
        record_cooperations(
            work, changes, source=source.source or "", own_centre=own_centre, batch_id=batch_id, now=now, today=today
        )

    return Difference(changes.outcomes, changes.problems, {"unplaced": changes.unplaced}, record_all)


def _compare_register(on: Session, source: Source, reading: Reading, today: date) -> Difference:
    changes = register_changes(on, reading.rows, valid_from=source.valid_from, today=today)

    def record_all(work: Session, batch_id: int | None, now: datetime) -> None:
        record_changes(work, changes, batch_id=batch_id, now=now)

    outcomes = {row: RowOutcome(outcome) for row, outcome in changes.outcomes.items()}
    return Difference(outcomes, [], _effect(on, changes, today), record_all)


def _effect(on: Session, changes: RegisterChanges, today: date) -> dict[str, Any]:
    """Counts of workplaces, and the population before and after in the municipalities the own centre serves."""
    before = staffed_by_municipality(on, today)
    return {
        "new": len(changes.new_workplaces),
        "changed": changes.changed_workplaces - len(changes.new_workplaces),
        "opened": changes.opened,
        "closed": changes.closed,
        "population": [
            {"code": code, "name": name, "before": count, "after": count + changes.population[code]}
            for code, name, count in before
        ],
    }


def _in_order(reading: Reading, difference: Difference) -> list[Problem]:
    return sorted(reading.problems + difference.problems, key=lambda found: found.row)
