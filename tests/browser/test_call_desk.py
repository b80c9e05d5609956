"""The call desk in a browser: a shift by keys alone, two desks that see each other, without scripts, on a phone."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect
from visitor import Visitor

DESK = re.compile(r"/campaigns/\d+/desk(/\d+)?")


def make_campaign(visitor: Visitor, name: str, *, size: str = "10-19") -> str:
    """A campaign whose desk is open at any hour, with a script, started; the address of its desk."""
    page = visitor.page
    visitor.goes_to("/campaigns/new")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=ends_on]").fill((date.today() + timedelta(days=90)).isoformat())  # noqa: DTZ011
    page.locator("input[name=opens]").fill("00:00")
    page.locator("input[name=closes]").fill("23:59")
    for day in ("5", "6"):
        page.locator(f"main input[name=weekdays][value='{day}']").check()
    for person in page.locator("input[name=callers]").all():
        person.check()
    if page.evaluate("'htmx' in window"):
        expect(page.locator("#count strong")).to_contain_text("kan ringes op")
        before = page.locator("#count").inner_text()
        page.locator("select[name=size]").select_option(size)
        expect(page.locator("#count")).not_to_have_text(before)
    page.locator("select[name=size]").select_option(size)
    page.locator("input[name=shares_companies]").check()
    page.locator("form button[data-save]").last.click()
    page.get_by_role("link", name="Samtaleguide").first.click()
    page.get_by_label("Det, der siges").fill("Goddag, jeg ringer fra jobcentret.")
    page.get_by_role("button", name="Tilføj trinnet").click()
    page.get_by_text("Tilføj et spørgsmål").click()
    page.get_by_label("Spørgsmål", exact=True).fill("Plads til en elev?")
    page.get_by_label("Svartype").select_option("yes_no")
    page.get_by_role("button", name="Tilføj spørgsmålet").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Start med alle virksomheder").click()
    page.get_by_role("link", name="Ringebord").first.click()
    page.wait_for_url(DESK)
    return page.url


def company(page: Page) -> str:
    return page.locator(".desk-company").inner_text()


def pressing(page: Page, *keys: str) -> None:
    """Press them, and wait for another company."""
    before = company(page)
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(".desk-company")).not_to_have_text(before)
    expect(page.locator(".desk-tel, .desk-company a").first).to_be_visible()


def test_a_shift_by_keys_alone(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    make_campaign(visitor, "Tastaturvagten")
    page, keys = visitor.page, visitor.page.keyboard
    visitor.presses("g")
    visitor.presses("k")
    page.wait_for_url("**/campaigns")
    tab_to(page, "Ring")
    visitor.presses("Enter")
    page.wait_for_url(DESK)
    expect(page.get_by_role("button", name="Næste virksomhed")).to_be_focused()
    visitor.presses("Enter")
    page.wait_for_url(re.compile(r"/desk/\d+"))
    expect(page.locator(".desk-tel")).to_be_focused()
    assert visitor.violations() == []
    pressing(page, "1")
    pressing(page, "2")
    tab_to_field(page, "note")
    keys.type("Vil gerne høre om tilskud, ring 4 gange")
    assert page.locator("details.outcome-more[open]").count() == 0, "digits in a text are text"
    expect(page.locator("[data-call-status]")).to_contain_text("Kladde gemt")
    visitor.presses("Escape")
    pressing(page, "6")
    visitor.presses("4")
    expect(page.locator("input[name=back_day]")).to_be_focused()
    tab_to_field(page, "back_time")
    page.locator("input[name=back_time]").fill("14:00")
    assert visitor.violations() == []
    pressing(page, "Enter")
    visitor.presses("8")
    tab_to_field(page, "visit_at")
    visitor.presses("ArrowDown")
    pressing(page, "Control+Enter")
    visitor.presses("7")
    pressing(page, "Control+Enter")
    visitor.presses("0")
    tab_to_field(page, "refusal_by")
    keys.type("Direktøren")
    pressing(page, "Enter")
    expect(page.locator(".desk-progress")).to_contain_text("7 af")
    expect(page.locator(".desk-progress")).to_contain_text("1 besøg")
    tab_to(page, "Fortryd sidste")
    visitor.presses("Enter")
    expect(page.locator(".desk-progress")).to_contain_text("6 af")
    tab_to(page, "Hold pause")
    visitor.presses("Enter")
    expect(page.get_by_role("button", name="Næste virksomhed")).to_be_focused()


def test_two_desks_see_each_other_within_five_seconds(visitor: Visitor, chromium: Browser, site: str) -> None:
    visitor.signs_in("anna")
    desk = make_campaign(visitor, "To ved bordet").removeprefix(site)
    context = chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 860})
    bo = Visitor(context.new_page(), site)
    bo.signs_in("bo")
    bo.goes_to(desk)
    expect(bo.page.locator("#colleagues")).not_to_contain_text("Anna")
    visitor.page.get_by_role("button", name="Næste virksomhed").click()
    visitor.page.wait_for_url(re.compile(r"/desk/\d+"))
    begins, name = time.monotonic(), company(visitor.page)
    expect(bo.page.locator("#colleagues")).to_contain_text(name, timeout=5_000)
    print(f"\nBo saw Anna's company after {time.monotonic() - begins:.1f} s")
    bo.page.get_by_role("button", name="Næste virksomhed").click()
    bo.page.wait_for_url(re.compile(r"/desk/\d+"))
    assert company(bo.page) != name
    expect(visitor.page.locator("#colleagues")).to_contain_text(company(bo.page), timeout=5_000)
    context.close()


def test_a_call_without_scripts(plain_visitor: Visitor) -> None:
    plain_visitor.signs_in("carla")
    make_campaign(plain_visitor, "Uden scripts")
    page = plain_visitor.page
    page.get_by_role("button", name="Næste virksomhed").click()
    first = company(page)
    page.get_by_text("Ja", exact=True).click()
    page.get_by_text("Besøg aftalt …").click()
    page.get_by_role("button", name="Vis den valgte kollegas ledige tider").click()
    assert company(page) == first
    page.locator("#visit_at").select_option(index=1)
    page.get_by_role("button", name="Gem: besøg aftalt").click()
    assert company(page) != first
    expect(page.locator(".desk-progress")).to_contain_text("1 besøg")
    page.get_by_role("button", name="Fortryd sidste").click()
    assert company(page) == first
    assert page.locator("input[value=yes]").is_checked(), "what was answered is here again"


def test_a_lost_net_keeps_the_call(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    make_campaign(visitor, "Uden net")
    page = visitor.page
    page.get_by_role("button", name="Næste virksomhed").click()
    page.wait_for_url(re.compile(r"/desk/\d+"))
    first = company(page)
    page.locator("textarea[name=note]").fill("Sagt mens nettet var væk")
    page.context.set_offline(True)
    visitor.presses("Escape")
    visitor.presses("6")
    expect(page.locator("[data-call-status]")).to_contain_text("Ikke sendt")
    page.context.set_offline(False)
    expect(page.locator(".desk-company")).not_to_have_text(first, timeout=20_000)
    page.get_by_role("button", name="Fortryd sidste").click()
    expect(page.locator("textarea[name=note]")).to_have_value("Sagt mens nettet var væk")
    visitor.complaints.clear()  # the browser itself complains of the missing net


def test_the_desk_fits_a_phone(phone_visitor: Visitor) -> None:
    phone_visitor.signs_in("bo")
    make_campaign(phone_visitor, "På telefonen")
    page = phone_visitor.page
    page.get_by_role("button", name="Næste virksomhed").click()
    expect(page.locator(".desk-company")).to_be_visible()
    fits(page)
    targets: Callable[[], list[float]] = lambda: page.locator(".outcome:visible").evaluate_all(  # noqa: E731
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(targets()) >= 44
    for summary in page.locator("summary.outcome").all():
        summary.click()
        fits(page)
    assert phone_visitor.violations() == []


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def tab_to(page: Page, text: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.closest('a, button, summary')?.innerText || ''"):
            return
    raise AssertionError(f"“{text}” can't be reached by Tab")


def tab_to_field(page: Page, name: str) -> None:
    for _ in range(120):
        if page.evaluate("document.activeElement.name || ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} can't be reached by Tab")
