"""An employer asks for staff on a phone, without scripts and with them: form, receipt, own page, message."""

from collections.abc import Iterator

import pytest
from contact_ground import MakeCompany
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from serving import site_of
from visitor import Visitor

from crm.service_desk import proof


@pytest.fixture
def public_site(app: Flask, make_company: MakeCompany, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site of its own; its forms may be sent as fast as a test writes."""
    monkeypatch.setattr("crm.service_desk.forms.request.AT_LEAST", proof.AT_LEAST * 0)
    make_company("Nordisk Staal")
    with site_of(app) as site:
        yield site


def looked_at(page: Page, site: str, *, scripts: bool) -> None:
    """Nothing wrong, and nothing wider than the phone."""
    if scripts:
        assert Visitor(page, site).violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scripts", [False, True])
def test_per_asks_on_his_phone(public_site: str, chromium: Browser, *, scripts: bool) -> None:
    context = chromium.new_context(
        locale="da-DK", viewport={"width": 360, "height": 740}, java_script_enabled=scripts, has_touch=True
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{public_site}/virksomhedsservice")
    looked_at(page, public_site, scripts=scripts)
    page.get_by_role("main").get_by_role("link", name="Send os en henvendelse").click()
    page.get_by_role("button", name="Send henvendelsen").click()  # with nothing written
    expect(page.get_by_role("alert")).to_contain_text("skal rettes, før det kan sendes")
    looked_at(page, public_site, scripts=scripts)
    page.get_by_label("CVR- eller P-nummer").fill("1000000001")
    if scripts:
        page.get_by_label("CVR- eller P-nummer").press("Tab")
    else:
        page.get_by_role("button", name="Find virksomheden").click()
    page.get_by_label("Ja, det er os").check(force=True)
    page.get_by_label("Hvad handler det om?").select_option(label="Rekruttering")
    page.get_by_label("Hvad har I brug for, med få ord?").fill("To chauffører")
    page.get_by_label("Dit navn").fill("Per Toft")
    page.get_by_label("Telefon").fill("98 44 55 66")
    page.get_by_label("I må kontakte os om denne henvendelse.").check(force=True)
    page.get_by_role("button", name="Send henvendelsen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi har modtaget jeres henvendelse")
    looked_at(page, public_site, scripts=scripts)
    page.get_by_role("link", name="Følg henvendelsen").click()
    looked_at(page, public_site, scripts=scripts)
    page.get_by_label("Jeres besked").fill("Gerne fra den 1. februar")
    page.get_by_role("button", name="Send beskeden").click()
    expect(page.get_by_role("main")).to_contain_text("Vi har modtaget jeres besked.")
    expect(page.get_by_role("main")).to_contain_text("Gerne fra den 1. februar")
    page.goto(f"{public_site}/was")
    looked_at(page, public_site, scripts=scripts)
    context.close()
    assert [text for text in said if "422" not in text] == []
