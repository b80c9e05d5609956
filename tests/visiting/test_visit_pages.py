"""Booking a visit, as a case-worker does it."""

from datetime import timedelta

import pytest
from contact_ground import Colleague, MakeCompany, colleague_of, logged
from flask import Flask
from page_client import PageClient, text_of
from people import ANNA, BO, SignedIn, account_of
from query_count import counted
from sqlmodel import Session, select
from visit_pages import at, book, booking_page, contact_at, only_visit, soon, when

from crm.contacts.inputs import RefusalInput
from crm.contacts.models import GuardEvent
from crm.contacts.services.restrictions import set_refusal
from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.values.clock import local_date, utc_now
from crm.visiting.free_times import time_value
from crm.visits.models import Visit
from crm.visits.queries.visits import whole_visit


@pytest.fixture
def mette(session: Session, company: int, anna: Colleague) -> int:
    return contact_at(session, company, anna, "Mette Smed", "mette@smedjen.dk")


@pytest.mark.usefixtures("bo")
def test_anna_books_a_visit_with_everything(
    signed_in: SignedIn, session: Session, company: int, mette: int, anna: Colleague
) -> None:
    client = signed_in(ANNA)
    page = client.get(f"/companies/{company}").click("Book besøg")
    assert page.h1 == "Book besøg"
    page = page.form("Book besøget").send(
        day=f"{soon():%d.%m.%Y}",
        time="13.15",
        minutes="90",
        people=str(mette),
        colleagues=str(account_of(session, BO).id),
        place_note="Port 2",
        purpose="To lærlinge",
        themes="apprenticeship",
        agenda="Kaffe først",
    )
    assert page.has("Besøget er booket.", "Port 2", "To lærlinge", "Kaffe først", "Bo Lund", "Mette Smed")
    assert page.has("Anna Krogh bookede besøget.", "Aftalt", "til 14.45")
    visit = only_visit(session)
    assert (visit.starts_at, visit.ends_at - visit.starts_at) == (at(13, 15), timedelta(minutes=90))
    assert visit.lead_user_id == anna.id
    whole = whole_visit(session, visit)
    assert (whole.themes, whole.person_ids) == (["apprenticeship"], [mette])
    assert {mail.recipient for mail in session.exec(select(OutboxMail))} >= {"mette@smedjen.dk"}


def test_a_free_time_is_chosen_and_then_no_longer_offered(signed_in: SignedIn, make_company: MakeCompany) -> None:
    client = signed_in(ANNA)
    first, second = make_company("Smedjen"), make_company("Bageriet")
    assert book(client, first, at(10)).has("Besøget er booket.")
    times = client.part(f"/visits/free-times?day={soon()}&minutes=60")
    hours = [text_of(each).partition(",")[0] for each in times.all("optgroup")[0]]
    assert {"8.00", "8.30", "11.30"} <= set(hours)
    assert not {"9.00", "10.00", "11.00"} & set(hours), "a quarter of an hour for the way"
    refused = book(client, second, at(10, 30), status=422)
    assert refused.has("Anna Krogh har et andet besøg på det tidspunkt.", "Book det alligevel")
    assert 'value="To lærlinge"' in refused.html
    page = refused.form("Book besøget").send(overlap_accepted="y")
    assert page.has("Besøget er booket.")


def test_pressed_twice_it_is_booked_once(signed_in: SignedIn, session: Session, company: int) -> None:
    form = booking_page(signed_in(ANNA), company, at(9)).form("Book besøget")
    assert form.send(purpose="Praktik").url == form.send(purpose="Praktik").url
    assert only_visit(session).purpose == "Praktik"


def test_a_cpr_number_is_refused_and_the_rest_is_kept(signed_in: SignedIn, session: Session, company: int) -> None:
    page = book(signed_in(ANNA), company, status=422, agenda="Om 010190-1234", place_note="Port 2")
    assert page.has("CPR-nummer")
    assert "010190-1234" not in page.html
    assert 'value="Port 2"' in page.html
    assert session.exec(select(Visit)).all() == []


