"""The desk by the keyboard alone: written down on the phone, handed over, accepted by another, closed."""

import re
import time

from playwright.sync_api import Page, expect
from visitor import Visitor

MOST_TABS = 40
ONE_REQUEST = re.compile(r"/requests/\d+$")


def tabs_to(page: Page, name: str) -> None:
    """Press Tab until the field, button or link is reached."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = "(document.activeElement.name || '') + ' ' + document.activeElement.textContent.trim()"
        if name in page.evaluate(here):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def signed_in_as(visitor: Visitor, name: str) -> Page:
    visitor.page.context.clear_cookies()
    visitor.signs_in(name)
    return visitor.page


def test_a_request_from_the_call_to_the_end_by_keyboard(visitor: Visitor) -> None:
    page = signed_in_as(visitor, "emil")
    visitor.presses("g")
    visitor.presses("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Virksomhedsservice")
    visitor.presses("h")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny henvendelse")
    begun = time.monotonic()
    page.keyboard.type("Helt Ukendt ApS")
    expect(page.get_by_role("paragraph").get_by_text("Ingen virksomhed passer.")).to_be_visible()
    tabs_to(page, "category")
    page.keyboard.type("Rek")
    tabs_to(page, "subject")
    page.keyboard.type("Tre montører til marts")
    visitor.presses("Control+Enter")
    expect(page.get_by_text("Henvendelsen er skrevet ned.")).to_be_visible()
    assert time.monotonic() - begun < 60
    assert visitor.violations() == []
    path = page.url.removeprefix(visitor.site)
    assert ONE_REQUEST.search(path)
    visitor.presses("o")
    expect(page.locator("#owner")).to_be_focused()
    page.keyboard.type("Bo")
    tabs_to(page, "text")
    page.keyboard.type("De vil helst høre fra dig")
    visitor.presses("Control+Enter")
    expect(page.get_by_text("Den er tilbudt.")).to_be_visible()
    page = signed_in_as(visitor, "bo")
    expect(page.locator("#waiting-requests")).to_contain_text("venter på dig")
    visitor.goes_to(path)
    visitor.presses("a")
    expect(page.get_by_text("Henvendelsen er din.")).to_be_visible()
    visitor.presses("f")
    expect(page.locator("#text")).to_be_focused()
    visitor.presses("Control+Enter")
    expect(page.get_by_text("Første svar er skrevet ned.")).to_be_visible()
    visitor.presses("l")
    expect(page.locator("#outcome")).to_be_focused()
    page.keyboard.type("Virksomheden blev v")
    tabs_to(page, "next_step")
    page.keyboard.type("Vi sender tre kandidater inden fredag")
    assert visitor.violations() == []
    visitor.presses("Control+Enter")
    expect(page.get_by_text("Henvendelsen er lukket.")).to_be_visible()
