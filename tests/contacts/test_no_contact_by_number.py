"""Any company says on the public page that it wants no contact, by its CVR number alone."""

import pytest
from page_client import PageClient
from people import ANNA, SignedIn
from sqlmodel import Session, select

from crm.accounts.throttle import FOR_ACCOUNT
from crm.contacts.models import ContactRefusal
from crm.db import transaction
from crm.register.models import Company

CVR = "13585628"


@pytest.fixture
def known(session: Session, company: int) -> int:
    with transaction(session) as work:
        work.get_one(Company, company).cvr = CVR
    return company


def test_a_company_says_no_and_anna_sees_it_before_she_calls(
    signed_in: SignedIn, client: PageClient, known: int
) -> None:
    page = client.get("/no-contact").form("Fortsæt").send(cvr="DK 1358 5628")
    assert page.h1 == "Kontakt med Nordjysk Smedje"
    page = page.form("Registrér det").send(said_by="", scope="phone", status=422)
    assert page.has("Skal udfyldes.")
    page = page.form("Registrér det").send(said_by="Lone Vad", scope="phone")
    assert page.has("Tak. Det er registreret for Nordjysk Smedje")
    assert signed_in(ANNA).get(f"/companies/{known}").has("Det har virksomheden selv oplyst", "Ingen telefonopkald")


@pytest.mark.usefixtures("known")
def test_the_form_sent_twice_is_one_refusal_and_sent_often_it_rests(session: Session, client: PageClient) -> None:
    form = client.get(f"/no-contact?cvr={CVR}").form("Registrér det")
    for _time in range(FOR_ACCOUNT):
        assert form.send(said_by="Lone Vad").has("Tak.")
    form.send(said_by="Lone Vad", status=429)
    assert len(session.exec(select(ContactRefusal)).all()) == 1


def test_numbers_that_are_none_or_unknown_are_answered_in_words(client: PageClient) -> None:
    assert client.get("/no-contact?cvr=13585629", status=422).has("kontrolciffer")
    assert client.get(f"/no-contact?cvr={CVR}", status=422).has("Ring til os i stedet")
    assert "0101901234" not in client.get("/no-contact?cvr=0101901234", status=422).html