def test_the_guard_says_no_until_there_is_a_reason(signed_in: SignedIn, session: Session, company: int) -> None:
    me = account_of(session, BO).id or 0
    with transaction(session) as on:
        given = RefusalInput(said_by="Lone Vad", reason="Travlt")
        set_refusal(on, company, given, user_id=me, now=utc_now(), today=local_date(utc_now()))
    client = signed_in(ANNA)
    page = booking_page(client, company, at(10))
    assert page.has("Må ikke kontaktes", "Hvorfor kontaktes virksomheden alligevel?")
    page = page.form("Book besøget").send(status=422, purpose="Opfølgning", agenda="Kaffe")
    assert page.has("Ikke booket: kontaktvagten siger nej.", "Kaffe")
    page = page.form("Book besøget").send(override_reason="Direktøren har selv bedt om det")
    assert page.has("Besøget er booket.", "Må ikke kontaktes")
    session.rollback()
    event = session.exec(select(GuardEvent)).one()
    assert event.why == "Direktøren har selv bedt om det"


def test_ones_own_visit_nearby_is_pointed_out(signed_in: SignedIn, session: Session, company: int) -> None:
    client = signed_in(ANNA)
    book(client, company, at(10))
    page = book(client, company, at(10, day=soon(20)), status=422)
    assert page.has("Anna Krogh besøger virksomheden", "Book et særskilt besøg alligevel")
    assert page.form("Book besøget").send(another_visit="y").has("Besøget er booket.")
    assert len(session.exec(select(Visit)).all()) == 2
    assert book(client, company, at(10, day=soon(90))).has("Besøget er booket."), "after the cool-down"


def test_what_is_only_proposed_waits_as_any_contact_does(signed_in: SignedIn, session: Session, company: int) -> None:
    logged(session, colleague_of(account_of(session, BO)), company, at=utc_now() - timedelta(days=2))
    client = signed_in(ANNA)
    form = booking_page(client, company, at(10)).form("Book besøget")
    form.fields |= {"status": "proposed", "purpose": "Praktik"}
    assert form.send(status=422).has("kontaktvagten siger nej")


def test_a_row_of_visits_is_booked_whole_or_not_at_all(
    signed_in: SignedIn, session: Session, make_company: MakeCompany
) -> None:
    client, first, second = signed_in(ANNA), make_company("Smedjen"), make_company("Bageriet")
    taken = at(10, day=soon() + timedelta(weeks=2))
    book(client, first, taken)
    rows = {"repeats": "y", "repeat_every": "1", "repeat_count": "3"}
    page = book(client, second, at(10), status=422, **rows)
    assert page.has(
        "af 3 besøg passer ikke, og ingen af dem er booket", when(only_visit(session)), "Book det alligevel"
    )
    page = page.form("Book besøget").send(overlap_accepted="y", repeat_every="4")
    assert page.has("3 besøg er booket.", "Booket samlet")


def test_strangers_and_what_is_not_there(client: PageClient, signed_in: SignedIn) -> None:
    anna = signed_in(ANNA)
    assert anna.open("/visits/4711").status_code == 404
    assert anna.open("/visits/new?company=4711").status_code == 404
    assert anna.get("/visits/new?q=smed").h1 == "Book besøg"
    assert "/sign-in" in client.open("/visits/1").headers["Location"]


def test_after_a_call_the_visit_is_booked_at_once(signed_in: SignedIn, company: int) -> None:
    page = signed_in(ANNA).get(f"/contacts/new?company={company}")
    page = page.form("Gem og book besøg").send(note="De vil gerne have besøg")
    assert page.h1 == "Book besøg"
    assert page.has("Kontakten er logget.")
    assert page.form("Book besøget").send(purpose="Praktik", visit_at=time_value(at(10))).has("Besøget er booket.")


def test_the_booking_page_asks_no_more_for_a_company_with_many_people(
    app: Flask, signed_in: SignedIn, session: Session, company: int, anna: Colleague
) -> None:
    client, url = signed_in(ANNA), f"/visits/new?company={company}"
    contact_at(session, company, anna, "Mette Smed", "mette@smedjen.dk")
    client.get(url)
    with counted(app) as few:
        client.get(url)
    for number in range(5):
        contact_at(session, company, anna, f"Person {number}", f"p{number}@smedjen.dk")
    with counted(app) as many:
        client.get(url)
    assert few.count == many.count
