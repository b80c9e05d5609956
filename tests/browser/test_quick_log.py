"""The quick log in a real browser: few interactions, by keys, on a phone, without a net, after a lost session."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect
from visitor import PASSWORD, Visitor

ONE_CONTACT = re.compile("/contacts/[0-9a-f]{32}$")
NO_NET = re.compile("Failed to load resource")
SAVED = "Kontakten er logget."
TEXT = "Vil høre om voksenlærling til august"


@dataclass
class Hand:
    """Counts what a person does: every click, key and field."""

    page: Page
    done: int = 0

    def clicks(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.done += 1

    def presses(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.done += 1

    def writes(self, selector: str, text: str) -> None:
        self.page.locator(selector).fill(text)
        self.done += 1


def company(visitor: Visitor, number: int) -> str:
    """The address of a company with nothing in the way of a contact."""
    visitor.goes_to("/companies?municipality=0851&cooperating=yes")
    links: list[str] = visitor.page.eval_on_selector_all(
        "main tbody a.row-title", "all => all.map(a => a.getAttribute('href'))"
    )
    for link in links[number:]:
        visitor.goes_to(link)
        if visitor.page.locator(".guard-green").count():
            return link
    raise AssertionError("every company is resting")


def contacts(visitor: Visitor, link: str) -> int:
    """How many contacts the company's timeline shows."""
    visitor.goes_to(link)
    links: list[str] = visitor.page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
    return len({found for found in links if found and ONE_CONTACT.search(found)})


def opened(visitor: Visitor, link: str) -> Page:
    number = link.rpartition("/")[2]
    visitor.goes_to(f"/contacts/new?company={number}")
    return visitor.page


def cut(visitor: Visitor) -> None:
    visitor.page.context.set_offline(True)


def mended(visitor: Visitor) -> None:
    visitor.page.context.set_offline(False)
    visitor.complaints[:] = [each for each in visitor.complaints if not NO_NET.search(each)]


