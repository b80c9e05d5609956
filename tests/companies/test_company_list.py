from datetime import date, timedelta

import pytest
from flask import Flask
from people import SignedIn
from query_count import counted
from register_rows import CVRS, add_company, add_cooperation, add_workplace
from sqlmodel import Session

from crm.companies.groups import recompute_groups
from crm.db import transaction
from crm.register.models import Company
from crm.values.bands import HeadcountBand
from crm.values.clock import local_date, utc_now
from crm.values.roles import Role

TODAY = local_date(utc_now())


@pytest.fixture
def town(session: Session) -> dict[str, Company]:
    """Five companies: a large one that cooperates, a perhaps large one, a small one elsewhere, two more."""
    names = ("Østerå Stål A/S", "Bageriet Ærlig", "Løgstør Køl", "Åby Tømrer", "Gammelt Væveri")
    town = {name: add_company(session, name, cvr) for name, cvr in zip(names, CVRS, strict=False)}
    first, second, third, fourth, fifth = town.values()
    steel = add_workplace(session, first, "1010000001", headcounts={date(2015, 1, 1): 80}, industry_section="C",
                          industry_text="Stålværker", post_district="Aalborg Øst", phone="+4598123456")  # fmt: skip
    add_workplace(session, second, "1010000002", headcounts={date(2015, 1, 1): HeadcountBand.ANTAL_50_99})
    add_workplace(session, third, "1010000003", municipality_code="0820", industry_section="C")
    add_workplace(session, fourth, "1010000004", headcounts={date(2015, 1, 1): None}, industry_section="F")
    add_workplace(session, fifth, "1010000005", end=date(2020, 5, 31))
    add_cooperation(session, steel, TODAY - timedelta(days=60))
    add_cooperation(session, steel, date(2015, 1, 1), date(2015, 2, 1))
    with transaction(session):
        recompute_groups(session, TODAY)
    return town


def listed(signed_in: SignedIn, query: str = "") -> list[str]:
    page = signed_in(Role.CONSULTANT).get(f"/companies{query}")
    return [row[0].partition(" CVR ")[0] for row in page.rows()] if page.all("table") else []


def test_a_consultant_sees_the_living_companies_with_what_matters(
    signed_in: SignedIn, town: dict[str, Company]
) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies")
    assert page.h1 == "Virksomheder"
    assert page.has("4 virksomheder")
    steel = next(row for row in page.rows() if row[0].startswith("Østerå"))
    assert steel == ["Østerå Stål A/S CVR 10 00 00 09", "Aalborg Øst Stålværker", "80", "1",
                     "Over 50 ansatte samarbejder", "Kan kontaktes Log Ikke truffet"]  # fmt: skip
    baker = next(row for row in page.rows() if row[0].startswith("Bageriet"))
    assert baker[2:5] == ["50–99", "1", "Måske over 50 ansatte"]
    assert next(row for row in page.rows() if row[0].startswith("Åby"))[2] == "ukendt"


@pytest.mark.parametrize(
    "text", ["østerå", "STÅL øst", "10 00 00 09", "10000009", "1010 000 001", "98 12 34 56", "+45 98123456", "981234"]
)
def test_search_finds_by_name_cvr_p_number_and_phone_however_they_are_written(
    signed_in: SignedIn, town: dict[str, Company], text: str
) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies?q=" + text.replace("+", "%2B"))
    assert [row[0].partition(" CVR ")[0] for row in page.rows()] == ["Østerå Stål A/S"]


def test_search_finds_closed_companies_too(signed_in: SignedIn, town: dict[str, Company]) -> None:
    assert listed(signed_in, "?q=væveri") == ["Gammelt Væveri"]


def test_signs_that_mean_something_to_the_database_are_only_signs(
    signed_in: SignedIn, town: dict[str, Company]
) -> None:
    assert listed(signed_in, "?q=%25") == []
    assert listed(signed_in, "?q=_") == []


