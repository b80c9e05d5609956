"""Anna asks for a plan, looks at it, and decides."""

from datetime import timedelta

from contact_ground import MakeCompany, colleague_of
from flask import Flask
from people import ANNA, BO, SignedIn, account_of
from plan_ground import at, next_day, plan_for, settle, stops, worked_out
from query_count import counted
from sqlmodel import Session, select

from crm.contacts.guard.enforce import contact_transaction
from crm.contacts.services.visits import book_guarded_visit
from crm.planning.models import Plan
from crm.planning.queries.plans import starts_of
from crm.planning.words import Mark
from crm.values.clock import utc_now
from crm.visits.services.booking import Booking


def test_anna_asks_for_a_plan_and_books_from_it(
    app: Flask, signed_in: SignedIn, session: Session, make_company: MakeCompany
) -> None:
    for name in ("Smeden", "Bageren"):
        settle(session, make_company(name), "9000")
    client = signed_in(ANNA)
    page = client.get("/plans")
    assert page.has("Ingen besøgsplaner endnu")
    page = page.click("Ny plan")
    page = page.form("Regn planen ud").send(start_postcode="9000", municipality="0851")
    assert page.has("Venter på sin tur", "Du kan forlade siden")
    assert page.one("*[@id='plan']").get("hx-get")
    assert worked_out(app) == {"planned": 1, "failed": 0}
    page = client.get(page.url)
    assert page.has("2 besøg foreslået", "2 virksomheder overvejet", "Smeden", "Bageren", "Havnegade 4, 9000 Aalborg")
    assert page.has("Samarbejder ikke: ville tælle som én mere i samarbejdsgraden")
    assert not page.one("*[@id='plan']").get("hx-get")
    ways = [link.get("href", "") for link in page.all("ol//a") if "navigation" in link.get("aria-label", "")]
    assert len(ways) == 2
    assert all("destination=Havnegade+4%2C+9000+Aalborg" in way for way in ways)
    booking = client.get(
        next(link.get("href", "") for link in page.all("ol//a") if link.get("aria-label", "").startswith("Book"))
    )
    assert booking.h1 == "Book besøg"
    assert "Venter" not in client.get("/plans").text


def test_pin_drop_and_plan_again(app: Flask, signed_in: SignedIn, session: Session, make_company: MakeCompany) -> None:
    for name in ("Smeden", "Bageren", "Mureren"):
        settle(session, make_company(name), "9000")
    anna = account_of(session, ANNA).id or 0
    plan = plan_for(session, anna, most_per_day=2)
    worked_out(app)
    first, second = stops(session, plan)
    client, url = signed_in(ANNA), f"/plans/{plan.id}"
    client.post(f"{url}/stops/{first.id}", {"mark": "pinned"})
    page = client.post(f"{url}/stops/{second.id}", {"mark": "dropped"})
    assert page.has("Låst", "Droppet af dig og andre", "1 besøg foreslået")
    page = page.form("Planlæg igen").send()
    page = page.form("Stop søgningen").send()
    assert page.has("Annulleret", "Låst")
    client.post(f"{url}/again")
    worked_out(app)
    page = client.get(url)
    assert page.has("2 besøg foreslået", "Mureren")
    page = page.form("Tilbage i planen").send()
    assert page.has("3 besøg foreslået")
    assert {stop.mark for stop in stops(session, plan)} == {Mark.PINNED, Mark.NONE}
    client.post(f"{url}/stops/{second.id}", {"mark": "unknown"}, status=400)
    client.post(f"{url}/stops/999999", {"mark": "pinned"}, status=404)


def test_what_is_booked_is_seen_and_what_is_left_out(
    app: Flask, signed_in: SignedIn, session: Session, make_company: MakeCompany
) -> None:
    anna = colleague_of(account_of(session, ANNA))
    company_id, far = make_company("Smeden"), make_company("Fjern")
    settle(session, company_id, "9000")
    settle(session, far, None)
    plan = plan_for(session, anna.id)
    worked_out(app)
    client, url = signed_in(ANNA), f"/plans/{plan.id}"
    with contact_transaction(session) as on:
        booking = Booking(company_id=company_id, lead_user_id=anna.id, starts_at=at(12), purpose="Besøg")
        book_guarded_visit(on, booking, caller=anna.caller, now=utc_now())
    page = client.get(url)
    assert page.has("1 besøg foreslået", "1 af dem booket", "12.00–13.00", "Booket", "Besøget")
    page = page.click("1 udeladt, og hvorfor")
    assert page.rows() == [["Fjern CVR 10 00 00 02", page.rows()[0][1], "30"]]
    assert page.has("Registret har intet kendt postnummer")
    paper = client.get(f"{url}/print")
    assert paper.has("Smeden", "12.00–13.00", "Anna Krogh")


def test_bo_sets_out_from_home(app: Flask, signed_in: SignedIn, session: Session, make_company: MakeCompany) -> None:
    settle(session, make_company("Smeden"), "9000")
    anna, bo = account_of(session, ANNA).id or 0, account_of(session, BO).id or 0
    form = signed_in(ANNA).get("/plans/new").form("Regn planen ud")
    sent = {"start_postcode": "9000", "municipality": "0851", "people": [anna, bo], "starts-0-person": bo}
    assert form.send(**sent, status=422).has("Skal udfyldes.")
    assert form.send(**sent, **{"starts-0-postcode": "0900"}, status=422).has("Ingen ved, hvor dette postnummer ligger")
    page = form.send(**sent, **{"starts-0-postcode": "9700"})
    worked_out(app)
    session.rollback()
    plan = session.exec(select(Plan)).one()
    assert starts_of(session, plan) == {anna: "9000", bo: "9700"}
    stop = stops(session, plan)[0]
    assert stop.user_id == anna  # who is nearer
    assert page.client.get(f"/plans/{plan.id}").has("Smeden")


def test_a_form_that_can_t_be_is_told_why(signed_in: SignedIn) -> None:
    client = signed_in(BO)
    form = client.get("/plans/new").form("Regn planen ud")
    page = form.send(
        status=422,
        first_day=(next_day() - timedelta(days=400)).isoformat(),
        last_day=(next_day() - timedelta(days=401)).isoformat(),
        people=[],
        municipality="",
        start_postcode="0900",
        latest="9.30",
        candidates="401",
    )
    for sentence in (
        "Vælg en dag, der ikke er gået",
        "Vælg mindst én person",
        "Vælg en kommune, et postdistrikt eller postnumre",
        "Ingen ved, hvor dette postnummer ligger",
        "Et besøg på den længde",
        "Skriv et tal fra 1 til 400",
    ):
        assert page.has(sentence), sentence


def test_a_week_needs_no_more_queries_than_a_day(
    app: Flask, signed_in: SignedIn, session: Session, make_company: MakeCompany
) -> None:
    anna, bo = account_of(session, ANNA).id or 0, account_of(session, BO).id or 0
    for number in range(8):
        settle(session, make_company(f"Virksomhed {number}"), "9000")
    one = plan_for(session, anna, most_per_day=1)
    week = plan_for(session, anna, bo, last_day=next_day() + timedelta(days=6))
    worked_out(app)
    client = signed_in(ANNA)
    client.get(f"/plans/{one.id}")

    def queries(url: str) -> int:
        with counted(app) as statements:
            client.get(url)
        return statements.count

    assert queries(f"/plans/{week.id}?day=all") <= queries(f"/plans/{one.id}")
