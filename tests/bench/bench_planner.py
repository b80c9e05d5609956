"""A week's plan for six consultants out of 400 due companies: python tests/bench/bench_planner.py [seconds].

The whole way of the job (finding the due companies among 9,000, searching, keeping the result) on both databases; then
the same question searched ten times as long.
"""

import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from random import Random

import sqlalchemy as sa
from databases import on_both
from sqlmodel import Session, SQLModel, col, select

from crm import migrations
from crm.accounts.models import User
from crm.companies.models import Certainty, CompanyGroup
from crm.contacts.models import Interaction
from crm.contacts.services.cooldowns import ensure_cooldowns
from crm.db import WRITE, create_engine, open_session, transaction
from crm.planning.core.check import faults
from crm.planning.core.solve import Effort, propose
from crm.planning.inputs import PlanInput
from crm.planning.models import Plan, PlanStop
from crm.planning.services.material import gather
from crm.planning.services.plans import make_plan
from crm.planning.services.queue import run_queued
from crm.register.models import Company, Workplace
from crm.register.reference import ensure_municipalities
from crm.values.roles import Role
from crm.values.sectors import Sector
from crm.visits.models import Visit, VisitStatus

COMPANIES, PEOPLE, DUE = 9_000, 6, 400
NOW = datetime(2026, 2, 27, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
DISTRICTS = {
    "9000": 40, "9200": 11, "9210": 7, "9220": 11, "9230": 4, "9240": 3, "9260": 2, "9270": 2, "9280": 2, "9293": 1,
    "9310": 2, "9362": 1, "9370": 2, "9380": 1, "9381": 1, "9382": 1, "9400": 9, "9430": 1,
}  # fmt: skip
LEAST = 0.97
SECONDS = 10.0


def fill(engine: sa.Engine) -> None:
    """A town: companies in its districts, contacts of two years, some booked visits."""
    chance = Random(4)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        people = [
            {
                "email": f"p{number}@example.dk", "name": f"Person {number}", "role": Role.CONSULTANT,
                "password_hash": "-", "created_at": NOW, "active": True, "must_change_password": False,
            }
            for number in range(PEOPLE)
        ]  # fmt: skip
        connection.execute(sa.insert(User), people)
        numbers = range(1, COMPANIES + 1)
        connection.execute(
            sa.insert(Company),
            [
                {
                    "cvr": str(10_000_000 + number), "name": f"Firma {number}", "living_workplaces": 1,
                    "advertising_protected": chance.random() < 0.1, "search_text": "",
                }
                for number in numbers
            ],
        )  # fmt: skip
        connection.execute(
            sa.insert(Workplace),
            [
                {
                    "p_number": str(1_000_000_000 + number), "company_id": number, "name": f"Firma {number}",
                    "municipality_code": "0851", "sector": Sector.PRIVATE, "start_date": date(2010, 1, 1),
                    "headcount": chance.randrange(1, 200), "headcount_exact": True,
                    "postcode": chance.choices(list(DISTRICTS), list(DISTRICTS.values()))[0],
                }
                for number in numbers
            ],
        )  # fmt: skip
        connection.execute(sa.insert(Interaction), [_contact(chance, number) for number in range(20_000)])
        connection.execute(sa.insert(Visit), [_visit(chance, number) for number in range(12)])
        chosen = chance.sample(numbers, 900)
        connection.execute(
            sa.insert(SQLModel.metadata.tables["group_membership"]),
            [_membership(chance, company_id) for company_id in chosen],
        )


def _contact(chance: Random, number: int) -> dict[str, object]:
    return {
        "entry": f"{number:032d}", "company_id": chance.randrange(1, COMPANIES + 1),
        "kind": chance.choice(["call", "visit", "meeting"]), "direction": "outgoing",
        "at": NOW - timedelta(hours=chance.randrange(1, 3 * 365 * 24)), "purpose": "other", "outcome": "done",
        "note": "", "recorded_at": NOW, "recorded_by_user_id": 1,
    }  # fmt: skip


def _membership(chance: Random, company_id: int) -> dict[str, object]:
    return {
        "company_id": company_id, "company_group": chance.choice(list(CompanyGroup)),
        "certainty": chance.choice(list(Certainty)), "reason": "over_50", "facts": {}, "computed_on": MONDAY,
    }  # fmt: skip


def _visit(chance: Random, number: int) -> dict[str, object]:
    begins = datetime(2026, 3, 2 + number % 5, chance.randrange(8, 14), 0, tzinfo=UTC)
    company_id = chance.randrange(1, COMPANIES + 1)
    return {
        "company_id": company_id, "workplace_id": company_id, "lead_user_id": 1 + number % PEOPLE,
        "starts_at": begins, "ends_at": begins + timedelta(hours=1), "status": VisitStatus.CONFIRMED,
        "place": "workplace", "place_note": "", "purpose": "Besøg", "agenda": "", "uid": f"{number:032d}",
        "sequence": 0, "created_at": NOW, "created_by_user_id": 1, "version": 1,
    }  # fmt: skip


def ask(on: Session) -> Plan:
    wanted = PlanInput(
        first_day=MONDAY,
        last_day=MONDAY + timedelta(days=4),
        start_postcode="9000",
        user_ids=tuple(range(1, PEOPLE + 1)),
        municipality_code="0851",
        candidates=DUE,
    )
    return make_plan(on, wanted, user_id=1, now=NOW)


def measure(url: str) -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    engine = create_engine(url)
    migrations.upgrade(engine)
    with open_session(engine) as on:
        with transaction(on) as work:
            ensure_municipalities(work)
            ensure_cooldowns(work)
        on.commit()
        fill(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        with transaction(on) as work:
            plan = ask(work)
        shown: list[int] = []
        began = time.perf_counter()
        counts = run_queued(on, Effort(seconds), now=NOW, clock=lambda: _watched(engine, shown))
        taken = time.perf_counter() - began
        stops = on.exec(select(PlanStop).where(PlanStop.plan_id == plan.id)).all()
        value = sum(stop.value for stop in stops)
        name = engine.dialect.name
        print(f"{name}: job {taken:.1f} s of at most {SECONDS:.0f} · {counts} · {len(stops)} visits worth {value}")
        print(f"{name}: progress seen at {', '.join(f'{percent} %' for percent in dict.fromkeys(shown))}")
        assert taken <= SECONDS
        if name == "sqlite":
            _against_a_long_search(on, seconds)
    engine.dispose()


def _watched(engine: sa.Engine, shown: list[int]) -> datetime:
    """The job's clock; what a page would show at this moment is noted."""
    with engine.connect() as connection:
        shown.append(connection.execute(sa.select(col(Plan.percent))).scalar_one())
    return datetime.now(UTC).replace(year=2026, month=2, day=27)


def _against_a_long_search(on: Session, seconds: float) -> None:
    with transaction(on) as work:
        plan = ask(work)
    began = time.perf_counter()
    problem = gather(on, plan, now=NOW).problem
    gathered = time.perf_counter() - began
    on.commit()
    short, long = propose(problem, Effort(seconds)), propose(problem, Effort(seconds * 10))
    ratio = short.value(problem) / long.value(problem)
    booked = sum(len(shift.fixed) for shift in problem.shifts)
    print(f"{len(problem.due)} due companies, {len(problem.shifts)} days of {PEOPLE} people, {booked} booked visits")
    print(f"gathered in {gathered:.2f} s · faults: {faults(problem, short)} and {faults(problem, long)}")
    print(
        f"worth {short.value(problem)} in {seconds:.0f} s, {long.value(problem)} in {seconds * 10:.0f} s: {ratio:.3f}"
    )
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB of memory")
    assert not faults(problem, short)
    assert ratio >= LEAST


if __name__ == "__main__":
    on_both(measure)