def test_a_cpr_number_is_not_searched_for_and_not_shown(signed_in: SignedIn, town: dict[str, Company]) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies?q=010190-1234", status=422)
    assert page.has("ligner et CPR-nummer")
    assert "010190" not in page.html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?municipality=0820", ["Løgstør Køl"]),
        ("?section=C", ["Løgstør Køl", "Østerå Stål A/S"]),
        ("?section=C&municipality=0851", ["Østerå Stål A/S"]),
        ("?size=50-99", ["Bageriet Ærlig", "Østerå Stål A/S"]),
        ("?size=unknown", ["Åby Tømrer"]),
        ("?group=large", ["Bageriet Ærlig", "Østerå Stål A/S"]),
        ("?group=large-certain", ["Østerå Stål A/S"]),
        ("?group=large-possible", ["Bageriet Ærlig"]),
        ("?cooperating=yes", ["Østerå Stål A/S"]),
        ("?cooperating=no&section=F", ["Åby Tømrer"]),
        ("?life=closed", ["Gammelt Væveri"]),
        ("?group=nonsense", []),
        ("?size=nonsense", []),
        ("?municipality=9999", []),
    ],
)
def test_filters(signed_in: SignedIn, town: dict[str, Company], query: str, names: list[str]) -> None:
    assert sorted(listed(signed_in, query)) == sorted(names)


def test_the_list_sorts_both_ways_and_keeps_its_filters(signed_in: SignedIn, town: dict[str, Company]) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies?section=C")
    page = page.click("Ansatte")
    assert "section=C" in page.url
    assert [row[2] for row in page.rows()] == ["80", "5"]
    assert [row[2] for row in page.click("Ansatte").rows()] == ["5", "80"]


def test_htmx_gets_the_list_alone(signed_in: SignedIn, town: dict[str, Company]) -> None:
    part = signed_in(Role.CONSULTANT).part("/companies?section=C")
    assert part.has("2 virksomheder", "Ryd filtre")
    assert not part.all("h1")


def test_pages_of_fifty_with_the_filters_kept(signed_in: SignedIn, session: Session) -> None:
    with transaction(session):
        session.add_all(
            Company(
                cvr=f"{number:08}", name=f"Firma {number:03}", living_workplaces=1, search_text=f"firma {number:03}"
            )
            for number in range(1, 121)
        )
    page = signed_in(Role.CONSULTANT).get("/companies?q=firma")
    assert page.has("1–50 af 120", "Side 1 af 3")
    page = page.click("Næste").click("Næste")
    assert page.has("101–120 af 120", "fundet for »firma«")
    assert "Firma 120" in page.rows()[-1][0]
    assert signed_in(Role.CONSULTANT).get("/companies?q=firma&page=99").has("101–120 af 120")
    assert signed_in(Role.CONSULTANT).get("/companies?page=-1&q=firma").has("1–50 af 120")


def test_an_empty_register_says_what_to_do(signed_in: SignedIn) -> None:
    assert signed_in(Role.CONSULTANT).get("/companies").has("Ingen virksomheder endnu", "registerudtræk")
    assert "Indlæs et registerudtræk" in signed_in(Role.ADMIN).get("/companies").links()


def test_nothing_found_leads_back_to_all(signed_in: SignedIn, town: dict[str, Company]) -> None:
    page = signed_in(Role.CONSULTANT).get("/companies?q=findes-ikke")
    assert page.has("Ingen virksomhed passer")
    assert page.click("Vis alle virksomheder").has("4 virksomheder")


def test_the_number_of_queries_does_not_grow_with_the_list(
    app: Flask, session: Session, signed_in: SignedIn, town: dict[str, Company]
) -> None:
    client = signed_in(Role.CONSULTANT)
    client.get("/companies")
    with counted(app) as one:
        client.get("/companies?q=østerå")
    with counted(app) as all_of_them:
        client.get("/companies?life=all")
    assert all_of_them.count == one.count
    assert one.count <= 22
