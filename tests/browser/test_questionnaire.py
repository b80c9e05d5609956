"""Somebody at a visited company opens the link in the mail on a phone, with and without scripts."""

from collections.abc import Iterator

import pytest
from contact_ground import Colleague
from flask import Flask
from playwright.sync_api import Browser, expect
from serving import site_of
from sqlmodel import Session, select
from survey_ground import Ground, path_of
from visitor import Visitor

from crm.surveys.models import SurveyInvitation


@pytest.fixture
def link(app: Flask, session: Session, anna: Colleague, company: int) -> Iterator[str]:
    """The whole address in the mail; a site of its own, since the secret is known to the mail only."""
    ground = Ground(app, session)
    with site_of(app) as site:
        ground.found_at(site)
        ground.everybody()
        ground.held(company, anna, [ground.person(company, anna, "Mette Smed", "mette@smedjen.dk")])
        ground.run()
        yield site + path_of(ground.mails()[0]).removesuffix("?lang=en")


@pytest.mark.parametrize("scripts", [True, False])
def test_mette_answers_on_her_phone(link: str, session: Session, chromium: Browser, scripts: bool) -> None:  # noqa: FBT001
    context = chromium.new_context(
        locale="da-DK", viewport={"width": 360, "height": 740}, java_script_enabled=scripts, has_touch=True
    )
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvordan var vores besøg?")
    if scripts:
        assert Visitor(page, link).violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for question in ("prepared", "understood", "useful", "agreed"):
        page.locator(f"[name={question}][value='4']").check()
    page.locator("[name=expects][value=yes]").check()
    page.locator("[name=comment]").fill("Kom gerne igen")
    page.get_by_role("button", name="Send svarene").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak for dine svar")
    if scripts:
        assert Visitor(page, link).violations() == []
    context.close()
    session.rollback()
    row = session.exec(select(SurveyInvitation)).one()
    assert (row.comment, row.answered_at is not None) == ("Kom gerne igen", True)
