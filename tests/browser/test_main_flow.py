"""Sign in → find a company → add a cooperation → see the rate change → export: by mouse, by keys, without scripts."""

import re
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from visitor import PASSWORD, Visitor

NOT_YET = "/companies?municipality=0851&cooperating=no&size=10-19"
FIRST_COMPANY = "main table tbody a.row-title"


def counted(page: Page) -> tuple[int, int]:
    """'125 af 300 arbejdssteder' on the rate page: the numbers."""
    text = page.locator(".rate-head").inner_text()
    found = re.search(r"([\d.]+)\s+af\s+([\d.]+)\s+arbejdssteder", text)
    assert found, text
    return int(found[1].replace(".", "")), int(found[2].replace(".", ""))


def fill_cooperation(page: Page) -> None:
    workplace = page.locator("select[name=workplace_id]")
    if workplace.count() and not workplace.input_value():
        workplace.select_option(index=1)
    page.locator("select[name=type_code]").select_option("mentor")
    page.locator("input[name=start_date]").fill(date.today().isoformat())  # noqa: DTZ011 - the browser's own day


def register_first(visitor: Visitor, skip: int) -> str:
    """Add a cooperation to the company in row `skip` of those that have none; its name."""
    page = visitor.page
    visitor.goes_to(NOT_YET)
    link = page.locator(FIRST_COMPANY).nth(skip)
    name = link.inner_text().strip()
    link.click()
    page.get_by_role("link", name="Nyt samarbejde").first.click()
    fill_cooperation(page)
    page.locator("main form button[data-save]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("Mentor")
    return name


def export_workbook(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hent regneark").click()
    target = folder / "rate.xlsx"
    waiting.value.save_as(target)
    return target


def test_by_mouse(visitor: Visitor, tmp_path: Path) -> None:
    visitor.signs_in("anna")
    visitor.goes_to("/rate")
    before, population = counted(visitor.page)
    register_first(visitor, 0)
    visitor.page.get_by_role("link", name="Samarbejdsgrad").first.click()
    assert counted(visitor.page) == (before + 1, population)
    book = load_workbook(export_workbook(visitor.page, tmp_path), data_only=True)
    assert book.sheetnames == [
        "Forside", "Samarbejdsgrad", "Udvikling", "Virksomheder", "Ikke medregnet", "Definition",
    ]  # fmt: skip
    numbers = {cell.value for row in book["Samarbejdsgrad"].iter_rows() for cell in row}
    assert {before + 1, population} <= numbers


def test_without_scripts(plain_visitor: Visitor, tmp_path: Path) -> None:
    plain_visitor.signs_in("bo")
    plain_visitor.goes_to("/rate")
    before, population = counted(plain_visitor.page)
    register_first(plain_visitor, 3)
    plain_visitor.goes_to("/rate")
    assert counted(plain_visitor.page) == (before + 1, population)
    assert load_workbook(export_workbook(plain_visitor.page, tmp_path)).sheetnames[0] == "Forside"


def test_by_keyboard_alone(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.goes_to("/sign-in")
    page.get_by_label("E-mail").focus()
    keys.type("carla@jobcenter.example")
    visitor.presses("Tab")
    keys.type(PASSWORD)
    visitor.presses("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    visitor.presses("g")
    visitor.presses("g")
    page.wait_for_url("**/rate")
    before, population = counted(page)
    visitor.goes_to(NOT_YET)
    name = page.locator(FIRST_COMPANY).nth(5).inner_text().strip()
    visitor.presses("/")
    expect(page.locator("#search")).to_be_focused()
    keys.type(name)
    visitor.presses("Enter")
    page.wait_for_url("**q=**")
    tab_to(page, name)
    visitor.presses("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    tab_to(page, "Nyt samarbejde")
    visitor.presses("Enter")
    page.wait_for_url("**/cooperations/new")
    tab_to_field(page, "type_code")
    keys.type("Mentor")
    tab_to_field(page, "start_date")
    page.locator("input[name=start_date]").fill(date.today().isoformat())  # noqa: DTZ011
    visitor.presses("Control+Enter")
    page.wait_for_url(lambda url: "/cooperations/new" not in url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    visitor.presses("g")
    visitor.presses("g")
    page.wait_for_url("**/rate")
    assert counted(page) == (before + 1, population)


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the focus is on something with this text: everything must be reachable."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"“{text}” can't be reached by Tab")


def tab_to_field(page: Page, name: str) -> None:
    for _ in range(80):
        if page.evaluate("document.activeElement.name || ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} can't be reached by Tab")


def test_a_swapped_list_is_announced_and_clean(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    visitor.goes_to("/companies")
    visitor.page.locator("select[name=cooperating]").select_option("yes")
    visitor.page.wait_for_url("**cooperating=yes**")
    expect(visitor.page.locator("#status")).to_contain_text("virksomhed")
    assert visitor.violations() == []
    visitor.goes_to("/rate")
    visitor.page.locator("select[name=span]").select_option("last-year")
    visitor.page.wait_for_url("**span=last-year**")
    expect(visitor.page.locator(".rate-foot")).to_contain_text(str(date.today().year - 1))  # noqa: DTZ011
    assert visitor.violations() == []


def test_pages_fit_a_phone(phone_visitor: Visitor) -> None:
    phone_visitor.signs_in("admin")
    for path in (
        "/companies",
        "/rate",
        "/rate/workplaces",
        "/rate/left-out",
        "/imports",
        "/admin/users",
        "/admin/jobs",
    ):
        phone_visitor.goes_to(path)
        assert phone_visitor.page.evaluate("document.documentElement.scrollWidth") <= 360, path
