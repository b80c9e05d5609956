"""Who may use which page: `access_matrix.csv`, tried with real requests for every route, method and role.

`open` the door stands open (whatever lies behind), `sign-in` sent to the sign-in page, `403` refused.
"""

import csv
import re
from pathlib import Path

import pytest
from flask import Flask
from page_client import PageClient
from people import SignedIn
from werkzeug.test import TestResponse

from crm.values.roles import Role

MATRIX = Path(__file__).parent / "access_matrix.csv"
WHO = ["anonymous", *(role.value for role in Role)]


def matrix() -> dict[tuple[str, str], dict[str, str]]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = {(row["endpoint"], row["method"]): {who: row[who] for who in WHO} for row in rows}
    assert len(found) == len(rows), "a route stands in the matrix twice"
    return found


def routes(app: Flask) -> dict[tuple[str, str], str]:
    """An address for every endpoint and method; ids are 1."""
    return {
        (rule.endpoint, method): re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


def door(answer: TestResponse) -> str:
    if answer.status_code == 403:
        return "403"
    if answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return "sign-in"
    return "open"


def test_every_route_stands_in_the_matrix(app: Flask) -> None:
    assert set(matrix()) == set(routes(app))


@pytest.mark.parametrize("who", WHO)
def test_the_doors_stand_as_the_matrix_says(app: Flask, signed_in: SignedIn, who: str) -> None:
    client = PageClient(app) if who == "anonymous" else signed_in(Role(who))
    found = {}
    for (endpoint, method), url in routes(app).items():
        answer = client.open(url, method=method)
        assert answer.status_code < 500, f"{method} {url}: {answer.status_code}"
        found[endpoint, method] = door(answer)
    assert found == {route: row[who] for route, row in matrix().items()}


def test_head_and_options_open_no_other_doors(app: Flask, client: PageClient) -> None:
    expected = {endpoint: row["anonymous"] for (endpoint, method), row in matrix().items() if method == "GET"}
    for (endpoint, method), url in routes(app).items():
        if method != "GET":
            continue
        for other in ("HEAD", "OPTIONS"):
            assert door(client.open(url, method=other)) == expected[endpoint], f"{other} {url}"


@pytest.mark.own_app
def test_a_route_that_declares_nobody_is_open_to_nobody(app: Flask, signed_in: SignedIn) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "secret")
    for role in Role:
        assert signed_in(role).open("/undeclared").status_code == 403
    assert door(PageClient(app).open("/undeclared")) == "sign-in"


def test_htmx_is_sent_to_sign_in_without_a_redirect(client: PageClient) -> None:
    answer = client.open("/account", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (answer.status_code, answer.headers["HX-Location"]) == (204, "/sign-in?next=/account")
