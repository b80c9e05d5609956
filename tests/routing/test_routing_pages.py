"""A manager keeps the rules; stand-ins stand on the page of absences."""

from datetime import timedelta

import pytest
from contact_ground import Colleague, colleague_of
from people import ANNA, BO, CARLA, DORTE, SignedIn, account_of
from request_ground import received
from sqlmodel import Session, select

from crm.db import transaction
from crm.routing.models import RoutingRule
from crm.routing.services.rules import move_rule
from crm.values.clock import local_date, utc_now
from crm.visits.models import StandIn


@pytest.fixture(autouse=True)
def bo(session: Session) -> Colleague:
    account_of(session, DORTE)
    return colleague_of(account_of(session, BO))


def test_dorte_tries_a_rule_saves_it_and_puts_it_first(
    session: Session, signed_in: SignedIn, company: int, bo: Colleague
) -> None:
    now = utc_now()
    old = received(session, None, company_id=company, now=now)
    unit = str(bo.caller.unit_id)
    page = signed_in(DORTE).get("/admin/routing")
    assert page.has("Ingen regler endnu")
    form = page.click("Ny regel").form("Gem")
    bad = form.send(unit=unit, name="Aalborg", postcode_from="92", industry="x", headcount_from="9", headcount_to="3",
                    status=422)  # fmt: skip
    assert bad.has("Et postnummer har fire cifre.", "Skriv to til seks cifre.", "Dette må ikke være mindre")
    found = bad.form("Gem").send(
        trial="1", postcode_from="", industry="", headcount_from="", headcount_to="", municipality="", language="da",
        whom=f"user-{bo.id}",
    )  # fmt: skip
    assert found.has("endnu ikke gemt", "bliver i Virksomhedsservice", "Jobhuset (Bo Lund)", old.reference)
    session.rollback()
    assert session.exec(select(RoutingRule)).all() == []
    page = found.form("Gem").send()
    assert page.has("Reglen er gemt.", "Aalborg", "sprog: dansk", "Bo Lund")
    page = page.click("Ny regel").form("Gem").send(unit=unit, name="Engelsk", language="en")
    assert page.has("passede aldrig")
    page = page.form("Flyt Engelsk op").send(direction="up")
    assert [row[0].split(" ")[1] for row in page.rows()] == ["Engelsk", "Aalborg"]
    stale = page.click("Aalborg")
    session.rollback()
    with transaction(session) as work:
        rule = work.exec(select(RoutingRule).where(RoutingRule.name == "Aalborg")).one()
        move_rule(work, rule, -1, now=now)
    again = stale.form("Gem").send(name="Hele Aalborg", active=None, status=409)
    assert again.form("Gem").send().has("Hele Aalborg", "slået fra")
    request = received(session, None, company_id=company, now=now, language="en")
    shown = signed_in(BO).get(f"/requests/{request.id}")
    assert shown.has("Reglen »Engelsk«: sprog; til den i enheden, der har mindst at lave", "af en regel")


def test_anna_names_who_stands_in_for_her(session: Session, signed_in: SignedIn, bo: Colleague) -> None:
    carla = account_of(session, CARLA)
    client = signed_in(ANNA)
    day = local_date(utc_now())
    page = client.get("/absences").form("Gem stedfortræderen").send(by=str(carla.id))
    assert page.has("Stedfortræderen er gemt.", "Carla Holm", "altid")
    form = page.form("Gem stedfortræderen")
    wrong = form.send(by=str(bo.id), since=f"{day}", until=f"{day - timedelta(days=1)}", status=422)
    assert wrong.has("Sidste dag må ikke ligge før den første.")
    page = wrong.form("Gem stedfortræderen").send(until="")
    page = page.form("Flyt Bo Lund op").send()
    assert [row[1] for row in page.rows()] == ["Bo Lund", "Carla Holm"]
    page = page.form("Fjern (Anna Krogh: Carla Holm)").send()
    assert page.has("Stedfortræderen er fjernet.")
    session.rollback()
    mine = session.exec(select(StandIn).where(StandIn.removed_at.is_(None))).one()  # type: ignore[union-attr]
    signed_in(CARLA).post(f"/absences/stand-ins/{mine.id}/remove", status=404)
