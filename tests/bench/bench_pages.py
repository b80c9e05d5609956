"""Server time of the pages at Aalborg size: 9,000 workplaces of the demo, one client, warm; on SQLite.

The aim is 40 ms at the 95th percentile. The rate page is shown cold as well: the first view after a fact changed.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from crm.app import create_app
from crm.demo.people import PASSWORD
from crm.rate.memo import Memo
from crm.settings import Settings

ROUNDS = 60
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
        client = signed_in(app)
        for name, url in PAGES.items():
            report(name, [timed(lambda url=url: client.get(url)) for _ in range(ROUNDS)][2:])
        report("rate, cold", [cold(app, client) for _ in range(6)])


def signed_in(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": "dorte@jobcenter.example", "password": PASSWORD})
    assert answer.status_code == 303, answer.status_code
    return client


def cold(app: Flask, client: FlaskClient) -> float:
    app.extensions["crm_figures"] = Memo()
    return timed(lambda: client.get("/rate"))


def timed(fetch: Callable[[], object]) -> float:
    """Milliseconds of wall time in the server's own process."""
    start = time.perf_counter()
    answer = fetch()
    spent = (time.perf_counter() - start) * 1000
    assert getattr(answer, "status_code", 0) == 200
    return spent


def report(name: str, times: list[float]) -> None:
    p95 = sorted(times)[int(len(times) * 0.95)]
    print(f"{name:22} median {statistics.median(times):7.1f} ms   p95 {p95:7.1f} ms")


if __name__ == "__main__":
    main()
