"""The first pages as Anna, Bo and Dorte meet them."""

from datetime import time, timedelta

import pytest
from contact_ground import DAY, Colleague, MakeCompany, call_back, logged
from flask import Flask
from people import ADMIN, ANNA, BO, DORTE, EMIL, SignedIn
from query_count import counted
from register_rows import add_cooperation
from sqlmodel import Session, select

from crm.contacts.due import due_moment
from crm.contacts.inputs import Override, RefusalInput
from crm.contacts.models import TaskKind
from crm.contacts.services.claims import claim_company
from crm.contacts.services.owners import set_owner
from crm.contacts.services.restrictions import set_pause, set_refusal
from crm.contacts.services.tasks import add_task
from crm.contacts.words import Direction
from crm.db import transaction
from crm.register.models import Workplace
from crm.values.clock import local_date, utc_now
from crm.visits.services.booking import Booking, book_visit

INSISTS = Override(reason="Aftalt", legal_basis="Samtykke")


def own(on: Session, who: Colleague, company: int) -> None:
    with transaction(on) as work:
        set_owner(work, company, who.id, by_user_id=who.id, now=utc_now())


def full_day(on: Session, anna: Colleague, bo: Colleague, make: MakeCompany, names: str) -> None:
    """Something under every heading of My day, at a company of its own."""
    now, today = utc_now(), local_date(utc_now())
    ids = {what: make(f"{names} {what}") for what in ("opkald", "opgave", "svar", "slutter", "nej", "pause", "nyt")}
    for company in ids.values():
        own(on, anna, company)
    with transaction(on) as work:
        call = call_back(ids["opkald"], title="Ring til Ida", due_at=due_moment(today), owner_user_id=anna.id)
        add_task(work, call, user_id=bo.id, now=now - 9 * DAY)
        late = due_moment(today - 3 * DAY, time(9))
        step = call_back(ids["opgave"], title="Send", kind=TaskKind.FOLLOW_UP, due_at=late, owner_user_id=anna.id)
        add_task(work, step, user_id=anna.id, now=now - 9 * DAY)
        refusal = RefusalInput(said_by="HR", reason="Ro", until=today + 9 * DAY)
        set_refusal(work, ids["nej"], refusal, user_id=anna.id, now=now, today=today)
        set_pause(work, ids["pause"], today + 2 * DAY, "Ferie", user_id=anna.id, now=now, today=today)
    logged(on, anna, ids["svar"], at=now - 5 * DAY, override=INSISTS)
    logged(on, bo, ids["svar"], at=now - DAY, direction=Direction.INCOMING)
    logged(on, bo, ids["nyt"], at=now - DAY)
    workplace = on.exec(select(Workplace).where(Workplace.company_id == ids["slutter"])).one()
    add_cooperation(on, workplace, today - 90 * DAY, today + 20 * DAY)


def test_a_newcomer_is_told_how_to_begin_and_whom_to_call(signed_in: SignedIn, company: int) -> None:
    page = signed_in(ANNA).get("/")
    assert page.url == "/my-day"
    assert page.h1 == "Min dag"
    assert page.has("Siden fyldes, efterhånden som du arbejder", "Ingen besøg og ingen genopkald i dag.")
    assert page.has("Ikke talt med i 6 måneder", "Nordjysk Smedje", "aldrig")
    assert page.click("Find en virksomhed").h1 == "Virksomheder"


