"""The clocks of 1,000 open requests out of 10,000 in the database: python tests/bench/bench_clocks.py."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from databases import on_both
from sqlmodel import Session

from crm import migrations
from crm.accounts.units import ensure_units
from crm.db import create_engine, open_session, transaction
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.queries.clocks import open_clocks
from crm.employer_requests.services.ladder import due_steps
from crm.employer_requests.services.settings import ensure_categories, ensure_goals
from crm.working_time.services import ensure_closed_days, ensure_opening_hours

OPEN, CLOSED = 1_000, 9_000
NOW = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
CATEGORIES = 12
ROUNDS = 60
LIMIT = 150


def fill(on: Session) -> None:
    """Ten thousand requests with some eight events each; every tenth is open."""
    chance = Random(6)
    tables = {each.__tablename__: each.__table__ for each in (EmployerRequest, RequestEvent)}  # type: ignore[attr-defined]
    requests, events = [], []
    for number in range(1, OPEN + CLOSED + 1):
        is_open = number <= OPEN
        received_at = NOW - timedelta(minutes=chance.randrange(60, 60_000 if is_open else 500_000))
        requests.append(request_row(number, received_at, is_open=is_open, category_id=chance.randint(1, CATEGORIES)))
        events += happenings(chance, requests[-1], NOW)
    run = on.connection().execute
    run(tables["employer_request"].insert(), requests)
    for start in range(0, len(events), 5_000):
        run(tables["request_event"].insert(), events[start : start + 5_000])


def request_row(number: int, received_at: datetime, *, is_open: bool, category_id: int) -> dict[str, Any]:
    return {
        "id": number,
        "reference": f"VS-2026-{number:05d}",
        "channel": "form",
        "category_id": category_id,
        "priority": "normal",
        "company_text": "Firma",
        "caller_name": "",
        "caller_phone": "",
        "caller_email": "",
        "subject": "To chauffører",
        "description": "Fra næste måned. " * 10,
        "language": "da",
        "received_at": received_at,
        "recorded_at": received_at,
        "status": "answered" if is_open else "closed",
        "unit_id": 1,
        "closed_at": None if is_open else received_at + timedelta(days=20),
        "outcome": None if is_open else "advised",
        "next_step": "",
        "version": 1,
    }


def happenings(chance: Random, request: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Received, taken, two pauses, another category, more urgent, and notes between."""
    at = request["received_at"]
    found = [event(request, at, "received", category_id=request["category_id"], priority="normal")]
    for kind in ("taken", "recategorised", "waiting_for_company", "resumed", "note", "priority_changed", "message_in"):
        at = min(now, at + timedelta(minutes=chance.randrange(1, 2_000)))
        more = {"category_id": chance.randint(1, CATEGORIES)} if kind == "recategorised" else {}
        more |= {"priority": chance.choice(["normal", "high", "urgent"])} if kind == "priority_changed" else {}
        found.append(event(request, at, kind, **more))
    if request["closed_at"]:
        found.append(event(request, max(at, request["closed_at"]), "closed", outcome="advised"))
    return found


def event(request: dict[str, Any], at: datetime, kind: str, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("category_id", "priority", "outcome"))
    return {"request_id": request["id"], "kind": kind, "at": at, "text": "Det sagde de.", **empty, **more}


def measure(url: str) -> None:
    engine = create_engine(url)
    migrations.upgrade(engine)
    with open_session(engine) as on:
        with transaction(on):
            ensure_units(on)
            ensure_opening_hours(on, now=NOW - timedelta(days=900))
            ensure_closed_days(on, now=NOW)
            ensure_categories(on)
            ensure_goals(on, now=NOW - timedelta(days=900))
            fill(on)
            on.connection().exec_driver_sql("ANALYZE")
        report(engine.dialect.name, on)
    engine.dispose()


def report(database: str, on: Session) -> None:
    times, works = [], []
    for _round in range(ROUNDS):
        on.rollback()
        begins, worked = time.perf_counter(), time.process_time()
        found = open_clocks(on, now=NOW)
        times.append((time.perf_counter() - begins) * 1000)
        works.append((time.process_time() - worked) * 1000)
        assert len(found) == OPEN
    times.sort()
    print(
        f"{database}: {OPEN} open requests, {sum(map(len, found.values()))} clocks:"
        f" median {statistics.median(times):.0f} ms, p95 {times[int(ROUNDS * 0.95)]:.0f} ms (limit {LIMIT} ms),"
        f" of this process's work {statistics.median(works):.0f} ms"
    )
    on.rollback()
    begins = time.perf_counter()
    steps = due_steps(on, now=NOW)
    print(f"{database}: the ladder finds {len(steps)} steps in {(time.perf_counter() - begins) * 1000:.0f} ms")


if __name__ == "__main__":
    on_both(measure)
