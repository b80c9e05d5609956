"""Every page that opens without signing in, in each state an employer can bring it to: QualWeb and axe fail none."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import qualweb
from contact_ground import Colleague, MakeCompany
from flask import Flask, request, request_started
from playwright.sync_api import Browser
from public_walk import WALKS, Employer
from serving import site_of
from sqlmodel import Session
from survey_ground import Ground
from visitor import AXE, Visitor
from werkzeug.wrappers import Response

from crm.service_desk import proof

MATRIX = Path(__file__).parent.parent / "house" / "access_matrix.csv"
JUDGES = "/judges.js"
NO_PAGES = {"static", "calendar_feed.show", "accounts.language"}  # files, a calendar's feed, and a way back


@pytest.fixture
def employer(
    app: Flask,
    session: Session,
    anna: Colleague,
    make_company: MakeCompany,
    chromium: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Employer]:
    """On a site of their own, where forms may be sent as fast as a test writes; scripts of ours never arrive."""
    monkeypatch.setattr("crm.service_desk.forms.request.AT_LEAST", proof.AT_LEAST * 0)
    with site_of(judged(app)) as site:
        ground = Ground(app, session)
        ground.found_at(site)
        context = chromium.new_context(locale="da-DK", reduced_motion="reduce")
        yield Employer(session, context.new_page(), site, ground, make_company("Nordisk Staal"), anna)
        context.close()


def judged(app: Flask) -> Any:
    """The site without its scripts, and with those of axe and QualWeb.

    With an address of their own they are compiled once; handed to each page they would be compiled for each.
    """
    text = AXE.read_text(encoding="utf-8") + ";\n" + qualweb.source()
    judges = Response(text, mimetype="text/javascript", headers={"Cache-Control": "max-age=600"})
    none = Response(status=404)

    def answer(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        return (judges if path == JUDGES else none if path.endswith(".js") else app)(environ, start)

    return answer


def test_nothing_fails_on_any_public_page(app: Flask, employer: Employer) -> None:
    asked: set[str | None] = set()

    def remember(_app: Flask, **_more: Any) -> None:
        asked.add(request.endpoint)

    found = {}
    with request_started.connected_to(remember, app):
        for state in chain.from_iterable(walk(employer) for walk in WALKS):
            found[state] = looked_at(employer.page)
    assert {state: problems for state, problems in found.items() if problems} == {}
    assert public_endpoints() - asked == set()
    employer.page.reload()
    employer.page.evaluate("document.documentElement.removeAttribute('lang')")
    judges = {each.partition(":")[0] for each in looked_at(employer.page)}
    assert judges == {"axe, 1280 light", "axe, 360 dark", "QualWeb"}


def looked_at(page: Any) -> list[str]:
    """At a desk in daylight, by both; and on a phone in the dark."""
    visitor = Visitor(page, "")
    page.wait_for_load_state()  # a slow machine may still be reading it
    page.locator("body").wait_for()
    page.add_script_tag(url=JUDGES)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    found = [f"axe, 1280 light: {each}" for each in visitor.violations()]
    found += [f"QualWeb: {each}" for each in qualweb.failures(page)]
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    return found + [f"axe, 360 dark: {each}" for each in visitor.violations()]


def public_endpoints() -> set[str]:
    with MATRIX.open(encoding="utf-8", newline="") as lines:
        return {
            row["endpoint"] for row in csv.DictReader(lines, delimiter=";") if row["anonymous"] == "open"
        } - NO_PAGES
