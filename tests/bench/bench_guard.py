"""The guard's answer for a list of 50 companies, and for 10,000: python tests/bench/bench_guard.py."""

import statistics
import time
from datetime import UTC, date, datetime, timedelta
from random import Random

import sqlalchemy as sa
from databases import on_both
from sqlmodel import Session

from crm import migrations
from crm.accounts.models import User
from crm.contacts.guard.ask import Answer, Ask, Caller
from crm.contacts.guard.gather import verdicts
from crm.contacts.models import ContactRefusal, Interaction, Task
from crm.contacts.services.cooldowns import ensure_cooldowns
from crm.contacts.words import ContactKind
from crm.db import WRITE, create_engine, open_session, transaction
from crm.register.models import Company
from crm.values.roles import Role
from crm.visits.models import Visit

COMPANIES, CONTACTS = 10_000, 120_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS = 200


def fill(engine: sa.Engine) -> None:
    """Ten thousand companies with two years of contacts, a tenth of them protected."""
    chance = Random(4)
    table = {each.__tablename__: each.__table__ for each in (Company, Interaction, ContactRefusal, Task, Visit, User)}  # type: ignore[attr-defined]
    companies = [
        {
            "cvr": str(10_000_000 + number),
            "name": f"Firma {number}",
            "advertising_protected": chance.random() < 0.1,
            "living_workplaces": 1,
            "search_text": "",
        }
        for number in range(1, COMPANIES + 1)
    ]
    contacts = [
        {
            "entry": f"{number:032d}",
            "company_id": chance.randrange(1, COMPANIES + 1),
            "kind": chance.choice(["call", "email", "visit", "letter"]),
            "direction": chance.choice(["outgoing", "outgoing", "incoming"]),
            "at": NOW - timedelta(hours=chance.randrange(1, 2 * 365 * 24)),
            "purpose": "other",
            "outcome": chance.choice(["done", "no_answer"]),
            "note": "",
            "recorded_by_user_id": 1,
            "recorded_at": NOW,
        }
        for number in range(CONTACTS)
    ]
    refusals = [
        {
            "company_id": number,
            "scope": "all",
            "reason": "Ro",
            "said_by": "HR",
            "until": date(2027, 1, 1),
            "recorded_at": NOW - timedelta(days=1),
        }
        for number in chance.sample(range(1, COMPANIES + 1), 500)
    ]
    tasks = [
        {
            "kind": "call_back",
            "title": "Ring",
            "company_id": number,
            "due_at": NOW + timedelta(days=1),
            "owner_user_id": 1,
            "promised": True,
            "created_at": NOW - timedelta(days=1),
            "created_by_user_id": 1,
            "version": 1,
        }
        for number in chance.sample(range(1, COMPANIES + 1), 1000)
    ]
    visits = [
        {
            "company_id": number,
            "lead_user_id": 1,
            "starts_at": NOW + timedelta(days=2),
            "ends_at": NOW + timedelta(days=2, hours=1),
            "status": "confirmed",
            "purpose": "Besøg",
            "created_at": NOW - timedelta(days=1),
            "created_by_user_id": 1,
            "version": 1,
        }
        for number in chance.sample(range(1, COMPANIES + 1), 400)
    ]
    user = {
        "email": "a@example.dk",
        "name": "Anna",
        "role": Role.CONSULTANT,
        "password_hash": "",
        "must_change_password": False,
        "active": True,
        "created_at": NOW,
        "version": 1,
    }
    with engine.connect().execution_options(**WRITE) as connection:
        for name, rows in (
            ("user_account", [user]),
            ("company", companies),
            ("interaction", contacts),
            ("contact_refusal", refusals),
            ("task", tasks),
            ("visit", visits),
        ):
            connection.execute(table[name].insert(), rows)
        connection.commit()


def milliseconds(on: Session, company_ids: list[int], ask: Ask) -> tuple[float, float]:
    """By the clock, and of this process's own work: on a busy machine they differ."""
    on.rollback()
    begins, works = time.perf_counter(), time.process_time()
    found = verdicts(on, company_ids, ask)
    spent = (time.perf_counter() - begins) * 1000, (time.process_time() - works) * 1000
    assert len(found) == len(company_ids)
    return spent


def measure(url: str) -> None:
    engine = create_engine(url)
    migrations.upgrade(engine)
    fill(engine)
    with open_session(engine) as on:
        with transaction(on):
            ensure_cooldowns(on)
            on.connection().exec_driver_sql("ANALYZE")
        chance, ask = Random(5), Ask(Caller(2, None), ContactKind.CALL, NOW)
        measured = [milliseconds(on, chance.sample(range(1, COMPANIES + 1), 50), ask) for _round in range(ROUNDS)]
        times, work = sorted(wall for wall, _cpu in measured), statistics.median(cpu for _wall, cpu in measured)
        print(
            f"{engine.dialect.name}: 50 companies median {statistics.median(times):.1f} ms,"
            f" p95 {times[int(ROUNDS * 0.95)]:.1f} ms (limit 30 ms), of this process's work {work:.1f} ms"
        )
        everyone = list(range(1, COMPANIES + 1))
        wall, cpu = milliseconds(on, everyone, ask)
        print(f"{engine.dialect.name}: {COMPANIES} companies {wall:.0f} ms, of this process's work {cpu:.0f} ms")
        answers = [verdict.answer for verdict in verdicts(on, everyone, ask).values()]
        print("  " + ", ".join(f"{answer.value} {answers.count(answer)}" for answer in Answer))
    engine.dispose()


if __name__ == "__main__":
    on_both(measure)
