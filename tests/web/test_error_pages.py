"""Errors as pages: what happened, what was kept, what to do, and the number to name."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from page_client import PageClient
from sqlalchemy.exc import IntegrityError, OperationalError

from crm.accounts.models import Unit
from crm.db import StaleEditError, session
from crm.refusal import Refusal
from crm.web.access import public
from crm.web.errors import WORDS

pytestmark = pytest.mark.own_app
CPR = "010190-1234"


def raising(app: Flask, act: Callable[[], Any]) -> PageClient:
    """A browser on an application with one more page, which does this."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/boom", "boom", public(lambda: act() or "done"))
    return PageClient(app)


def fail(error: Exception) -> Callable[[], Any]:
    def act() -> None:
        raise error

    return act


@pytest.mark.sqlite_only
@pytest.mark.parametrize("code", sorted(set(WORDS) - {405}))
def test_every_error_is_a_page_with_its_number(app: Flask, code: int) -> None:
    page = raising(app, lambda: abort(code)).get("/boom", status=code)
    assert page.root.get("lang") == "da"
    number = page.response.headers["X-Request-Id"]
    assert page.has(f"Fejl {code}, nummer {number}")
    assert len(page.all("main/p")) >= 4


def test_a_wrong_method_is_a_page(client: PageClient) -> None:
    page = client.post("/account", status=405)
    assert page.h1 == "Siden kan ikke bruges på den måde"
    assert "GET" in page.response.headers["Allow"]


def test_a_fragment_for_htmx(app: Flask) -> None:
    part = raising(app, lambda: abort(404)).part("/boom", status=404)
    assert part.has("Siden findes ikke")
    assert not part.all("h1")
    assert part.response.headers["HX-Retarget"] == "#flashes"


def test_a_refusal_speaks_for_itself(app: Flask) -> None:
    page = raising(app, fail(Refusal("The company is closed."))).get("/boom", status=422)
    assert page.has("The company is closed.")


def test_a_stale_edit_nobody_caught(app: Flask) -> None:
    page = raising(app, fail(StaleEditError(Unit(id=1, code="x", name="x")))).get("/boom", status=409)
    assert page.h1 == "En anden nåede at gemme først"


def test_a_locked_database_asks_to_wait(app: Flask) -> None:
    locked = OperationalError("SELECT", {}, sqlite3.OperationalError("database is locked"))
    page = raising(app, fail(locked)).get("/boom", status=503)
    assert page.h1 == "Databasen har travlt"
    assert page.response.headers["Retry-After"] == "60"


def test_a_broken_statement_is_a_fault_of_ours(app: Flask) -> None:
    broken = OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: x"))
    assert raising(app, fail(broken)).get("/boom", status=500).h1 == "Der gik noget galt her hos os"


def test_a_database_that_is_gone_still_gives_a_page(app: Flask) -> None:
    def act() -> None:
        app.extensions["crm_engine"].dispose()
        raise OperationalError("", {}, sqlite3.OperationalError("unable to open database file"))

    assert raising(app, act).get("/boom", status=503).h1 == "Databasen har travlt"


def test_broken_templates_still_give_a_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = raising(app, lambda: abort(404))
    app.jinja_env.globals.pop("asset")
    assert client.get("/boom", status=404).h1 == "Siden findes ikke"


def test_an_unexpected_error_is_logged_by_its_place_without_what_people_wrote(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    page = raising(app, fail(ValueError(f"cannot read Jens Jensen {CPR}"))).get("/boom", status=500)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    line = next(line for line in lines if line["event"] == "unexpected")
    assert (line["error"], line["endpoint"]) == ("ValueError", "boom")
    assert line["request_id"] == page.response.headers["X-Request-Id"]
    assert any("test_error_pages.py" in place for place in line["at"])
    assert "Jens" not in str(lines)
    assert "Jens" not in page.html
    assert "Traceback" not in page.html


def test_a_refused_row_is_logged_without_its_values(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    def act() -> None:
        session().connection().exec_driver_sql("INSERT INTO unit (code, name) VALUES ('secret', NULL)")

    raising(app, act).get("/boom", status=500)
    line = next(x for x in map(json.loads, capsys.readouterr().err.splitlines()) if x["event"] == "unexpected")
    assert line["error"] == IntegrityError.__name__
    assert line["sqlstate"]
    assert "secret" not in str(line)
