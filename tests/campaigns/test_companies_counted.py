"""While a campaign is being made: how many of the chosen companies can be called, and why the others are left out."""

from datetime import date
from io import BytesIO
from typing import Any

from campaign_ground import NOW, MakeCompanies
from flask import Flask
from page_client import Page
from people import DORTE, SignedIn
from query_count import counted
from sqlmodel import Session, func, select

from crm.campaigns.models import Campaign
from crm.contacts.inputs import RefusalInput
from crm.contacts.services.restrictions import set_refusal
from crm.db import transaction
from crm.register.models import Company
from crm.values.clock import local_date

HERE = "/campaigns/new?count=1"
FILTER = ("municipality", "section", "size", "cooperating")


def count(signed_in: SignedIn, **chosen: Any) -> Page:
    """What the button shows, for readers without scripts: the whole form with its count."""
    return signed_in(DORTE).get("/campaigns/new").form("Tæl virksomhederne").send(**chosen)


def test_the_form_says_how_many_can_be_called_and_why_others_are_left_out(
    session: Session, signed_in: SignedIn, make_companies: MakeCompanies
) -> None:
    """Numbers of the form and of the draft are the same; counting makes no campaign."""
    _free, refused, protected = make_companies(3)
    make_companies(2, phone=False)
    with transaction(session) as work:
        given = RefusalInput(said_by="HR", reason="", until=date(2040, 1, 1))
        set_refusal(work, refused, given, user_id=None, now=NOW, today=local_date(NOW))
        work.get_one(Company, protected).advertising_protected = True
    reasons = ("1 reklamebeskyttet", "2 uden telefon", "1, der ikke ønsker kontakt")
    page = count(signed_in, name="Elever 2027", ends_on="2030-01-01")
    assert page.has("1 virksomhed kan ringes op", "af 5 virksomheder", *reasons)
    assert session.exec(select(func.count()).select_from(Campaign)).one() == 0
    draft = page.form("Opret kampagnen").send()
    assert draft.h1 == "Elever 2027"
    assert draft.has("1 virksomhed kan ringes op", *reasons)


def test_what_is_missing_is_said_instead(signed_in: SignedIn, make_companies: MakeCompanies) -> None:
    make_companies(2)
    assert count(signed_in, source="groups").has("Vælg mindst én virksomhedsgruppe.")
    assert count(signed_in, source="view").has("Vælg en gemt visning.")
    assert count(signed_in, source="list").has("Skriv mindst ét nummer")
    page = count(signed_in, source="list", numbers="98 00 00 01\n19999999", unit="0")
    assert page.has("1 virksomhed kan ringes op", "1 nummer, der ikke hører til en virksomhed")


def test_the_companies_of_a_file_are_counted_and_the_file_is_chosen_again(
    signed_in: SignedIn, make_companies: MakeCompanies
) -> None:
    make_companies(2)
    page = count(signed_in, source="list", file=(BytesIO(b"1000000001\n1000000002\n"), "liste.txt"))
    assert page.has("2 virksomheder kan ringes op", "Vælg filen igen. Resten af formularen er bevaret.")
    page = count(signed_in, source="list", file=(BytesIO(b""), "liste.txt"))
    assert page.has("Filen er tom. Vælg en anden.")


def test_the_count_follows_every_choice(app: Flask, signed_in: SignedIn, make_companies: MakeCompanies) -> None:
    """The part that the page asks for by itself: as many statements for two companies as for forty."""
    make_companies(2)
    client = signed_in(DORTE)
    sent = {"csrf_token": client.csrf_token(), "source": "filter", **dict.fromkeys(FILTER, ""), "view": "0"}
    with counted(app) as few:
        part = client.part(HERE, method="POST", data=sent)
    assert part.has("2 virksomheder kan ringes op")
    assert not part.all("form")
    make_companies(38)
    with counted(app) as many:
        part = client.part(HERE, method="POST", data=sent)
    assert part.has("40 virksomheder kan ringes op")
    assert many.count == few.count
    assert client.part(HERE, method="POST", data=sent | {"size": "250+"}).has("0 virksomheder kan ringes op")
