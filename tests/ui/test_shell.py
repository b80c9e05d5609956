import re
from pathlib import Path

import pytest
from flask import Flask
from page_client import PageClient
from people import SignedIn

import crm
from crm.values.roles import Role
from crm.web.navigation import MAIN, SECOND, initials
from crm.web.paging import Page, wanted_page

TEMPLATES = Path(crm.__file__).parent / "templates"
SETUP = Path(crm.__file__).parent.parent / "setup"


def test_the_shell_has_what_every_page_needs(signed_in: SignedIn) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies")
    assert page.root.get("lang") == "da"
    assert page.links()["Gå til indholdet"] == "#main"
    assert page.one("div[@id='status']").get("aria-live") == "polite"
    assert page.one("main").get("tabindex") == "-1"
    assert page.one("meta[@name='csrf-token']").get("content")
    (search,) = [form for form in page.all("form") if form.get("class") == "search"]
    assert (search.get("action"), search.get("method")) == ("/companies", "get")


def test_the_menu_shows_what_the_role_may_use(signed_in: SignedIn) -> None:
    consultant = signed_in(Role.CONSULTANT).get("/companies")
    assert "Brugere" not in consultant.links()
    assert "Brugere" in signed_in(Role.ADMIN).get("/companies").links()
    assert {link.get("href") for link in consultant.all("a[@aria-current='page']")} == {"/companies"}


def test_the_language_is_one_click_away_and_stays(signed_in: SignedIn) -> None:
    client = signed_in(Role.CONSULTANT)
    page = client.get("/companies?size=5-9").form("English").send()
    assert page.root.get("lang") == "en"
    assert page.h1 == "Companies"
    assert page.url.endswith("/companies?size=5-9")
    assert client.get("/companies").h1 == "Companies"
    assert client.get("/companies").form("Dansk").send().h1 == "Virksomheder"


def test_nobody_signed_in_sees_the_plain_page(client: PageClient) -> None:
    page = client.get("/sign-in")
    assert not page.all("nav")
    assert page.form("English").send().root.get("lang") == "en"


def test_every_entry_of_the_menu_has_a_key_of_its_own() -> None:
    keys = [entry.key for entry in (*MAIN, *SECOND) if entry.key]
    assert len(keys) == len(set(keys))


def test_every_icon_in_use_is_in_the_sprite() -> None:
    listed = set(
        re.findall(r'^    "([a-z0-9-]+)",$', (SETUP / "front_end.py").read_text(encoding="utf-8"), re.MULTILINE)
    )
    used = {entry.icon for entry in (*MAIN, *SECOND)}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'icon\("([a-z0-9-]+)"', text)) | set(re.findall(r'name="([a-z0-9-]+)"\)', text))
    assert used <= listed, f"add to setup/front_end.py: {sorted(used - listed)}"


def test_static_files_are_kept_for_good_under_their_version(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(Role.CONSULTANT)
    (sheet,) = re.findall(r'href="(/static/app\.css\?v=[0-9a-f]+)"', client.get("/companies").html)
    assert "immutable" in client.open(sheet).headers["Cache-Control"]
    assert "immutable" not in client.open("/static/app.css").headers.get("Cache-Control", "")


@pytest.mark.parametrize(("name", "letters"), [("Anna Marie Krogh", "AK"), ("Øyvind", "Ø"), ("", "?")])
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("", 1), (None, 1), ("٣", 1), ("9" * 40, 1)]
)
def test_the_page_number_from_the_address(text: str | None, number: int) -> None:
    assert wanted_page(text) == number


def test_a_page_knows_where_it_stands() -> None:
    page = Page([], 120, 3)
    assert (page.last, page.first_row, page.last_row) == (3, 101, 120)
    empty = Page([], 0, 1)
    assert (empty.last, empty.first_row, empty.last_row) == (1, 0, 0)
