"""The figures of a campaign of 10,000 companies and 15,000 calls: python tests/bench/bench_campaign_statistics.py.

The aim is 40 ms.
"""

import statistics
import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from databases import on_both
from sqlmodel import SQLModel

from crm import migrations
from crm.campaigns.models import Campaign
from crm.campaigns.queries.statistics import statistics_of
from crm.contacts.words import NOT_REACHED, Outcome
from crm.db import WRITE, create_engine, open_session

COMPANIES, CALLS, COOPERATIONS, CALLERS = 10_000, 15_000, 60_000, 8
BEGAN = datetime(2026, 2, 16, 7, 30, tzinfo=UTC)
NOW = datetime(2026, 5, 29, 12, 0, tzinfo=UTC)
ROUNDS = 60
OUTCOMES = tuple(Outcome)[1:]
WEIGHTS = (40, 8, 4, 12, 9, 10, 9, 5, 2, 1)
Rows = list[dict[str, Any]]


def fill(engine: sa.Engine) -> None:
    """Four months of calls, three questions, and the cooperations of ten years."""
    chance = Random(6)
    calls = _calls(chance)
    everything: dict[str, Rows] = {
        "unit": [{"code": "u", "name": "Jobhuset", "active": True, "version": 1}],
        "user_account": [_user(number) for number in range(CALLERS)],
        "municipality": [],
        "company": [_company(number) for number in range(1, COMPANIES + 1)],
        "workplace": [_workplace(number) for number in range(1, COMPANIES + 1)],
        "campaign": [_campaign()],
        "campaign_target": [_target(number, chance) for number in range(1, COMPANIES + 1)],
        "script_step": [{"campaign_id": 1, "place": 1, "text": "Goddag"}],
        "script_question": _questions(),
        "call_record": calls,
        "target_answer": _answers(calls, chance),
        "visit": _visits(calls, chance),
        "cooperation": _cooperations(chance),
    }
    with engine.connect().execution_options(**WRITE) as connection:
        tables = SQLModel.metadata.tables
        connection.execute(tables["municipality"].insert(), [{"code": "0851", "name": "Aalborg"}])
        connection.execute(tables["job_centre"].insert(), [{"code": "0851", "name": "Jobcenter", "own": True}])
        kind = {"code": "apprentice", "name_da": "voksenlærling", "name_en": "apprentice", "position": 1}
        connection.execute(tables["cooperation_type"].insert(), [kind])
        for name, rows in everything.items():
            if rows:
                connection.execute(tables[name].insert(), rows)
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _user(number: int) -> dict[str, Any]:
    return {
        "email": f"{number}@example.dk", "name": f"Caller {number}", "role": "consultant", "password_hash": "",
        "must_change_password": False, "active": True, "created_at": BEGAN, "version": 1, "unit_id": 1,
    }  # fmt: skip


def _company(number: int) -> dict[str, Any]:
    return {
        "cvr": str(10_000_000 + number), "name": f"Firma {number}", "sort_name": f"firma {number:05d}",
        "advertising_protected": False, "living_workplaces": 1, "search_text": "",
    }  # fmt: skip


def _workplace(number: int) -> dict[str, Any]:
    return {
        "p_number": str(1_000_000_000 + number), "company_id": number, "name": f"Firma {number}",
        "municipality_code": "0851", "headcount_exact": True, "sector": "private", "start_date": date(2010, 1, 1),
    }  # fmt: skip


def _campaign() -> dict[str, Any]:
    return {
        "name": "Elevpladser", "purpose": "", "status": "running", "starts_on": BEGAN.date(), "ends_on": NOW.date(),
        "unit_id": 1, "themes": [], "rule": {}, "follows_source": False, "shares_companies": False, "pilot_size": 20,
        "created_at": BEGAN, "created_by_user_id": 1, "started_at": BEGAN, "version": 1,
    }  # fmt: skip


def _target(number: int, chance: Random) -> dict[str, Any]:
    left_out = chance.random() < 0.2
    return {
        "campaign_id": 1, "company_id": number, "state": "left_out" if left_out else "waiting",
        "reason": chance.choice(["refused", "protected", "no_phone", "closed"]) if left_out else None,
        "attempts": 0, "place": number, "next_at": BEGAN, "pilot": False, "added_at": BEGAN,
    }  # fmt: skip