def test_everything_of_the_day_stands_where_it_belongs(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    full_day(session, anna, bo, make_company, "A")
    page = signed_in(ANNA).get("/my-day")
    parts = {card.get("aria-labelledby"): " ".join(" ".join(card.itertext()).split()) for card in page.all("section")}
    assert "A opkald" in parts["agenda"]
    assert "Ring til Ida" in parts["agenda"]
    assert "A opgave" in parts["follow-ups"]
    assert "3 dage overskredet" in parts["follow-ups"]
    assert "A svar kontaktede os i går" in parts["answered"]
    assert "Løntilskud slutter" in parts["ending"]
    assert "A nej Fravalg" in parts["ending"]
    assert "Må ikke kontaktes" in parts["ending"]
    assert "A pause Aftalt pause slutter" in parts["ending"]
    assert "A nyt" in parts["news"]
    assert "A opgave" in parts["silent"]
    assert "Siden fyldes" not in page.text


def test_visits_stand_in_the_day_by_the_clock(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    now = utc_now()
    with transaction(session) as work:
        booking = Booking(
            company_id=company, lead_user_id=anna.id, starts_at=now + timedelta(seconds=1),
            purpose="Om elever", length=timedelta(minutes=20),
        )  # fmt: skip
        book_visit(work, booking, user_id=anna.id, now=now)
    page = signed_in(ANNA).get("/my-day")
    assert page.has("Besøg: Nordjysk Smedje", "Om elever", "Besøg aftalt")
    assert signed_in(BO).get("/my-day/team").has("Om elever", "Anna Krogh")


def test_a_call_that_was_begun_is_not_forgotten(
    session: Session, signed_in: SignedIn, anna: Colleague, company: int
) -> None:
    with transaction(session) as work:
        claim_company(work, company, user_id=anna.id, now=utc_now())
    assert signed_in(ANNA).get("/my-day").has("Du er begyndt på et opkald til Nordjysk Smedje")
    assert "Du er begyndt" not in signed_in(BO).get("/my-day").text


def test_a_task_ticked_off_on_my_day_leads_back_there(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    full_day(session, anna, bo, make_company, "A")
    page = signed_in(ANNA).get("/my-day").form("Færdig (Send)").send()
    assert page.url == "/my-day"
    assert page.has("Opgaven er udført.", "Intet forfalder i dag.")


def test_dorte_sees_how_her_unit_is_doing(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    full_day(session, anna, bo, make_company, "A")
    shared_by = make_company()
    with transaction(session) as work:
        shared = call_back(shared_by, title="Fælles", due_at=utc_now() - DAY, unit_id=anna.caller.unit_id)
        add_task(work, shared, user_id=bo.id, now=utc_now() - 2 * DAY)
    page = signed_in(DORTE).get("/my-day").click("Enhedens dag")
    assert page.has("Jobhuset")
    assert page.rows() == [
        ["Anna Krogh", "0", "1", "1", "1"],
        ["Bo Lund", "0", "0", "0", "0"],
        ["Dorte Bang", "0", "0", "0", "0"],
        ["Fælles for Jobhuset", "0", "1", "0", "1"],
    ]
    assert page.has("Send", "Fælles", "Ingen er på besøg i dag.")
    overdue = [link.get("href") for link in page.all("td/a")]
    assert f"/tasks?whose=user-{anna.id}&show=overdue" in overdue
    assert signed_in(DORTE).get(f"/tasks?whose=user-{anna.id}&show=overdue").has("1 opgave", "Send")
    assert signed_in(EMIL).get(f"/my-day/team?unit={anna.caller.unit_id}").has("Anna Krogh")
    assert signed_in(ADMIN).get("/my-day").h1 == "Min dag"
    assert "Enhedens dag" not in signed_in(ADMIN).get("/my-day").links()


def test_who_was_not_spoken_with_and_whose_they_are(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, carla: Colleague, make_company: MakeCompany
) -> None:
    never, old, lately, carlas = (make_company(name) for name in ("Aldrig", "Længe", "Nylig", "Carlas"))
    logged(session, anna, old, at=utc_now() - 400 * DAY)
    logged(session, bo, lately, at=utc_now() - 100 * DAY)
    own(session, anna, never)
    own(session, carla, carlas)
    client = signed_in(ANNA)

    def names(query: str = "") -> list[str]:
        page = client.get(f"/companies/not-spoken-with?{query}")
        return [row[0].partition(" CVR ")[0] for row in page.rows()] if page.all("table") else []

    assert names() == ["Aldrig", "Carlas", "Længe"]
    assert names("since=3") == ["Aldrig", "Carlas", "Længe", "Nylig"]
    assert names("since=12&whose=mine") == ["Aldrig"]
    assert names("since=3&whose=unit") == ["Aldrig", "Nylig"]
    assert names("since=custom&day=01-01-2020") == ["Aldrig", "Carlas"]
    assert names("group=large") == []
    page = client.get("/companies/not-spoken-with?since=3")
    assert page.has("4 virksomheder, som ingen har talt med siden", "Kan kontaktes")
    assert not client.part("/companies/not-spoken-with").all("h1")


def test_the_lists_say_what_to_do_when_they_are_empty(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    assert client.get("/companies/not-spoken-with?whose=mine").has("Vis alle virksomheder")
    assert client.get("/companies/not-spoken-with").has("Ingen virksomhed passer")
    assert client.get("/my-day/news").has("Du har ingen virksomheder endnu")


def test_news_are_those_of_the_days_one_asks_for(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, company: int
) -> None:
    own(session, anna, company)
    logged(session, bo, company, at=utc_now() - 20 * DAY)
    client = signed_in(ANNA)
    assert client.get("/my-day/news").has("Intet nyt om dine virksomheder")
    assert client.get("/my-day/news?days=30").has("1 nyhed", "Nordjysk Smedje", "Telefonopkald", "Bo Lund")
    assert client.get("/my-day/news?days=4711").has("Intet nyt")


@pytest.mark.parametrize("path", ["/my-day", "/my-day/team", "/companies/not-spoken-with", "/my-day/news"])
def test_the_number_of_queries_does_not_grow(
    app: Flask,
    session: Session,
    signed_in: SignedIn,
    anna: Colleague,
    bo: Colleague,
    make_company: MakeCompany,
    path: str,
) -> None:
    full_day(session, anna, bo, make_company, "A")
    client = signed_in(ANNA)
    client.get(path)
    with counted(app) as one:
        client.get(path)
    for name in "BCD":
        full_day(session, anna, bo, make_company, name)
    with counted(app) as many:
        client.get(path)
    assert many.count == one.count
    assert one.count <= 55
