"""kill -9 at any moment of an import leaves everything or nothing, and no batch that seems to be running."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from intake_files import WORKPLACE, csv_of
from processes import Forking, forking
from sqlmodel import Session, func, select

from crm.intake.models import BatchStatus, ImportBatch
from crm.register.models import Workplace, WorkplaceLife, WorkplaceState
from crm.values.clock import utc_now

ROWS = 1_000
POINTS = 20
FACTS = (Workplace, WorkplaceLife, WorkplaceState)


IMPORTING = """
import sys
import crm.app, crm.cli

def begin(path):
    sys.argv = ["crm", "import", "register", path]
    crm.cli.main()
"""


@dataclass(frozen=True, slots=True)
class Importing:
    """The command that imports the file, each time in a process of its own."""

    processes: Forking
    path: Path

    def start(self) -> int:
        return self.processes.start(str(self.path))


@pytest.fixture
def importing(database_url: str, tmp_path: Path) -> Iterator[Importing]:
    path = tmp_path / "register.csv"
    path.write_text(csv_of(*(WORKPLACE | {"pnummer": str(1017500000 + number)} for number in range(ROWS))))
    environment = os.environ | {"CRM_DATABASE_URL": database_url, "CRM_INSTANCE_DIR": str(tmp_path / "instance")}
    with forking(IMPORTING, environment) as processes:
        yield Importing(processes, path)


def is_over(session: Session) -> bool:
    """All or nothing of it is there, as one statement sees all tables; whether it is all."""
    session.rollback()
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in FACTS]
    statuses = select(func.count()).select_from(ImportBatch), select(func.min(ImportBatch.status))
    found = session.exec(select(*counts, *(each.scalar_subquery() for each in statuses))).one()
    assert tuple(found) in ((0, 0, 0, 0, None), (ROWS, ROWS, ROWS, 1, BatchStatus.DONE)), found
    return bool(found[0])


def test_killed_at_twenty_random_points(session: Session, importing: Importing) -> None:
    whole = importing.start()
    started = time.monotonic()
    while not is_over(session):
        time.sleep(0.02)
    length = time.monotonic() - started
    assert importing.processes.ended(whole) == 0
    dice = random.Random(851)
    killed = 0
    for _point in range(POINTS):
        _empty(session)
        process = importing.start()
        time.sleep(dice.uniform(0.05, 1.0) * length)
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(process, signal.SIGKILL)
        killed += importing.processes.ended(process) == -signal.SIGKILL
        is_over(session)
    assert killed > POINTS / 2
    _empty(session)
    assert importing.processes.ended(importing.start()) == 0  # nothing of the killed ones is in the way
    assert is_over(session)


def _empty(session: Session) -> None:
    """As if nothing had been imported; takes the tables a killed PostgreSQL client may still hold for a moment."""
    session.rollback()
    until = utc_now().timestamp() + 20
    session.info["writing"] = True
    while True:
        try:
            for table in (
                "import_problem",
                "import_row",
                "workplace_life",
                "workplace_state",
                "cooperation",
                "import_batch",
                "workplace",
                "company",
            ):
                session.connection().execute(sa.text(f"DELETE FROM {table}"))
            session.commit()
        except sa.exc.DBAPIError:
            session.rollback()
            assert utc_now().timestamp() < until
            time.sleep(0.1)
        else:
            return
