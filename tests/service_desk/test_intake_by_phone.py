"""Taking a request while the company is on the phone."""

import pytest
from contact_ground import MakeCompany
from people import ANNA, EMIL, SignedIn, account_of
from request_ground import category, received, searchable
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.words import Channel, EventKind, Status
from crm.register.models import Company, Workplace
from crm.values.clock import utc_now


@pytest.fixture
def make_company(session: Session, make_company: MakeCompany) -> MakeCompany:
    """Companies that the search finds."""

    def make(name: str = "Nordjysk Smedje", **more: bool) -> int:
        return searchable(session, make_company(name, **more))

    return make


def test_emil_takes_a_request_while_the_company_talks(
    session: Session, signed_in: SignedIn, make_company: MakeCompany
) -> None:
    hobro = make_company("Hobro Vinduer")
    make_company("Hobro Vindue Service")
    page = signed_in(EMIL).get("/requests").click("Ny henvendelse h")
    page = page.client.get("/requests/new?q=hobro vind")
    assert page.has("Hobro Vinduer", "Hobro Vindue Service", "Ingen af dem")
    refused = page.form("Gem henvendelsen").send(subject="To chauffører", status=422)
    assert refused.has("Hvilken virksomhed er det?: Vælg fra listen.")
    page = refused.form("Gem henvendelsen").send(
        company=str(hobro),
        category=str(category(session)),
        caller_name="Per Toft",
        caller_phone="98 44 55 66",
        priority="high",
    )
    assert page.has("Henvendelsen er skrevet ned.", "Emil Friis", "Per Toft", "98 44 55 66", "Høj")
    session.rollback()  # see what the page has written
    found = session.exec(select(EmployerRequest)).one()
    assert (found.company_id, found.channel, found.status) == (hobro, Channel.PHONE, Status.ASSIGNED)
    assert found.owner_user_id == account_of(session, EMIL).id


def test_one_that_is_found_alone_is_chosen_and_a_wrong_form_keeps_everything(
    session: Session, signed_in: SignedIn, make_company: MakeCompany
) -> None:
    company = make_company("Kær Murer")
    number = session.exec(select(Company.cvr).where(Company.id == company)).one()
    page = signed_in(ANNA).get(f"/requests/new?q={number}")
    wrong = page.form("Gem henvendelsen").send(subject="Murerlærling", status=422)
    assert wrong.has("Kategori")
    assert "Murerlærling" in wrong.html
    page = wrong.form("Gem henvendelsen").send(category=str(category(session)), answered="y", channel="walk_in")
    assert page.has("Kær Murer", "Besvaret", "Personligt")


def test_a_p_number_that_looks_like_a_cpr_number_finds_its_company(
    session: Session, signed_in: SignedIn, make_company: MakeCompany
) -> None:
    company = make_company("Café Toldboden")
    with transaction(session) as work:
        work.exec(select(Workplace).where(Workplace.company_id == company)).one().p_number = "0101901234"
    page = signed_in(ANNA).get("/requests/new?q=0101901234")
    page = page.form("Gem henvendelsen").send(category=str(category(session)), subject="Hjælp til VITAS")
    assert page.has("Café Toldboden")
    refused = signed_in(ANNA).get("/requests/new?q=010190-1234", status=422)
    assert "010190-1234" not in refused.html


def test_an_unknown_company_goes_through_as_it_was_written(session: Session, signed_in: SignedIn) -> None:
    page = signed_in(ANNA).get("/requests/new?q=Nyt Bageri")
    assert page.has("Ingen virksomhed passer.")
    page = page.form("Gem henvendelsen").send(category=str(category(session)), subject="En bager")
    assert page.has("Nyt Bageri", "ikke fundet i registret")


def test_what_was_asked_for_already_is_joined(session: Session, signed_in: SignedIn, make_company: MakeCompany) -> None:
    company = make_company()
    there = received(session, None, company_id=company, now=utc_now())
    part = signed_in(ANNA).part("/requests/new/companies?q=nordjysk")
    assert part.has("Nordjysk Smedje", f"Det samme som {there.reference}: To chauffører")
    page = (
        signed_in(ANNA)
        .get("/requests/new?q=nordjysk")
        .form("Gem henvendelsen")
        .send(company=f"same-as-{there.id}", description="De rykker for svar")
    )
    assert page.has("Det er skrevet ned på den henvendelse, der er åben i forvejen.", "De rykker for svar")
    session.rollback()  # see what the page has written
    assert len(session.exec(select(EmployerRequest)).all()) == 1
    kinds = [each.kind for each in session.exec(select(RequestEvent).order_by(RequestEvent.id))]
    assert kinds == [EventKind.RECEIVED, EventKind.MESSAGE_IN]
