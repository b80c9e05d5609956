from datetime import date

import pytest
from people import ANNA, BO, SignedIn
from register_rows import CVRS, add_company, add_cooperation, add_workplace
from sqlmodel import Session, col, select

from crm.audit.models import AuditEntry
from crm.cooperation.models import Cooperation
from crm.register.models import Company, Workplace


@pytest.fixture
def company(session: Session) -> Company:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1060000001", name="Nordisk Staal Øst", address="Havnevej 1")
    add_workplace(session, company, "1060000002", name="Nordisk Staal Vest", address="Ågade 2")
    return company


def test_an_unplaced_one_is_listed_and_given_its_workplace(
    session: Session, signed_in: SignedIn, company: Company
) -> None:
    fact = add_cooperation(session, None, date(2026, 1, 5), given_cvr=company.cvr)
    page = signed_in(ANNA).get("/companies").click("Samarbejder uden arbejdssted")
    assert page.rows()[0][:4] == [
        "F-1 fasit",
        "Løntilskud",
        "siden 5. januar 2026",
        "Nordisk Staal A/S 2 arbejdssteder",
    ]
    page = page.click("Placér")
    form = page.form("Placér her")
    assert form.send(status=422).has("Vælg fra listen.")
    place = session.exec(select(Workplace).where(col(Workplace.p_number) == "1060000002")).one()
    page = form.send(workplace_id=str(place.id))
    assert page.has("Samarbejdet har fået sit arbejdssted", "Løntilskud siden 5. januar 2026")
    assert page.url.endswith("?workplace=1060000002")
    session.rollback()
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.verb) == "cooperation.place")).one()
    assert entry.details == {"workplace_id": place.id}
    assert signed_in(ANNA).get("/cooperations/unplaced").has("Alle samarbejder har et arbejdssted")
    assert session.get_one(Cooperation, fact).workplace_id is None  # what was known then stays known


def test_it_can_be_searched_for_elsewhere(session: Session, signed_in: SignedIn, company: Company) -> None:
    other = add_company(session, "Åby Tømrer", CVRS[1])
    place = add_workplace(session, other, "1060000003", address="Ægirsvej 7")
    fact = add_cooperation(session, None, date(2026, 1, 5), given_p_number="1069999999")
    page = signed_in(ANNA).get(f"/cooperations/{fact}/place")
    assert page.has("Intet arbejdssted fundet", "1069 999 999")
    for text in ("åby tømrer", "1060 000 003", other.cvr, "tømrer ægirsvej"):
        found = signed_in(ANNA).get(f"/cooperations/{fact}/place?q={text}")
        assert found.has("Åby Tømrer, Ægirsvej 7")
    found.form("Placér her").send(workplace_id=str(place.id))
    session.rollback()
    assert session.exec(select(Cooperation).where(col(Cooperation.workplace_id) == place.id)).one().external_id == "F-1"


def test_words_narrow_the_company_s_own_workplaces(session: Session, signed_in: SignedIn, company: Company) -> None:
    fact = add_cooperation(session, None, date(2026, 1, 5), given_cvr=company.cvr)
    page = signed_in(ANNA).get(f"/cooperations/{fact}/place?q=ågade")
    assert page.has("Nordisk Staal Vest")
    assert not page.has("Nordisk Staal Øst")


def test_one_that_somebody_has_placed_leads_to_it(session: Session, signed_in: SignedIn, company: Company) -> None:
    fact = add_cooperation(session, None, date(2026, 1, 5), given_cvr=company.cvr)
    anna = signed_in(ANNA).get(f"/cooperations/{fact}/place").form("Placér her")
    bo = signed_in(BO).get(f"/cooperations/{fact}/place").form("Placér her")
    east, west = (each.get("value") or "" for each in anna.element.iter("input") if each.get("type") == "radio")
    anna.send(workplace_id=east)
    assert bo.send(workplace_id=west).has("i mellemtiden ændret eller placeret af en anden", "Løntilskud F-1")


def test_a_cpr_number_is_not_searched_for(session: Session, signed_in: SignedIn, company: Company) -> None:
    fact = add_cooperation(session, None, date(2026, 1, 5), given_cvr=company.cvr)
    page = signed_in(ANNA).get(f"/cooperations/{fact}/place?q=010190-1234", status=422)
    assert "010190" not in page.html
