"""The pages of a campaign's figures: every number leads to as many rows, and closing leaves a report that stays."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from made_up_calls import MadeUp, made_up_campaign
from page_client import PageClient
from people import ANNA, DORTE, SignedIn
from query_count import counted
from sqlmodel import Session, select

from crm.accounts.models import User
from crm.campaigns.models import CallRecord, Campaign, CampaignReport, CampaignTarget
from crm.contacts.inputs import TaskInput
from crm.contacts.models import Task, TaskKind
from crm.contacts.services.tasks import add_task
from crm.db import transaction
from crm.values.roles import Role


@pytest.fixture
def made(session: Session, anna: User, bo: User) -> MadeUp:
    return made_up_campaign(session, anna, bo)


def address(made: MadeUp, page: str = "statistics") -> str:
    return f"/campaigns/{made.campaign.id}/{page}"


def test_every_number_leads_to_as_many_rows(made: MadeUp, signed_in: SignedIn) -> None:
    dorte = signed_in(DORTE)
    page = dorte.get(address(made))
    numbers = [
        (link.get("href", ""), int("".join(link.itertext()).replace(".", "")))
        for link in page.all("a[@href]")
        if re.fullmatch(r"[\d.]+", "".join(link.itertext())) and "/campaigns/" in link.get("href", "")
    ]
    assert len(numbers) > 60
    for url, number in numbers:
        assert urlsplit(url).path.rpartition("/")[2] in {"targets", "calls"}
        assert counted_rows(dorte, url) == number, url


def counted_rows(client: PageClient, url: str) -> int:
    found = re.match(r"[\d.]+", client.part(url).text)
    return int(found[0].replace(".", "")) if found else 0


def test_the_figures_come_again_by_themselves_while_the_campaign_runs(
    session: Session, made: MadeUp, signed_in: SignedIn
) -> None:
    anna = signed_in(ANNA)
    assert "every 30s" in anna.get(address(made)).html
    assert anna.part(address(made, "statistics/live")).has("Opkald")
    assert anna.get(address(made, "statistics/live")).h1 == "Statistik", "without htmx: the page"
    with transaction(session):
        session.get_one(Campaign, made.campaign.id).status = "paused"  # type: ignore[assignment]
    assert "every 30s" not in anna.get(address(made)).html


def test_what_was_said_in_own_words_is_for_managers(made: MadeUp, signed_in: SignedIn) -> None:
    written = made.questions[-1]
    url = address(made, f"answers/{written.id}")
    assert signed_in(DORTE).get(url).has(str(written.text), "Tømrere")
    signed_in(ANNA).get(url, status=403)
    assert signed_in(ANNA).get(address(made)).has("Ledere kan læse dem.")
    signed_in(DORTE).get(address(made, f"answers/{made.questions[0].id}"), status=404)


def test_rows_can_be_narrowed_and_odd_choices_are_none(made: MadeUp, signed_in: SignedIn) -> None:
    anna = signed_in(ANNA)
    for page in ("targets", "calls"):
        every = counted_rows(anna, address(made, page))
        odd = "?state=x&reason=1&stage=&outcome=nope&caller=abc&hour=-3&weekday=x&question=9999&answer=y&group=0"
        assert counted_rows(anna, address(made, page) + odd) == every
    assert anna.get(address(made, "calls?hour=25")).has("Ingen opkald her")
    assert anna.get(address(made, "targets?page=2")).rows()


def test_pages_cost_the_same_for_any_number_of_rows(app: Flask, made: MadeUp, signed_in: SignedIn) -> None:
    anna = signed_in(ANNA)
    for page, most in (("statistics", 16), ("targets", 6), ("calls", 6)):
        anna.get(address(made, page))
        with counted(app) as statements:
            anna.get(address(made, page))
        assert statements.count <= most, page


@pytest.fixture
def promised(session: Session, made: MadeUp, anna: User) -> list[int]:
    """Two companies that wait for a call."""
    targets = session.exec(select(CampaignTarget).limit(2)).all()
    with transaction(session) as work:
        tasks = [
            add_task(
                work,
                TaskInput(
                    kind=TaskKind.CALL_BACK,
                    title="Elevplads-kampagnen",
                    company_id=target.company_id,
                    due_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
                    owner_user_id=anna.id,
                    promised=True,
                    campaign_target_id=target.id,
                ),
                user_id=anna.id or 0,
                now=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
            )
            for target in targets
        ]
    return [task.id or 0 for task in tasks]


def test_closing_leaves_a_report_and_the_promises(
    session: Session, made: MadeUp, promised: list[int], signed_in: SignedIn
) -> None:
    dorte = signed_in(DORTE)
    page = dorte.get(address(made, "").rstrip("/")).click("Afslut kampagnen")
    assert page.has("2 virksomheder er lovet et opkald.")
    refused = page.form("Afslut kampagnen").send(drop=[promised[0]], status=422)
    assert refused.has("Skriv, hvorfor opkaldene droppes: det står i rapporten.")
    report = page.form("Afslut kampagnen").send(drop=[promised[0]], reason="Sagen er løst")
    assert report.h1 == "Slutrapport: Elevplads-kampagnen"
    assert report.has("Droppet: Sagen er løst", "En opgave hos Anna Krogh")
    session.rollback()
    assert [task.done_at is None for task in session.exec(select(Task).order_by(Task.id))] == [False, True]  # type: ignore[arg-type]


def test_the_report_does_not_change_afterwards(session: Session, made: MadeUp, signed_in: SignedIn) -> None:
    dorte = signed_in(DORTE)
    dorte.get(address(made, "report"), status=404)
    before = dorte.get(address(made, "close")).form("Afslut kampagnen").send()
    with transaction(session):
        for call in session.exec(select(CallRecord)):
            call.undone_at = call.ended_at
    after = dorte.get(address(made, "report"))
    assert main_text(after.text) == main_text(before.text)
    assert dorte.get(address(made)).has("Der er ikke ringet endnu.")
    session.rollback()
    assert len(session.exec(select(CampaignReport)).all()) == 1
    assert dorte.get(address(made, "close")).h1 == "Elevplads-kampagnen", "closed is closed"


def main_text(text: str) -> str:
    return text.partition("Tallene er dem")[2]


def test_the_report_names_no_callers(session: Session, made: MadeUp, signed_in: SignedIn) -> None:
    signed_in(DORTE).get(address(made, "close")).form("Afslut kampagnen").send()
    session.rollback()
    stored = session.exec(select(CampaignReport)).one().content
    assert "Krogh" not in str(stored)


def test_closing_is_refused_when_somebody_was_first(made: MadeUp, signed_in: SignedIn) -> None:
    dorte = signed_in(Role.MANAGER)
    page, late = dorte.get(address(made, "close")), dorte.get(address(made, "close"))
    page.form("Afslut kampagnen").send()
    assert late.form("Afslut kampagnen").send().h1 == "Elevplads-kampagnen"


def test_a_new_campaign_has_its_pages(session: Session, anna: User, signed_in: SignedIn) -> None:
    empty = made_up_campaign(session, anna, companies=1, calls=0)
    dorte = signed_in(DORTE)
    assert dorte.get(address(empty)).has("Der er ikke ringet endnu.", "Anna Krogh")
    assert dorte.get(address(empty, "close")).form("Afslut kampagnen").send().has("Slutrapport")
