"""Server time of the pages of Virksomhedsservice with 1,000 open requests, one client, warm; on SQLite.

The aim for the queue is 50 ms at the 95th percentile; its first view after a restart of the server is shown as well.
"""

import os
import statistics
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

import sqlalchemy as sa
from bench_clocks import CATEGORIES, happenings, request_row
from bench_pages import report, signed_in, timed
from flask.testing import FlaskClient
from sqlmodel import col

from crm.accounts.models import Unit, User
from crm.app import create_app
from crm.db import engine, open_session, transaction
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.register.models import Company
from crm.settings import Settings
from crm.values.clock import utc_now
from crm.web import garbage

OPEN, ROUNDS = 1_000, 80
FIRST = 100_000  # number of the first request: those of the demo have lower ones
PAGES = {
    "queue": "/requests",
    "queue, fetched again": "/requests/live",
    "queue, page 9": "/requests?tab=all&page=9",
    "queue, past due": "/requests?tab=all&state=late",
    "queue, searched": "/requests?tab=all&q=chauffører",
    "queue, closed ones": "/requests?tab=all&state=closed",
    "figures": "/requests/figures",
    "figures, missed": "/requests/figures/requests?goal=first_answer&result=m",
    "request": f"/requests/{FIRST}",
    "request, with a form": f"/requests/{FIRST}?do=close",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                database_url=os.environ.get("CRM_DATABASE_URL", f"sqlite:///{folder}/crm.db"),
                instance_dir=Path(folder),
                secret_key=os.urandom(16).hex(),
                log_level="ERROR",
            )
        )
        run = app.test_cli_runner()
        for command in (["db", "upgrade"], ["demo", "--workplaces", "900"]):
            run.invoke(args=command, catch_exceptions=False)
        with app.app_context():
            fill()
        garbage.settle()  # as the server does
        for who in ("emil", "dorte"):
            client = signed_in(app, who)
            measure(f"{who}: queue, first view", client, "/requests", rounds=1)
            for name, url in PAGES.items():
                measure(f"{who}: {name}", client, url, rounds=ROUNDS)


def fill() -> None:
    """Open requests of the demo's companies, shared among everybody."""
    chance, now = Random(6), utc_now()
    with transaction(open_session(engine())) as on:
        run = on.connection().execute
        people, companies = (
            list(run(sa.select(col(User.id))).scalars()),
            list(run(sa.select(col(Company.id))).scalars()),
        )
        units = list(run(sa.select(col(Unit.id))).scalars())
        requests, events = [], []
        for number in range(FIRST, FIRST + OPEN):
            received_at = now - timedelta(minutes=chance.randrange(60, 60_000))
            row = request_row(number, received_at, is_open=True, category_id=chance.randint(1, CATEGORIES))
            row |= {"owner_user_id": chance.choice([None, *people]), "unit_id": chance.choice(units)}
            requests.append(row | {"company_id": chance.choice(companies)})
            events += happenings(chance, row, now)
        run(sa.insert(EmployerRequest), requests)
        run(sa.insert(RequestEvent), events)


def measure(name: str, client: FlaskClient, url: str, *, rounds: int) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if "live" in url else {}
    fetch = partial(client.get, url, headers=headers)
    works, times = [], []
    for _round in range(rounds):
        begun = process_time()
        times.append(timed(fetch))
        works.append((process_time() - begun) * 1000)
    report(name, times[min(2, rounds - 1) :])
    print(f"{'':30} of this process's work {statistics.median(works):6.1f} ms")


if __name__ == "__main__":
    main()
