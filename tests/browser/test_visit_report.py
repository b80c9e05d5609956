"""A visit is reported from the car park: on a phone, without a net, without scripts; once."""

import re

from playwright.sync_api import Page, expect
from visitor import Visitor

NO_NET = re.compile("Failed to load resource")
ONE_CONTACT = re.compile("/contacts/[0-9a-f]{32}$")
SAVED = "Referatet er gemt."
TEXT = "Ny hal til januar, mangler svejsere"


def opened(visitor: Visitor) -> Page:
    """From my day to the visit that nobody has told of."""
    visitor.goes_to("/my-day")
    visitor.page.locator("section[aria-labelledby=unreported] a.btn").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Referat af besøget")
    return visitor.page


def test_on_a_phone_with_the_net_cut_and_back_there_is_one_report(phone_visitor: Visitor) -> None:
    phone_visitor.signs_in("carla")
    page = opened(phone_visitor)
    visit = page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone_visitor.violations() == []
    small = "all => all.map(each => each.getBoundingClientRect()).filter(box => box.height && box.height < 44).length"
    assert page.eval_on_selector_all("#log-form :is(.pick, .btn, .form-control, .form-select, summary)", small) == 0
    page.context.set_offline(True)
    page.locator("[name=note]").fill(TEXT)
    page.locator("[name=needs-0-occupation]").fill("Svejser")
    page.locator("[name=steps-0-title]").fill("Send kandidater")
    page.locator("#log-steps .pick:has([value=tomorrow])").first.click()
    page.get_by_role("button", name="Endnu et skridt").click()
    page.locator("[name=steps-1-title]").fill("Ring om fastholdelse")
    page.locator("[name=steps-1-owner]").select_option(label="Fastholdelsesteam")
    expect(page.locator("[name=steps-0-soon]:checked")).to_have_value("tomorrow")
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt: gemt på denne enhed")
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt: gemt på denne enhed")
    page.context.set_offline(False)
    expect(page.locator("#flashes")).to_contain_text(SAVED, timeout=30_000)
    phone_visitor.complaints[:] = [each for each in phone_visitor.complaints if not NO_NET.search(each)]
    assert ONE_CONTACT.search(page.url)
    for words in (TEXT, "Svejser", "Send kandidater", "Ring om fastholdelse"):
        expect(page.locator("main")).to_contain_text(words)
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto(visit)
    assert ONE_CONTACT.search(page.url), "a visit that is reported leads to what was told"
    phone_visitor.goes_to("/my-day")
    expect(page.locator("section[aria-labelledby=unreported]")).to_have_count(0)


def test_without_scripts_and_on_paper(plain_visitor: Visitor) -> None:
    plain_visitor.signs_in("anna")
    page = opened(plain_visitor)
    page.goto(page.url.replace("/report", "/preparation"))
    expect(page.locator("main")).to_contain_text("Hvad vi skal spørge om")
    page.get_by_role("link", name="Skriv referat").click()
    page.locator("[name=note]").fill(TEXT)
    page.get_by_role("button", name="Endnu et skridt").click()
    expect(page.locator("[name=note]")).to_have_value(TEXT)
    page.locator("[name=steps-1-title]").fill("Ring")
    page.locator("[name=steps-1-soon][value=day]").check()
    page.locator("[data-save]").click()
    expect(page.locator(".error-summary")).to_contain_text("Skriv dagen for næste skridt.")
    page.locator("[name=steps-1-day]").fill("2099-01-05")
    page.locator("[data-save]").click()
    expect(page.locator("#flashes")).to_contain_text(SAVED)
