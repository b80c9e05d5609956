"""Every page that can be fetched, over a small municipality: proper in both languages, and without a write."""

import pytest
from command_line import Command
from flask import Flask
from page_client import Page, PageClient
from people import ADMIN, SignedIn, account_of
from sqlmodel import Session
from test_access import routes

from crm.db import transaction
from crm.values.roles import Role

CPR = "010190-1234"
NOT_PAGES = {"static"}
PARTS = {"calls.times", "visit.times"}  # only ever a part of a page


@pytest.fixture
def municipality(cli: Command) -> None:
    cli("demo", "--workplaces", "60", "--seed", "1")


@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize("language", ["da", pytest.param("en", marks=pytest.mark.sqlite_only)])
def test_every_page_is_a_proper_page(app: Flask, signed_in: SignedIn, session: Session, language: str) -> None:
    admin = account_of(session, ADMIN)
    with transaction(session):
        admin.language = language
    client = signed_in(ADMIN)
    for (endpoint, method), url in routes(app).items():
        if method != "GET" or endpoint in NOT_PAGES:
            continue
        answer = client.open(url)
        assert answer.status_code in {200, 303, 404}, f"{url}: {answer.status_code}"
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        whole = endpoint not in PARTS
        page = Page(client, url, answer, whole=whole)
        assert not whole or page.root.get("lang") == language


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("municipality")
def test_whoever_asks_for_the_head_only_is_told_the_same(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(ADMIN)
    for (endpoint, method), url in routes(app).items():
        if method == "GET" and endpoint not in NOT_PAGES:
            assert client.open(url, method="HEAD").status_code == client.open(url).status_code, f"HEAD {url}"


@pytest.mark.usefixtures("municipality")
def test_no_page_repeats_a_cpr_number_from_its_address(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.ADMIN)
    names = ["q", "sort", "page", "next", "name", "from", "to", "municipality", "known_at"]
    for (endpoint, method), url in routes(app).items():
        if method == "GET" and endpoint not in NOT_PAGES:
            answer = client.open(url, query_string=dict.fromkeys(names, CPR))
            assert answer.status_code < 500, f"{url}: {answer.status_code}"
            assert CPR not in answer.text, f"{url} shows a CPR number again"
    assert CPR not in PageClient(app).open("/sign-in", query_string={"next": f"/companies?q={CPR}"}).text
