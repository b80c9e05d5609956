"""Campaigns in pages: a manager makes one, callers call at the desk. The desk of these campaigns is always open."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from campaign_ground import MakeCompanies, campaign_of
from contact_ground import colleague_of, logged
from flask import Flask
from page_client import Page, PageClient
from people import ANNA, BO, CARLA, DORTE, SignedIn
from query_count import counted
from register_rows import add_cooperation
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.campaigns.inputs import SourceInput
from crm.campaigns.models import CallRecord, Campaign, CampaignSource, CampaignTarget, TargetAnswer
from crm.campaigns.queries.sources import companies_of
from crm.campaigns.services import lifecycle
from crm.campaigns.words import QuestionKind, SourceKind
from crm.companies.models import SavedView
from crm.contacts.inputs import RefusalInput
from crm.contacts.models import ContactClaim, ContactRefusal, Interaction, LabourNeed, Task
from crm.contacts.services.restrictions import set_refusal
from crm.contacts.words import Direction, Outcome
from crm.db import transaction
from crm.register.models import Workplace
from crm.values.clock import local_date, utc_now
from crm.visits.models import Visit

Desk = Callable[..., str]


@pytest.fixture
def desk(session: Session, anna: User, bo: User, make_companies: MakeCompanies) -> Desk:
    """`desk(companies=3)`: a running campaign of Anna and Bo; the address of its desk."""

    def make(companies: int = 3) -> str:
        make_companies(companies)
        assert anna.unit_id
        campaign = campaign_of(session, anna.id or 0, bo.id or 0, unit_id=anna.unit_id, now=utc_now())
        with transaction(session) as work:
            step = lifecycle.add_step(work, campaign, "Jeg ringer fra Jobcenter Aalborg.", now=utc_now())
            for text, kind, choices in (
                ("Plads til en elev?", QuestionKind.CHOICE, ("Ja", "Måske", "Nej")),
                ("Hvor mange?", QuestionKind.NUMBER, ()),
            ):
                lifecycle.add_question(work, campaign, step, text, kind, choices, now=utc_now())
        return f"/campaigns/{campaign.id}/desk"

    return make


def press(page: Page, outcome: Outcome, *, status: int = 200, **values: Any) -> Page:
    """The button of an outcome, whatever is written on it."""
    for form in page.all("form"):
        for button in form.iter("button"):
            if button.get("value") == outcome.value:
                found = page.form(" ".join(" ".join(button.itertext()).split()))
                return found.send(status=status, **values)
    raise AssertionError(f"no button for {outcome}")


def company_of(page: Page) -> str:
    return next(link.text or "" for link in page.all("h2/a"))


def test_a_manager_makes_a_campaign_and_starts_its_pilot(signed_in: SignedIn, make_companies: MakeCompanies) -> None:
    make_companies(30)
    make_companies(2, phone=False)
    page = signed_in(DORTE).get("/campaigns").click("Ny kampagne")
    always = {"opens": "00.00", "closes": "23.59", "weekdays": list("0123456")}
    page = page.form("Opret kampagnen").send(name="Elever 2027", ends_on="2030-01-01", **always)
    assert page.h1 == "Elever 2027"
    assert page.has("30 virksomheder kan ringes op", "2 uden telefon", "Kladde", "ingen samtaleguide")
    page = page.click("Samtaleguide")
    page = page.form("Tilføj trinnet").send(text="Goddag, jeg ringer fra jobcentret.")
    page = page.form("Tilføj spørgsmålet").send(text="Plads til en elev?", kind="choice", choices="Ja", status=422)
    assert page.has("mindst to, adskilt med komma")
    page = page.form("Tilføj spørgsmålet").send(text="Plads til en elev?", kind="choice", choices="Ja, Nej")
    assert page.has("Plads til en elev?", "Ja / Nej")
    page = page.click("Elever 2027").form("Start prøven").send()
    assert page.has("Prøve", "Dorte Bang")
    page = page.click("Ringebord")
    assert page.has("20 klar", "10 efter prøven")


def test_a_campaign_is_made_of_a_list_of_numbers(
    session: Session, signed_in: SignedIn, make_companies: MakeCompanies
) -> None:
    make_companies(3)
    page = signed_in(DORTE).get("/campaigns/new")
    numbers = "98 00 00 01\n1000000002\n0101901234\nsludder"
    page = page.form("Opret kampagnen").send(name="Liste", ends_on="2030-01-01", source="list", numbers=numbers)
    assert page.has("2 virksomheder kan ringes op", "2 numre, der ikke hører til en virksomhed")
    stored = session.exec(select(CampaignTarget)).all()
    assert len(stored) == 2
    again = signed_in(DORTE).get("/campaigns/new").form("Opret kampagnen")
    page = again.send(name="", ends_on="2030-01-01", source="list", numbers="0101901234", status=422)
    assert "0101901234" not in page.html


def test_a_campaign_is_made_of_a_saved_view(
    session: Session, signed_in: SignedIn, make_companies: MakeCompanies
) -> None:
    """It follows the view; when the view is deleted it stays what it was."""
    make_companies(3)
    make_companies(2, phone=False)
    page = (
        signed_in(DORTE).get("/companies/views/new?cooperating=no").form("Gem visningen").send(name="Uden samarbejde")
    )
    form = signed_in(DORTE).get("/campaigns/new").form("Opret kampagnen")
    assert form.send(name="Visning", ends_on="2030-01-01", source="view", status=422).has("Vælg en gemt visning.")
    page = form.send(name="Visning", ends_on="2030-01-01", source="view", view="1")
    assert page.has("3 virksomheder kan ringes op", "En gemt visning")
    session.rollback()  # what the pages have written since
    source = session.exec(select(CampaignSource)).one()
    today = local_date(utc_now())
    assert len(companies_of(session, source, today).closed) == 5
    with transaction(session) as on:
        on.delete(on.get_one(SavedView, 1))
    assert len(companies_of(session, source, today).closed) == 5
    form.send(name="Visning", ends_on="2030-01-01", source="view", view="1", status=422)


def test_somebody_else_saved_the_campaign_first(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    desk()
    page = signed_in(DORTE).get("/campaigns/1/edit")
    page.form("Gem").send(name="Dortes navn")
    stale = page.form("Gem").send(name="Mit navn", status=409)
    assert stale.has("Dortes navn", "Mit navn")
    assert stale.form("Gem").send().h1 == "Mit navn"


def test_the_campaign_says_how_its_companies_stand_and_when_they_are_called_again(
    signed_in: SignedIn, desk: Desk
) -> None:
    page = signed_in(ANNA).get(desk(companies=3)).form("Næste virksomhed").send()
    page = press(page, Outcome.CALL_BACK, back_day="2030-01-07", back_time="14.00")
    press(page, Outcome.NO_ANSWER)
    campaign = signed_in(DORTE).get("/campaigns/1")
    assert campaign.rows() == [["Skal ringes op", "2"], ["Skal ringes op igen", "1"]]
    assert campaign.click("1").has("1 virksomhed", "7. januar 2030 14.00")
    everyone = campaign.click("Vis virksomhederne")
    assert everyone.has("3 virksomheder")
    assert re.search(r"Skal ringes op igen \d+\. \w+ \d+\.\d\d", everyone.text), "the one that was not reached"


def test_a_shift_with_every_kind_of_outcome(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=11)
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    assert page.has("Jeg ringer fra Jobcenter Aalborg.", "Din til", "Kontakt er i orden")
    page = press(page, Outcome.CALL_BACK, back_day="2030-01-07", back_time="14.00", note="Helst efter frokost")
    page = press(page, Outcome.CALL_BACK, back_day="", status=422)
    assert page.has("Skriv, hvilken dag der skal ringes igen.", "Skriv, hvad klokken der skal ringes igen.")
    page = press(page, Outcome.NO_ANSWER)
    assert page.has("Gemt: ikke truffet.")
    page = press(page, Outcome.INTERESTED, q1="Ja", q2="3", over_unit="1", over_text="Ring om elever")
    page = press(page, Outcome.VISIT_BOOKED, status=422)
    assert page.has("Vælg et tidspunkt for besøget.")
    free = next(option.get("value") for option in page.all("optgroup/option") if option.get("value"))
    page = press(page, Outcome.VISIT_BOOKED, visit_at=free)
    page = press(page, Outcome.NEED_NOTED, need_what="Svejser", need_number="2")
    page = press(page, Outcome.NO_CONTACT, refusal_by="Direktøren")
    for outcome in (Outcome.BUSY, Outcome.WRONG_NUMBER, Outcome.REFUSED, Outcome.NOT_RELEVANT):
        page = press(page, outcome)
    assert page.has("10 af 11 ringet")
    session.rollback()
    calls = session.exec(select(CallRecord).order_by(col(CallRecord.id))).all()
    assert [call.outcome.value for call in calls] == [
        "call_back", "no_answer", "interested", "visit_booked", "need_noted", "no_contact",
        "busy", "wrong_number", "refused", "not_relevant",
    ]  # fmt: skip
    assert sorted((each.value, each.number) for each in session.exec(select(TargetAnswer))) == [("3", 3), ("Ja", None)]
    assert [task.title for task in session.exec(select(Task).order_by(col(Task.id)))] == [
        "Elevplads-kampagnen",
        "Ring om elever",
    ]
    assert len(session.exec(select(Visit)).all()) == 1
    assert session.exec(select(LabourNeed)).one().occupation == "Svejser"
    assert session.exec(select(ContactRefusal)).one().said_by == "Direktøren"
    assert len(session.exec(select(Interaction)).all()) == 10


def test_the_same_outcome_sent_twice_counts_once(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    page = signed_in(ANNA).get(desk()).form("Næste virksomhed").send()
    first = press(page, Outcome.NOT_RELEVANT)
    second = press(page, Outcome.NOT_RELEVANT)
    assert company_of(first) == company_of(second)
    assert len(session.exec(select(Interaction)).all()) == 1


def test_undo_brings_the_company_and_the_text_back(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    page = signed_in(ANNA).get(desk()).form("Næste virksomhed").send()
    name = company_of(page)
    page = press(page, Outcome.NO_CONTACT, refusal_by="HR", note="Vil have ro", q1="Nej")
    page = page.form("Fortryd sidste").send()
    assert company_of(page) == name
    assert page.has("Vil have ro", "Det sidste opkald er fortrudt")
    assert page.has("Kontakt er i orden"), "the refusal is lifted"
    assert session.exec(select(ContactRefusal)).one().lifted_at is not None
    assert session.exec(select(Interaction)).one().void_reason == "Fortrudt ved ringebordet."


def test_a_company_calls_back_while_another_is_on_the_line(signed_in: SignedIn, desk: Desk, session: Session) -> None:
    address = desk()
    anna = signed_in(ANNA)
    first = anna.get(address).form("Næste virksomhed").send()
    other = next(f"Firma {each}" for each in (1, 2, 3) if f"Firma {each}" != company_of(first))
    found = anna.get(f"{address}?q={other}")
    taken = found.form("Tag opkaldet").send()
    assert taken.has("Virksomheden ringer til dig")
    back = press(taken, Outcome.NOT_RELEVANT)
    assert company_of(back) == company_of(first), "the one before is still on the line"
    session.rollback()
    assert session.exec(select(Interaction)).one().direction.value == "incoming"


def test_a_colleague_has_the_company_that_calls(signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=1)
    signed_in(ANNA).get(address).form("Næste virksomhed").send()
    bo = signed_in(BO)
    page = bo.get(address)
    assert page.has("Anna Krogh", "1 hos en kollega", "Der er ingen at ringe til lige nu")
    page = bo.get(f"{address}?q=Firma").form("Tag opkaldet").send()
    assert page.has("Anna Krogh har virksomheden lige nu.")
    assert bo.part(f"{address}/colleagues").has("Anna Krogh", "Firma 1")


def test_leaving_gives_the_company_back_and_keeps_the_text(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=1)
    anna, bo = signed_in(ANNA), signed_in(BO)
    page = anna.get(address).form("Næste virksomhed").send()
    token = anna.csrf_token()
    answer = anna.open(f"{page.url}/draft", method="POST", data={"csrf_token": token, "note": "Halv sætning"})
    assert answer.json == {"clean": True}
    assert anna.get(address).has("Du har et opkald, der ikke er gjort færdigt.")
    anna.get(page.url).form("Hold pause").send()
    assert not session.exec(select(ContactClaim)).all()
    taken = bo.get(address).form("Næste virksomhed").send()
    assert not taken.has("Halv sætning"), "a draft is its writer's"
    taken.form("Hold pause").send()
    again = anna.get(address).form("Næste virksomhed").send()
    assert again.has("Halv sætning")


def test_a_call_is_saved_after_its_lease_ran_out_but_not_when_a_colleague_has_it(
    session: Session, signed_in: SignedIn, desk: Desk
) -> None:
    address = desk(companies=1)
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    with transaction(session):
        claim = session.exec(select(ContactClaim)).one()
        claim.claimed_at -= timedelta(hours=1)
        claim.expires_at -= timedelta(hours=1)
    signed_in(BO).get(address).form("Næste virksomhed").send()
    lost = press(page, Outcome.NOT_RELEVANT, note="Min tekst", status=422)
    assert lost.has("Bo Lund har virksomheden lige nu.", "Min tekst")
    assert not session.exec(select(Interaction)).all()


def test_passing_over(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=2)
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    page = page.form("Spring over").send(reason="wrong_target", note="Er lukket")
    page = page.form("Spring over").send(reason="colleague")
    assert page.has("1 taget ud ved ringebordet", "1, som du har givet videre")
    assert signed_in(BO).get(address).has("1 klar")


def test_who_is_no_caller_gets_nobody(signed_in: SignedIn, desk: Desk) -> None:
    address = desk()
    carla = signed_in(CARLA)
    page = carla.get(address)
    assert page.has("Du er ikke blandt dem, der ringer i kampagnen.")
    assert carla.post(f"{address}/next", status=422).has("Du er ikke blandt dem")


def test_a_company_that_says_no_meanwhile_is_not_handed_out(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=1)
    company = session.exec(select(CampaignTarget)).one().company_id
    with transaction(session) as work:
        given = RefusalInput(said_by="HR", reason="Ro")
        set_refusal(work, company, given, user_id=None, now=utc_now(), today=utc_now().date())
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    assert page.has("1, der ikke ønsker kontakt", "Der er ingen at ringe til lige nu")


def test_the_desk_is_out_of_hours(session: Session, signed_in: SignedIn, desk: Desk) -> None:
    address = desk(companies=1)
    with transaction(session):
        campaign = session.exec(select(Campaign)).one()
        campaign.rule = {**campaign.rule, "weekdays": []}
        session.add(campaign)
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    assert page.has("Uden for kampagnens ringetid")


def test_free_times_of_another_colleague(signed_in: SignedIn, desk: Desk, bo: User) -> None:
    anna = signed_in(ANNA)
    page = anna.get(desk()).form("Næste virksomhed").send()
    assert anna.part(f"{page.url}/times?visit_lead={bo.id}").all("optgroup")
    sent = {"csrf_token": anna.csrf_token(), "outcome": "times", "visit_lead": str(bo.id), "note": "Beholdes"}
    shown = anna._follow(anna.open(page.url, method="POST", data=sent), page.url, 200)
    assert shown.has("Vælg tidspunkt …", "Beholdes")


def test_queries_do_not_grow_with_the_campaign(app: Flask, signed_in: SignedIn, desk: Desk) -> None:
    anna = signed_in(ANNA)
    address = desk(companies=3)
    page = anna.get(address).form("Næste virksomhed").send()
    counts = []
    for client, url in ((anna, "/campaigns"), (anna, address), (anna, page.url)):
        with counted(app) as statements:
            client.get(url)
        counts.append(statements.count)
    assert counts[0] <= 8
    assert counts[1] <= 16
    assert counts[2] <= 60


def test_source_kinds_and_counts(session: Session, anna: User, make_companies: MakeCompanies) -> None:
    ids = make_companies(4)
    assert anna.unit_id
    listed = SourceInput(kind=SourceKind.LIST, content={"company_ids": ids[:2], "unknown": 1})
    one = campaign_of(session, anna.id or 0, unit_id=anna.unit_id, now=utc_now(), source=listed)
    other = campaign_of(session, anna.id or 0, unit_id=anna.unit_id, now=utc_now(), running=False)
    with transaction(session) as work:
        counts = lifecycle.refresh(work, one, now=utc_now(), today=utc_now().date())
        assert counts == {"callable": 2, "unknown": 1}
        counts = lifecycle.refresh(work, other, now=utc_now(), today=utc_now().date())
        assert counts == {"callable": 2, "other_campaign": 2}


def test_polling_keeps_no_session_alive(signed_in: SignedIn, desk: Desk) -> None:
    """The cookie's moment is written anew by a page a person asks for, not by one that asks for itself."""
    address = desk()
    anna: PageClient = signed_in(ANNA)
    with anna.browser.session_transaction() as cookie:
        cookie["seen"] -= 300
        seen = cookie["seen"]
    anna.part(f"{address}/colleagues")
    with anna.browser.session_transaction() as cookie:
        assert cookie["seen"] == seen
    anna.get(address)
    with anna.browser.session_transaction() as cookie:
        assert cookie["seen"] > seen


def test_the_latest_begins_with_what_has_happened(
    session: Session, signed_in: SignedIn, desk: Desk, anna: User
) -> None:
    """Arrangements that end in the future would push what was talked about off the desk."""
    address, today = desk(companies=1), local_date(utc_now())
    workplace = session.exec(select(Workplace)).one()
    for days in range(1, 9):
        add_cooperation(session, workplace, today - timedelta(days=40), today + timedelta(days=days))
    then = utc_now() - timedelta(days=20)
    more = {"at": then, "direction": Direction.INCOMING, "outcome": Outcome.NEED_NOTED, "note": "Mangler en svejser"}
    logged(session, colleague_of(anna), workplace.company_id, **more)
    page = signed_in(ANNA).get(address).form("Næste virksomhed").send()
    assert page.has("Mangler en svejser")