def _questions() -> Rows:
    kinds = (("yes_no", []), ("choice", ["Ja", "Måske", "Nej"]), ("number", []))
    return [
        {"step_id": 1, "place": place, "text": f"Spørgsmål {place}", "kind": kind, "choices": choices, "retired": False}
        for place, (kind, choices) in enumerate(kinds, start=1)
    ]


def _calls(chance: Random) -> Rows:
    """Six hours a day on weekdays, as they come."""
    days = [BEGAN + timedelta(days=number) for number in range((NOW - BEGAN).days)]
    days = [day for day in days if day.weekday() < 5]
    moments = sorted(chance.choice(days) + timedelta(seconds=chance.randrange(6 * 3600)) for _call in range(CALLS))
    return [
        {
            "campaign_id": 1, "target_id": chance.randrange(1, COMPANIES + 1),
            "user_id": chance.randrange(1, CALLERS + 1), "incoming": False, "started_at": at,
            "ended_at": at + timedelta(seconds=chance.randrange(30, 600)),
            "outcome": chance.choices(OUTCOMES, WEIGHTS)[0], "entry": f"{number:032d}", "settled": [],
            "before": {
                "state": "waiting", "reason": None, "attempts": 0, "next_at": BEGAN.isoformat(),
                "call_back_user_id": None, "last_outcome": None, "last_called_at": None,
            },
            "undone_at": at + timedelta(minutes=20) if chance.random() < 0.01 else None,
        }
        for number, at in enumerate(moments, start=1)
    ]  # fmt: skip


def _answers(calls: Rows, chance: Random) -> Rows:
    reached = [number for number, call in enumerate(calls, start=1) if call["outcome"] not in NOT_REACHED]
    rows: Rows = []
    for number in reached:
        rows.append({"call_id": number, "question_id": 1, "value": chance.choice(["yes", "no"]), "number": None})
        place = chance.choice(["Ja", "Måske", "Nej"])
        rows.append({"call_id": number, "question_id": 2, "value": place, "number": None})
        count = chance.randrange(20)
        rows.append({"call_id": number, "question_id": 3, "value": str(count), "number": count})
    return rows


def _visits(calls: Rows, chance: Random) -> Rows:
    return [
        {
            "company_id": call["target_id"], "lead_user_id": call["user_id"], "campaign_target_id": call["target_id"],
            "starts_at": call["ended_at"] + timedelta(days=3), "ends_at": call["ended_at"] + timedelta(days=3, hours=1),
            "status": chance.choice(["held", "held", "confirmed", "cancelled"]), "purpose": "", "version": 1,
            "created_at": call["ended_at"], "created_by_user_id": call["user_id"],
        }
        for call in calls
        if call["outcome"] is Outcome.VISIT_BOOKED
    ]  # fmt: skip


def _cooperations(chance: Random) -> Rows:
    first = date(2016, 6, 1)
    rows: Rows = []
    for number in range(COOPERATIONS):
        start = first + timedelta(days=chance.randrange(3650))
        rows.append(
            {
                "source": "file", "external_id": str(number), "workplace_id": chance.randrange(1, COMPANIES + 1),
                "type_code": "apprentice", "start_date": start, "end_date": start + timedelta(days=90),
                "status": "ended", "job_centre_code": "0851", "recorded_at": BEGAN,
            }
        )  # fmt: skip
    return rows


def measure(url: str) -> None:
    engine = create_engine(url)
    migrations.upgrade(engine)
    fill(engine)
    with open_session(engine) as on:
        campaign = on.get_one(Campaign, 1)
        times = []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            statistics_of(on, campaign, now=NOW)
            times.append((time.perf_counter() - began) * 1000)
            on.rollback()
    print(f"{engine.dialect.name}: figures of {COMPANIES} companies, {CALLS} calls   {report(times[3:])}")
    engine.dispose()


def report(times: list[float]) -> str:
    return f"median {statistics.median(times):6.1f} ms   p95 {sorted(times)[int(len(times) * 0.95)]:6.1f} ms"


if __name__ == "__main__":
    on_both(measure)
