"""Sign in → my day → a task done: by keyboard alone, without scripts, and on a phone."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from visitor import PASSWORD, Visitor

COMPANY = "main table tbody tr td a.row-title"
TODAY = (datetime.now(UTC) + timedelta(hours=1)).date().isoformat()


def add_task(visitor: Visitor, title: str) -> None:
    """A task for today at the first company of the list."""
    visitor.goes_to("/companies")
    href = visitor.page.locator(COMPANY).first.get_attribute("href") or ""
    visitor.goes_to(f"/tasks/new?company={href.rpartition('/')[2]}&back=/my-day")
    visitor.page.get_by_label("Hvad skal der gøres?").fill(title)
    visitor.page.locator("input[name=due_on]").fill(TODAY)
    visitor.page.get_by_role("button", name="Gem opgaven").click()
    visitor.page.wait_for_url("**/my-day")


def tab_to(page: Page, text: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if text in " ".join(page.evaluate("document.activeElement.textContent || ''").split()):
            return
    raise AssertionError(f"“{text}” can't be reached by Tab")


def test_a_task_is_done_by_keyboard_alone(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.goes_to("/sign-in")
    page.get_by_label("E-mail").focus()
    keys.type("anna@jobcenter.example")
    visitor.presses("Tab")
    keys.type(PASSWORD)
    visitor.presses("Enter")
    page.wait_for_url("**/my-day")
    add_task(visitor, "Ring om tastaturet")
    visitor.goes_to("/companies")
    visitor.presses("g")
    visitor.presses("d")
    page.wait_for_url("**/my-day")
    assert visitor.violations() == []
    tab_to(page, "Færdig (Ring om tastaturet)")
    visitor.presses("Enter")
    line = page.locator(".row-line", has_text="Ring om tastaturet")
    expect(line.locator(".tag")).to_have_text("Færdig")
    expect(page.locator("#status")).to_contain_text("Opgaven er udført.")
    expect(line.get_by_role("button", name="Genåbn")).to_be_focused()
    visitor.presses("Enter")
    expect(line.get_by_role("button", name="Færdig")).to_be_focused()
    visitor.presses("Tab")
    visitor.presses("Enter")
    tab_to(page, "Om en uge")
    assert visitor.violations() == []
    visitor.presses("Enter")
    expect(page.locator("#status")).to_contain_text("Opgaven er udsat.")
    visitor.goes_to("/my-day")
    expect(page.locator("main")).not_to_contain_text("Ring om tastaturet")
    visitor.goes_to("/tasks")
    expect(page.locator("main")).to_contain_text("Ring om tastaturet")


def test_without_scripts(plain_visitor: Visitor) -> None:
    page = plain_visitor.page
    plain_visitor.signs_in("bo")
    add_task(plain_visitor, "Uden scripts")
    line = page.locator(".row-line", has_text="Uden scripts")
    line.locator("summary").click()
    line.get_by_role("link", name="En anden dag").click()
    page.get_by_label("Dagen").fill("2099-12-24")
    page.get_by_role("button", name="Udsæt den").click()
    page.wait_for_url("**/my-day")
    expect(page.locator("#flashes")).to_contain_text("Opgaven er udsat.")
    add_task(plain_visitor, "Uden scripts, nu")
    page.locator(".row-line", has_text="Uden scripts, nu").get_by_role("button", name="Færdig").click()
    expect(page.locator("#flashes")).to_contain_text("Opgaven er udført.")


def test_my_day_on_a_phone(phone_visitor: Visitor) -> None:
    page = phone_visitor.page
    phone_visitor.signs_in("carla")
    add_task(phone_visitor, "Husk den store og meget lange aftale om virksomhedsforlagt undervisning")
    for path in ("/my-day", "/my-day/team", "/my-day/news", "/tasks", "/companies/not-spoken-with"):
        phone_visitor.goes_to(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    phone_visitor.goes_to("/my-day")
    bar = page.locator("nav.tabs")
    expect(bar.get_by_role("link", name="Min dag")).to_be_visible()
    line = page.locator(".row-line", has_text="Husk den store")
    for button in (line.get_by_role("button", name="Færdig"), line.locator("summary")):
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    line.locator("summary").click()
    expect(line.get_by_role("link", name="Giv videre …")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the open menu"
    page.keyboard.press("Escape")
    line.get_by_role("button", name="Færdig").click()
    expect(line.locator(".tag")).to_have_text("Færdig")
