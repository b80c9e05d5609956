"""What managers see of contact pressure and of the guard, and the administrator's cool-down."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from contact_ground import Colleague, MakeCompany, logged
from flask import Flask
from people import ADMIN, DORTE, SignedIn
from query_count import counted
from sqlmodel import Session

from crm.contacts.guard.enforce import ContactPreventedError
from crm.contacts.inputs import Override
from crm.contacts.words import ContactKind
from crm.values.clock import utc_now

NOW = utc_now()
DAY = timedelta(days=1)


@pytest.fixture
def busy(session: Session, make_company: MakeCompany, bo: Colleague, carla: Colleague) -> int:
    """A company that Bo called, Carla was kept from, and then called all the same."""
    company = make_company("Nordjysk Smedje")
    logged(session, bo, company, at=NOW - 3 * DAY)
    with pytest.raises(ContactPreventedError):
        logged(session, carla, company, at=NOW - 2 * DAY)
    logged(session, carla, company, at=NOW - DAY, override=Override(reason="=aftalt med direktøren"))
    return company


def test_dorte_sees_who_is_contacted_most_and_goes_down_to_the_contacts(signed_in: SignedIn, busy: int) -> None:
    page = signed_in(DORTE).get("/companies").click("Kontakttryk")
    assert page.rows()[0] == ["Nordjysk Smedje CVR 10 00 00 01", "2", "2", "2"]
    contacts = page.click("2")
    assert contacts.url == f"/companies/{busy}/timeline?kind=contacts"
    assert contacts.has("Bo Lund", "Carla Holm")


@pytest.mark.usefixtures("busy")
def test_what_the_guard_prevented_and_what_was_had_all_the_same(signed_in: SignedIn) -> None:
    page = signed_in(DORTE).get("/contacts/pressure")
    prevented = page.click("1 Forhindrede kontakter")
    assert prevented.h1 == "Forhindrede kontakter"
    assert prevented.rows()[0][1:] == [
        "Nordjysk Smedje", "Carla Holm Fastholdelsesteam", "Virksomheden er blevet kontaktet for nylig"]  # fmt: skip
    overridden = page.click("1 Kontaktet alligevel")
    assert overridden.rows()[0][4] == "=aftalt med direktøren"
    nobody = overridden.form("Vis").send(unit="1")
    assert nobody.has("Ingen i denne periode") or nobody.rows()


@pytest.mark.usefixtures("busy")
def test_the_spreadsheet_holds_all_three_lists_and_no_formula(signed_in: SignedIn) -> None:
    client = signed_in(DORTE)
    answer = client.open("/contacts/pressure/export?period=30", method="POST", data={"csrf_token": client.csrf_token()})
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Kontaktet mest", "Forhindrede kontakter", "Kontaktet alligevel"]
    assert [cell.value for cell in book["Kontaktet mest"][5]] == ["10000001", "Nordjysk Smedje", 2, 2, 2]
    reason = book["Kontaktet alligevel"]["G5"]
    assert (reason.value, reason.data_type) == ("=aftalt med direktøren", "s")
    book.close()


def test_a_period_without_contacts_says_so(signed_in: SignedIn) -> None:
    client = signed_in(DORTE)
    for period in ("30", "90", "month", "before", "year", "365", "odd"):
        assert client.get(f"/contacts/pressure?period={period}").has("Ingen kontakter fra os i denne periode")


def test_the_lists_cost_the_same_queries_for_many(
    app: Flask, session: Session, signed_in: SignedIn, busy: int, make_company: MakeCompany, bo: Colleague
) -> None:
    assert busy
    client = signed_in(DORTE)
    client.get("/contacts/pressure")
    with counted(app) as few:
        client.get("/contacts/pressure")
    for number in range(8):
        logged(session, bo, make_company(f"Firma {number}"), at=NOW - DAY, kind=ContactKind.EMAIL)
    with counted(app) as many:
        client.get("/contacts/pressure")
    assert many.count == few.count
    assert few.count <= 8


def test_the_administrator_sets_the_days_and_two_do_not_overwrite_each_other(signed_in: SignedIn) -> None:
    client = signed_in(ADMIN)
    page = client.get("/admin/cool-down")
    assert page.rows()[0] == ["Telefonopkald", "ja", "14"]
    first, second = (client.get("/admin/cool-down/1").form("Gem") for _time in range(2))
    assert first.send(days="21").rows()[0] == ["Telefonopkald", "ja", "21"]
    stale = second.send(days="7", status=409)
    assert stale.has("21", "7")
    assert stale.form("Gem").send(days="400", status=422).has("Skriv et antal dage fra 0 til 365.")
