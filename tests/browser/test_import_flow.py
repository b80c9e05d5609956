"""A register extract by the page: upload, what it would do, run by the jobs process with progress, result."""

from pathlib import Path

from playwright.sync_api import expect
from visitor import Visitor

REGISTER = Path(__file__).parent.parent / "data" / "worked_example" / "register.csv"


def upload(visitor: Visitor) -> None:
    page = visitor.page
    visitor.signs_in("admin")
    visitor.goes_to("/imports/new")
    page.locator("[name=kind][value=register]").check()
    page.locator("input[type=file]").set_input_files(REGISTER)
    page.get_by_role("button", name="Upload og kontrollér").click()
    expect(page.get_by_role("button", name="Kør indlæsningen")).to_be_visible(timeout=30_000)
    expect(page.locator("main")).to_contain_text("180")


def test_upload_check_run_and_result(visitor: Visitor) -> None:
    upload(visitor)
    assert visitor.violations() == []
    visitor.page.reload()  # what was checked is still there
    visitor.page.get_by_role("button", name="Kør indlæsningen").click()
    expect(visitor.page.locator("#import")).to_contain_text("Indlæst", timeout=30_000)
    assert visitor.violations() == []


def test_the_same_file_again_without_scripts_changes_nothing(visitor: Visitor, plain_visitor: Visitor) -> None:
    upload(visitor)
    address = visitor.page.url.removeprefix(visitor.site)
    plain_visitor.signs_in("admin")
    plain_visitor.goes_to(address)
    plain_visitor.page.get_by_role("button", name="Kør indlæsningen").click()
    for _ in range(30):
        plain_visitor.page.wait_for_timeout(1000)
        plain_visitor.goes_to(address)
        if plain_visitor.page.get_by_text("Indlæst").count():
            break
    expect(plain_visitor.page.locator("#import")).to_contain_text("180")
    expect(plain_visitor.page.locator("#import")).to_contain_text("uændre")
