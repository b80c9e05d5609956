"""kill -9 at any moment of an import leaves everything or nothing, and no batch that seems to be running."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa
from intake_files import WORKPLACE, count_all, csv_of
from sqlmodel import Session

from crm.intake.models import BatchStatus, ImportBatch
from crm.values.clock import utc_now

ROWS = 2_000
POINTS = 20


def test_killed_at_twenty_random_points(session: Session, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(csv_of(*(WORKPLACE | {"pnummer": str(1017500000 + number)} for number in range(ROWS))))
    environment = os.environ | {"CRM_DATABASE_URL": database_url, "CRM_INSTANCE_DIR": str(tmp_path / "instance")}
    command = [sys.executable, "-c", "from crm.cli import main; main()", "import", "register", str(path)]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_over() -> bool:
        """All or nothing of it is there, in one view of all tables; whether it is all."""
        session.rollback()
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        found = count_all(session)
        facts = {found["workplace"], found["workplace_life"], found["workplace_state"]}
        batches = session.connection().execute(sa.select(ImportBatch.status)).scalars().all()
        assert (facts, batches) in (({0}, []), ({ROWS}, [BatchStatus.DONE])), (found, batches)
        return facts == {ROWS}

    started = time.monotonic()
    whole = start()
    while not is_over():
        time.sleep(0.02)
    whole.wait()
    length = time.monotonic() - started
    dice = random.Random(851)
    for _point in range(POINTS):
        _empty(session)
        process = start()
        time.sleep(dice.uniform(0.2, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        is_over()
    _empty(session)
    assert start().wait() == 0  # nothing of the killed ones is in the way
    assert is_over()


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
