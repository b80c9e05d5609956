"""A request from the employer's phone to the questionnaire: no scripts at their end, the keyboard alone at ours."""

import re
from collections.abc import Iterator

import pytest
from contact_ground import MakeCompany
from flask import Flask
from people import BO, EMIL, PASSWORD, Person, account_of
from playwright.sync_api import Browser, Page, expect
from serving import site_of
from sqlmodel import Session
from test_desk import tabs_to
from visitor import Visitor

from crm.service_desk import proof

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def whole_site(
    app: Flask, session: Session, make_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """One company and two colleagues; forms may be sent as fast as a test writes."""
    monkeypatch.setattr("crm.service_desk.forms.request.AT_LEAST", proof.AT_LEAST * 0)
    make_company("Nordisk Staal")
    for each in (EMIL, BO):
        account_of(session, each)
    with site_of(app) as site:
        yield site


def test_from_the_phone_to_the_questionnaire(whole_site: str, chromium: Browser) -> None:
    at_the_employers = chromium.new_context(locale="da-DK", viewport=PHONE, java_script_enabled=False, has_touch=True)
    phone = at_the_employers.new_page()
    own_page = sends_a_request(phone, whole_site)
    at_work = chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 860})
    desk = Visitor(at_work.new_page(), whole_site)
    desk.page.on(
        "console", lambda said: desk.complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    request = is_taken_and_handed_over(desk)
    gets_its_job_order(desk, request)
    is_closed(desk, request)
    assert desk.complaints == []
    phone.goto(own_page)
    phone.get_by_role("link", name="Svar på spørgsmålene").click()
    looked_at(desk, phone.url)
    for question in ("quick", "understood", "useful", "agreed"):
        phone.locator(f"[name={question}][value='4']").check()
    phone.locator("[name=expects][value=yes]").check()
    phone.get_by_role("button", name="Send svarene").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tak for dine svar")
    at_work.close()
    at_the_employers.close()


def sends_a_request(page: Page, site: str) -> str:
    """By the company's P-number; the address of its own page."""
    page.goto(f"{site}/virksomhedsservice/henvendelse")
    page.get_by_label("CVR- eller P-nummer").fill("1000000001")
    page.get_by_role("button", name="Find virksomheden").click()
    page.get_by_label("Ja, det er os").check(force=True)
    page.get_by_label("Hvad handler det om?").select_option(label="Rekruttering")
    page.get_by_label("Hvad har I brug for, med få ord?").fill("To chauffører")
    page.get_by_label("Dit navn").fill("Per Toft")
    page.get_by_label("E-mail").fill("per@staal.dk")
    page.get_by_label("I må kontakte os om denne henvendelse.").check(force=True)
    page.get_by_role("button", name="Send henvendelsen").click()
    page.get_by_role("link", name="Følg henvendelsen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Henvendelse VS-")
    return page.url


def signs_in(desk: Visitor, who: Person) -> Page:
    desk.page.context.clear_cookies()
    desk.goes_to("/sign-in")
    desk.page.get_by_label("E-mail").fill(who.email)
    desk.page.get_by_label("Adgangskode").fill(PASSWORD)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(lambda url: "/sign-in" not in url)
    return desk.page


def is_taken_and_handed_over(desk: Visitor) -> str:
    """By Emil to Bo, who accepts; the path of the request."""
    page = signs_in(desk, EMIL)
    desk.presses("g")
    desk.presses("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Virksomhedsservice")
    tabs_to(page, "To chauffører")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("To chauffører")
    path = page.url.removeprefix(desk.site).partition("#")[0]
    desk.presses("t")
    expect(page.get_by_text("Henvendelsen er din.")).to_be_visible()
    desk.presses("o")
    expect(page.locator("#owner")).to_be_focused()
    page.keyboard.type("Bo")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Den er tilbudt.")).to_be_visible()
    page = signs_in(desk, BO)
    desk.goes_to(path)
    desk.presses("a")
    expect(page.get_by_text("Henvendelsen er din.")).to_be_visible()
    return path


def gets_its_job_order(desk: Visitor, path: str) -> None:
    """Taken, candidates proposed, filled: three new pages that axe looks at."""
    page = desk.page
    desk.presses("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny jobordre")
    assert desk.violations() == []
    tabs_to(page, "occupation")
    page.keyboard.type("Lastbilchauffør")
    tabs_to(page, "positions")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Jobordren er skrevet ned.")).to_be_visible()
    assert desk.violations() == []
    tabs_to(page, "number")
    page.keyboard.type("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Kandidaterne er skrevet ned, som et antal.")).to_be_visible()
    tabs_to(page, "filled_by_us")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 af 2 stillinger besat af os")).to_be_visible()
    desk.goes_to("/job-orders?which=answered")
    expect(page.get_by_role("link", name="To chauffører")).to_be_visible()
    assert desk.violations() == []
    desk.goes_to(path)


def is_closed(desk: Visitor, path: str) -> None:
    page = desk.page
    desk.presses("l")
    expect(page.locator("#outcome")).to_be_focused()
    expect(page.locator("#outcome")).to_have_value("job_order")
    tabs_to(page, "next_step")
    page.keyboard.type("De to begynder på mandag. Vi ringer efter en måned.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Henvendelsen er lukket.")).to_be_visible()
    assert re.search(r"/requests/\d+$", page.url)
    assert page.url.endswith(path)


def looked_at(desk: Visitor, url: str) -> None:
    """The employer's page with scripts, for axe and its width."""
    desk.page.set_viewport_size(PHONE)
    desk.page.goto(url)
    assert desk.violations() == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
