"""Server time of the pages at Aalborg size: 9,000 workplaces of the demo, one client, warm; on SQLite.

The aim is 40 ms at the 95th percentile, 60 ms for the calendar of a week with 60 visits. The rate page is shown cold
as well: the first view after a fact changed. Dorte is a manager, Anna a consultant with companies of her own.
"""

import os
import statistics
import tempfile
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.queries import colleagues
from crm.app import create_app
from crm.db import open_session, transaction
from crm.demo.people import PASSWORD
from crm.rate.memo import Memo
from crm.settings import Settings
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visits.models import Visit, VisitStatus
from crm.web import garbage

ROUNDS = 60
VISITS = 60
PAGES = {
    "my day": "/my-day",
    "the unit's day": "/my-day/team",
    "news": "/my-day/news",
    "not spoken with": "/companies/not-spoken-with",
    "tasks": "/tasks",
    "companies": "/companies",
    "companies, searched": "/companies?q=tømrer",
    "companies, filtered": "/companies?cooperating=no&section=F&size=5-9",
    "company": "/companies/500",
    "company, largest": "/companies/1",
    "programme": "/programme",
    "programme, never visited": "/programme/lines/5?list=never",
    "programme, next four weeks": "/programme/proposals",
    "rate": "/rate",
    "rate, workplaces": "/rate/workplaces?show=all",
    "rate, left out": "/rate/left-out",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                database_url=f"sqlite:///{folder}/crm.db",
                instance_dir=Path(folder),
                secret_key=os.urandom(16).hex(),
                log_level="ERROR",
            )
        )
        run = app.test_cli_runner()
        for command in (["db", "upgrade"], ["demo"]):
            run.invoke(args=command, catch_exceptions=False)
        busy = busy_week(app)
        garbage.settle()  # as the server does
        pages = {**PAGES, f"calendar, {VISITS} visits": f"/visits?view=week&unit=0&date={busy}"}
        for who in ("dorte", "anna"):
            client = signed_in(app, who)
            for name, url in pages.items():
                report(f"{who}: {name}", [timed(partial(client.get, url)) for _ in range(ROUNDS)][2:])
        report("rate, cold", [cold(app, client) for _ in range(6)])


def busy_week(app: Flask) -> date:
    """The Monday of a week ahead that is given so many visits, shared among all colleagues."""
    today = local_date(utc_now())
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=9)
    with app.app_context(), transaction(open_session(app.extensions["crm_engine"])) as work:
        people = colleagues(work)
        for number in range(VISITS):
            starts_at = datetime.combine(monday + timedelta(days=number % 5), time(8 + number // 10), COPENHAGEN)
            lead = people[number % len(people)]
            work.add(
                Visit(
                    company_id=number + 1,
                    lead_user_id=lead.id,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=1),
                    status=VisitStatus.CONFIRMED,
                    purpose="Rekruttering",
                    created_at=utc_now(),
                    created_by_user_id=lead.id,
                )
            )
    return monday


def signed_in(app: Flask, who: str) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": f"{who}@jobcenter.example", "password": PASSWORD})
    assert answer.status_code == 303, answer.status_code
    return client


def cold(app: Flask, client: FlaskClient) -> float:
    app.extensions["crm_figures"] = Memo()
    return timed(lambda: client.get("/rate"))


def timed(fetch: Callable[[], object]) -> float:
    """Milliseconds of wall time in the server's own process."""
    start = clock.perf_counter()
    answer = fetch()
    spent = (clock.perf_counter() - start) * 1000
    assert getattr(answer, "status_code", 0) == 200
    return spent


def report(name: str, times: list[float]) -> None:
    p95 = sorted(times)[int(len(times) * 0.95)]
    print(f"{name:30} median {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms")


if __name__ == "__main__":
    main()
