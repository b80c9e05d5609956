"""A visit is moved in the calendar: with the keyboard alone, and with the mouse."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect
from visitor import Visitor

from crm.contacts.due import working_day_from
from crm.values.clock import local_date, utc_now


def tuesday_ahead() -> date:
    """Of a week in which the demo has no visits any more."""
    today = local_date(utc_now())
    return working_day_from(today - timedelta(days=today.weekday()) + timedelta(weeks=9, days=1))


def booked(visitor: Visitor, day: date) -> str:
    """Anna books a visit at ten o'clock with the first company that may be visited; the visit's address."""
    page = visitor.page
    visitor.goes_to("/companies?cooperating=yes")
    for company in [link.get_attribute("href") or "" for link in page.locator("a.row-title").all()]:
        visitor.goes_to(f"/visits/new?company={company.rsplit('/', 1)[1]}&at={day}T10:00")
        page.locator("[name=purpose]").fill("Kalenderen")
        page.get_by_role("button", name="Book besøget").click()
        page.wait_for_load_state("load")
        if "/visits/new" not in page.url:
            return page.url.removeprefix(visitor.site)
    raise AssertionError("no company may be visited")


def entry(page: Page, address: str) -> Locator:
    return page.locator(f".ec-event a[href='{address}']")


def save_move(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Flyt besøget")
    page.get_by_role("button", name="Flyt besøget").click()
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/move"))


def test_a_visit_is_moved_by_keys_and_by_mouse(visitor: Visitor) -> None:
    visitor.signs_in("anna")
    page, day = visitor.page, tuesday_ahead()
    address = booked(visitor, day)
    week = f"/visits?view=week&date={day}"
    visitor.goes_to(week)
    entry(page, address).focus()
    visitor.presses("Shift+ArrowRight")
    expect(page.locator("#status")).to_contain_text("Enter flytter besøget")
    visitor.presses("Escape")
    expect(page.locator("#status")).to_contain_text("bliver, hvor det er")
    visitor.presses("Shift+ArrowRight")
    expect(page.locator("#status")).to_contain_text("Enter flytter besøget")
    expect(entry(page, address)).to_be_focused()
    visitor.presses("Enter")
    save_move(page)
    visitor.goes_to(week)
    assert visitor.violations() == []
    box, head = entry(page, address).bounding_box(), page.locator(".ec-col-head").nth(3).bounding_box()
    assert box
    assert head
    page.mouse.move(box["x"] + 20, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 12, steps=4)
    page.mouse.move(head["x"] + head["width"] / 2, box["y"] + 12, steps=8)
    page.mouse.up()
    save_move(page)
    visitor.goes_to(f"/visits?view=day&date={day + timedelta(days=2)}")
    expect(entry(page, address)).to_be_visible()
