"""Register import of 10,000 rows on SQLite: time, peak memory, and both against reading and inserting without checks.

Limits: 12 s and 300 MB; a second import of the same file takes no longer than the first; aim: at most four times as
long as reading the file with the same reader and inserting its rows into one table without any checks. Printed beside
it, to be honest about what the reader costs: the csv module alone and a plain table. Every step runs in a process of
its own, after the program has been loaded; time is that of the processor, for the machine may be doing other things.
"""

import csv
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Event, Thread

import sqlalchemy as sa

from crm import migrations
from crm.app import create_app
from crm.db import WRITE, create_engine, engine, session, transaction
from crm.installation import set_up
from crm.intake.importing import import_file
from crm.intake.models import FileKind, RowOutcome
from crm.intake.reading import Source
from crm.register.chunks import chunks
from crm.settings import Settings
from imports.register import COLUMNS, parse_register

ROWS = 10_000
SECONDS, MEGABYTES, TIMES = 12.0, 300, 4.0
HEADER = [column.header for column in COLUMNS]
_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "register.csv")
        bare = step("bare", folder, "csv module and a plain table")
        reader = step("reader", folder, "our reader and one table without checks")
        first = step("import", folder, "import")
        second = step("import", folder, "the same file again")
    print(f"import : reading and inserting without checks  {first['cpu'] / reader['cpu']:.1f} × (aim ≤ {TIMES:.0f})")
    print(f"import : the csv module and a plain table      {first['cpu'] / bare['cpu']:.1f} ×")
    assert first["counts"] == [ROWS, 0, 0, 0]
    assert second["counts"] == [0, 0, ROWS, 0]
    assert first["cpu"] <= SECONDS, first
    assert first["memory"] <= MEGABYTES, first
    assert second["cpu"] <= first["cpu"], (first, second)


def step(which: str, folder: Path, label: str) -> dict[str, float]:
    command = [sys.executable, __file__, which, str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(f"{label:42} {found['cpu']:6.2f} s processor  {found['wall']:6.2f} s  {found['memory']:4.0f} MB")
    return found


def measured(folder: Path, work: Callable[[Path], object]) -> None:
    """Runs in the step's own process. Memory and time include the child process that reads the file."""
    counted = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    before, started = sum(use.ru_utime + use.ru_stime for use in counted), time.perf_counter()
    with child_memory() as child:
        counts = work(folder)
    wall = time.perf_counter() - started
    counted = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(use.ru_utime + use.ru_stime for use in counted) - before
    memory = counted[0].ru_maxrss / 1024 + max(child)
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory, "counts": counts}))


@contextmanager
def child_memory() -> Iterator[list[float]]:
    """Peaks in MB of a child as it runs: what the system tells of it afterwards counts our own size before it began."""
    peaks, over = [0.0], Event()

    def look() -> None:
        while not over.wait(0.005):
            numbers = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            peaks.extend(map(peak_of, numbers))

    thread = Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def peak_of(number: str) -> float:
    """Zero for a process that is gone, or is still a copy of this one."""
    try:
        if b"imports.child" not in Path(f"/proc/{number}/cmdline").read_bytes():
            return 0.0
        told = Path(f"/proc/{number}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM")), 0.0)


def write_file(path: Path) -> None:
    """Believable rows of one municipality; 85 companies for 100 workplaces."""
    dice = random.Random(851)
    numbers = cvr_numbers(int(ROWS * 0.85))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for index in range(ROWS):
            cvr = numbers[index] if index < len(numbers) else dice.choice(numbers)
            start = f"{dice.randint(1, 28):02d}-{dice.randint(1, 12):02d}-{dice.randint(1975, 2015)}"
            staff = dice.choice(("", str(dice.randint(0, 80))))
            writer.writerow(
                (
                    str(1_017_000_000 + index),
                    cvr,
                    f"Arbejdssted {index} på hjørnet",
                    f"Firma {cvr} ApS",
                    "Anpartsselskab",
                    f"Vestergade {dice.randint(1, 200)}",
                    "9000",
                    "Aalborg",
                    "851",
                    dice.choice(("412000", "471110", "561010", "620100", "869020")),
                    "Detailhandel og andet",
                    staff,
                    "" if staff else "ANTAL_5_9",
                    dice.choice(("privat", "privat", "offentlig")),
                    start,
                    "",
                    start,
                    f"98 {dice.randint(10, 99)} {dice.randint(10, 99)} {dice.randint(10, 99)}",
                    f"kontakt{index}@example.dk",
                    "nej",
                )
            )


def cvr_numbers(count: int) -> list[str]:
    found: list[str] = []
    start = 2_000_000
    while len(found) < count:
        start += 7
        check = -sum(int(digit) * weight for digit, weight in zip(str(start), _WEIGHTS, strict=True)) % 11
        if check < 10:
            found.append(f"{start}{check}")
    return found


def run_bare(folder: Path) -> None:
    connection = sqlite3.connect(folder / "bare.db")
    with (folder / "register.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    connection.execute(f"CREATE TABLE row ({', '.join(HEADER)})")
    connection.executemany(f"INSERT INTO row VALUES ({', '.join('?' * len(HEADER))})", rows)
    connection.commit()


def run_reader(folder: Path) -> None:
    with parse_register(folder / "register.csv", frozenset({"0851"})) as parsed:
        rows = [asdict(row) for row in parsed.read_all().rows]
    columns = [sa.Column(name, sa.Date if name.endswith(("date", "from")) else sa.Text) for name in rows[0]]
    table = sa.Table("row", sa.MetaData(), *columns)
    with create_engine(f"sqlite:///{folder / 'reader.db'}").connect().execution_options(**WRITE) as connection:
        table.create(connection)
        for part in chunks(rows):
            connection.execute(sa.insert(table), list(part))
        connection.commit()


def run_import(folder: Path) -> list[int]:
    path = folder / "register.csv"
    imported = import_file(session(), Source(FileKind.REGISTER, path, path.name))
    outcomes = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.REJECTED)
    return [imported.count(outcome) for outcome in outcomes]


def with_installation(folder: Path, work: Callable[[Path], object]) -> None:
    settings = Settings(f"sqlite:///{folder / 'crm.db'}", folder, "bench", log_level="ERROR")
    with create_app(settings).app_context():
        migrations.upgrade(engine())
        with transaction() as on:
            set_up(on, "0851", "Jobcenter Aalborg", ["0851"])
        measured(folder, work)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "import":
        with_installation(Path(sys.argv[2]), run_import)
    else:
        measured(Path(sys.argv[2]), {"bare": run_bare, "reader": run_reader}[sys.argv[1]])