def test_no_answer_is_one_click_and_a_full_call_at_most_six(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    first = company(visitor, 0)
    hand = Hand(visitor.page)
    hand.clicks("main .one-click button")
    expect(visitor.page.locator("#flashes")).to_contain_text(SAVED)
    assert hand.done <= 2
    company(visitor, 3)
    hand = Hand(visitor.page)
    hand.presses("n")
    expect(visitor.page.locator("#log-dialog #log-form")).to_be_visible()
    assert visitor.violations() == []
    hand.clicks("#log-dialog .pick:has([value=interested])")
    hand.writes("#log-dialog [name=note]", TEXT)
    hand.clicks("#log-dialog [data-save]")
    expect(visitor.page.locator("#flashes")).to_contain_text(SAVED)
    assert hand.done <= 6
    assert first


def test_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.signs_in("bo")
    visitor.goes_to("/companies")
    page, keys = visitor.page, visitor.page.keyboard
    name = page.locator("main tbody a.row-title").nth(8).inner_text().strip()
    visitor.presses("n")
    expect(page.locator("#log-form-q")).to_be_focused()
    keys.type(name)
    expect(page.locator("#log-form-found a")).to_have_count(1)
    visitor.presses("Tab")
    visitor.presses("Tab")
    visitor.presses("Enter")
    expect(page.locator("#log-dialog [name=outcome]:checked")).to_be_focused()
    visitor.presses("Escape")
    expect(page.locator("#log-dialog")).not_to_be_visible()
    page.locator("main tbody a.row-title").nth(8).focus()
    visitor.presses("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    visitor.presses("n")
    expect(page.locator("#log-dialog [name=outcome]:checked")).to_be_focused()
    page.locator("#log-dialog [name=direction][value=incoming]").focus()
    visitor.presses("Space")
    page.locator("#log-dialog [name=note]").focus()
    keys.type("Ringede selv")
    visitor.presses("Control+Enter")
    expect(page.locator("#flashes")).to_contain_text(SAVED)


def test_on_a_phone_with_the_net_cut_and_back_there_is_one_contact(phone_visitor: Visitor) -> None:
    phone_visitor.signs_in("carla")
    link = company(phone_visitor, 6)
    before = contacts(phone_visitor, link)
    page = opened(phone_visitor, link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone_visitor.violations() == []
    small = "all => all.map(each => each.getBoundingClientRect()).filter(box => box.height && box.height < 44).length"
    assert page.eval_on_selector_all("#log-form :is(.pick, .btn, .form-control, .form-select, summary)", small) == 0
    cut(phone_visitor)
    page.locator(".pick:has([value=interested])").click()
    page.locator("[name=note]").fill(TEXT)
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt: gemt på denne enhed")
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt: gemt på denne enhed")
    mended(phone_visitor)
    expect(page.locator("#flashes")).to_contain_text(SAVED, timeout=30_000)
    assert contacts(phone_visitor, link) == before + 1
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_that_is_lost_makes_no_second_contact(phone_visitor: Visitor) -> None:
    """The server has saved it, and the net breaks before the phone is told."""
    phone_visitor.signs_in("carla")
    link = company(phone_visitor, 8)
    before = contacts(phone_visitor, link)
    page = opened(phone_visitor, link)
    lost = []

    def lose(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/contacts/new?*", lose)
    page.locator("[name=note]").fill(TEXT)
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt")
    page.reload()
    page.wait_for_url(f"**{link}")  # it was sent again, and the first one's answer came
    mended(phone_visitor)
    assert contacts(phone_visitor, link) == before + 1


def test_what_waits_is_sent_from_another_page(phone_visitor: Visitor) -> None:
    phone_visitor.signs_in("carla")
    link = company(phone_visitor, 10)
    before = contacts(phone_visitor, link)
    page = opened(phone_visitor, link)

    def cut_off(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    page.route("**/contacts/new?*", cut_off)
    page.locator("[name=note]").fill(TEXT)
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Ikke sendt")
    page.unroute("**/contacts/new?*")
    phone_visitor.goes_to("/companies")
    expect(page.locator("#flashes")).to_contain_text("er nu sendt", timeout=30_000)
    mended(phone_visitor)
    assert contacts(phone_visitor, link) == before + 1


def test_a_reload_keeps_the_text(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    link = company(visitor, 12)
    page = opened(visitor, link)
    page.locator("[name=note]").fill(TEXT)
    page.locator(".pick:has([value=need_noted])").click()
    page.locator(".log-more summary").click()
    page.locator("[name=needs-0-occupation]").fill("Svejser")
    page.get_by_role("button", name="Endnu et behov").click()
    page.locator("[name=needs-1-occupation]").fill("Klejnsmed")
    page.reload()
    expect(page.locator("[data-restored]")).to_contain_text("er hentet frem igen")
    expect(page.locator("[name=note]")).to_have_value(TEXT)
    expect(page.locator("[name=outcome][value=need_noted]")).to_be_checked()
    expect(page.locator("[name=needs-1-occupation]")).to_have_value("Klejnsmed")
    expect(page.locator("[data-log-status]")).to_contain_text("", timeout=5_000)
    page.locator("[name=note]").fill(f"{TEXT}!")
    expect(page.locator("[data-log-status]")).to_contain_text("Kladde gemt", timeout=10_000)
    page.evaluate("localStorage.clear()")  # another device: the server's draft
    page.reload()
    expect(page.locator("[name=note]")).to_have_value(f"{TEXT}!")
    assert visitor.violations() == []
    page.get_by_role("button", name="Smid den væk").click()
    expect(page.locator("[name=note]")).to_have_value("")


@pytest.mark.parametrize("where", ["here", "in another tab"])
def test_a_lost_session_keeps_the_text(visitor: Visitor, where: str) -> None:
    visitor.signs_in("anna")
    link = company(visitor, 14 if where == "here" else 16)
    page = opened(visitor, link)
    visitor.page.context.clear_cookies()
    page.locator("[name=note]").fill(TEXT)
    page.locator("[data-save]").click()
    expect(page.locator("[data-log-status]")).to_contain_text("Du er logget ud")
    if where == "here":
        page.locator("[data-log-status] a").click()
        page.get_by_label("E-mail").fill("anna@jobcenter.example")
        page.get_by_label("Adgangskode").fill(PASSWORD)
        page.get_by_role("button", name="Log ind").click()
        expect(page.locator("[name=note]")).to_have_value(TEXT)
        expect(page.locator("[data-restored]")).to_contain_text("er hentet frem igen")
    else:
        Visitor(page.context.new_page(), visitor.site).signs_in("anna")
    page.locator("[data-save]").click()
    expect(page.locator("#flashes")).to_contain_text(SAVED)
    visitor.complaints[:] = [each for each in visitor.complaints if "400" not in each]


def test_signing_out_leaves_nothing_on_the_device_and_loses_nothing(visitor: Visitor) -> None:
    visitor.signs_in("dorte")
    link = company(visitor, 18)
    page = opened(visitor, link)
    page.locator("[name=note]").fill(TEXT)
    page.locator(".who-menu summary").click()
    page.get_by_role("button", name="Log ud").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(localStorage)") == []
    visitor.signs_in("emil")
    expect(opened(visitor, link).locator("[name=note]")).to_have_value("")
    page.context.clear_cookies()
    visitor.signs_in("dorte")
    expect(opened(visitor, link).locator("[name=note]")).to_have_value(TEXT)


def test_without_scripts(plain_visitor: Visitor) -> None:
    plain_visitor.signs_in("bo")
    link = company(plain_visitor, 20)
    page = plain_visitor.page
    page.get_by_role("link", name="Log kontakt").first.click()
    page.locator("[name=note]").fill(TEXT)
    page.locator("[name=outcome][value=call_back]").check()
    expect(page.locator("[name=step_day]")).to_be_visible()
    page.locator("[data-save]").click()
    expect(page.locator(".error-summary")).to_contain_text("Skriv dagen for næste skridt.")
    page.locator("[name=step_day]").fill("2099-01-05")
    page.locator("[data-save]").click()
    expect(page.locator("#flashes")).to_contain_text(SAVED)
    assert page.url.endswith(link)
