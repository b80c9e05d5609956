"""A register extract by the page: upload, what it would do, run by the jobs process with progress, result."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from visitor import Visitor

REGISTER = Path(__file__).parent.parent / "data" / "worked_example" / "register.csv"
ROWS = 14


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """The rows of a neighbouring municipality: other tests look at Aalborg's."""
    header, *rows = REGISTER.read_text(encoding="utf-8-sig").splitlines()
    place = header.split(";").index("kommunekode")
    neighbours = [row for row in rows if row.split(";")[place].zfill(4) == "0849"]
    assert len(neighbours) == ROWS
    target = tmp_path / "register.csv"
    target.write_text("\n".join([header, *neighbours]), encoding="utf-8")
    return target


def upload(visitor: Visitor, extract: Path) -> None:
    page = visitor.page
    visitor.signs_in("admin")
    visitor.goes_to("/imports/new")
    page.locator("[name=kind][value=register]").check()
    page.locator("input[type=file]").set_input_files(extract)
    page.get_by_role("button", name="Upload og kontrollér").click()
    expect(page.get_by_role("button", name="Kør indlæsningen")).to_be_visible(timeout=30_000)
    expect(page.locator("main")).to_contain_text(str(ROWS))


def test_upload_check_run_and_result(visitor: Visitor, extract: Path) -> None:
    upload(visitor, extract)
    assert visitor.violations() == []
    visitor.page.reload()  # what was checked is still there
    visitor.page.get_by_role("button", name="Kør indlæsningen").click()
    expect(visitor.page.locator("#import")).to_contain_text("Indlæst", timeout=30_000)
    assert visitor.violations() == []


def test_the_same_file_again_without_scripts_changes_nothing(
    visitor: Visitor, plain_visitor: Visitor, extract: Path
) -> None:
    upload(visitor, extract)
    address = visitor.page.url.removeprefix(visitor.site)
    plain_visitor.signs_in("admin")
    plain_visitor.goes_to(address)
    plain_visitor.page.get_by_role("button", name="Kør indlæsningen").click()
    for _ in range(30):
        plain_visitor.page.wait_for_timeout(1000)
        plain_visitor.goes_to(address)
        if plain_visitor.page.get_by_text("Indlæst").count():
            break
    expect(plain_visitor.page.locator("#import")).to_contain_text(str(ROWS))
    expect(plain_visitor.page.locator("#import")).to_contain_text("uændre")
