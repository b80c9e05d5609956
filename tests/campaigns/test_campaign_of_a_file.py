"""A manager makes a campaign of a list that lies in a file."""

import io
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter
from campaign_ground import MakeCompanies
from flask import Flask
from page_client import Page, PageClient
from people import DORTE, SignedIn
from sqlmodel import Session, func, select

from crm.campaigns import number_file
from crm.campaigns.models import Campaign, CampaignTarget
from imports.sandbox import Limits

KEPT = "resten af formularen er bevaret"
Send = Callable[..., Page]


@pytest.fixture
def send(signed_in: SignedIn, make_companies: MakeCompanies) -> Send:
    """`send("98000001", "liste.csv")`: the form with that file, sent by Dorte; five companies are known."""
    make_companies(5)
    return lambda content, name="liste.csv", **more: sent(signed_in(DORTE), content, name, **more)


def sent(client: PageClient, content: str | bytes, name: str, **more: object) -> Page:
    body = content.encode() if isinstance(content, str) else content
    form = client.get("/campaigns/new").form("Opret kampagnen")
    usual = {"name": "Messen i Aalborg", "ends_on": "2030-01-01", "source": "list"}
    return form.send(**(usual | {"file": (BytesIO(body), name)} | more))  # type: ignore[arg-type]


def workbook(*rows: tuple[object, ...]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def test_a_csv_file_and_pasted_numbers_together(send: Send, session: Session) -> None:
    """What both name is called once; what nobody has is counted."""
    content = "Firma;P-nr.\r\nFirma 1;1000000001\r\nFirma 2;1000000002\r\nUkendt;1999999999\r\n"
    page = send(content, numbers="1000000002\n98 00 00 03")
    assert page.h1 == "Messen i Aalborg"
    assert page.has("3 virksomheder kan ringes op", "1 nummer, der ikke hører til en virksomhed")
    assert session.exec(select(func.count()).select_from(CampaignTarget)).one() == 3


def test_a_workbook_and_numbers_alone(send: Send) -> None:
    assert send(workbook(("Pnummer", "By"), (1000000001, "Aalborg")), "liste.xlsx").has("1 virksomhed kan ringes op")
    assert send("1000000001\n1000000004\n", "liste.txt").has("2 virksomheder kan ringes op")


def test_the_same_file_sent_twice_makes_one_campaign(
    signed_in: SignedIn, make_companies: MakeCompanies, session: Session
) -> None:
    make_companies(2)
    form = signed_in(DORTE).get("/campaigns/new").form("Opret kampagnen")
    for _time in range(2):
        file = (BytesIO(b"1000000001"), "liste.csv")
        assert form.send(name="Messen", ends_on="2030-01-01", source="list", file=file).h1 == "Messen"
    assert session.exec(select(func.count()).select_from(Campaign)).one() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("pnummer;note\n1000000001;Bo er 010190-1234\n", "liste.csv", "Række 2 indeholder noget, der ligner et CPR"),
        ("pnummer\n1000000001\n", "010190-1234.csv", "Filens navn indeholder noget, der ligner et CPR-nummer"),
        ("navn;by\nBageren;Aalborg\n", "liste.csv", "Ingen kolonne hedder “cvrnummer” eller “pnummer”"),
        ("", "liste.csv", "Filen er tom"),
        ("pnummer\n", "liste.csv", "Der er ingen numre i filen"),
        (b"%PDF-1.7", "liste.pdf", "Filen er en PDF"),
        (b"PK\x03\x04 not a workbook", "liste.xlsx", "Filen er beskadiget"),
        (workbook(*[("x",)] * 3).replace(b"xl/workbook.xml", b"xl/workbock.xml"), "liste.xlsx", "Filen er en zip-fil"),
    ],
    ids=["CPR number", "CPR number in the name", "no column", "empty", "no rows", "PDF", "damaged", "zip"],
)
def test_a_file_is_turned_away_in_words(
    send: Send, app: Flask, session: Session, content: str | bytes, name: str, sentence: str
) -> None:
    page = send(content, name, numbers="1000000001", status=422)
    assert page.has(sentence, KEPT)
    assert "010190" not in page.html
    assert page.one("input[@name='name']").get("value") == "Messen i Aalborg"
    assert page.one("textarea[@name='numbers']").text == "1000000001"
    assert session.exec(select(Campaign)).all() == []
    assert list(app.extensions["crm_settings"].upload_dir.iterdir()) == []


def test_a_workbook_that_is_built_to_harm(send: Send) -> None:
    buffer = io.BytesIO(workbook(("pnummer",), (1000000001,)))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * (30 * 1024 * 1024))
    page = send(buffer.getvalue(), "liste.xlsx", status=422)
    assert page.has("Projektmappen fylder langt mere udpakket", KEPT)


def test_a_slip_elsewhere_asks_for_the_file_again(send: Send) -> None:
    page = send("1000000001", ends_on="", status=422)
    assert page.has("Vælg filen igen. Resten af formularen er bevaret.")


def test_neither_numbers_nor_a_file(send: Send) -> None:
    page = send("", "", status=422)
    assert page.has("Skriv mindst ét nummer, eller vælg en fil med numre.")


def test_a_file_is_not_looked_at_when_a_filter_is_wanted(send: Send) -> None:
    assert send("navn;by\n", source="filter").has("5 virksomheder kan ringes op")


def test_a_file_beyond_the_limit(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_file, "LIMITS", Limits(max_bytes=100))
    assert send("1000000001\n" * 20, status=422).has("Filen er større end", "Behold kolonnen med numre", KEPT)
