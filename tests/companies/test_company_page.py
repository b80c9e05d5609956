from datetime import date, timedelta

from flask import Flask
from people import SignedIn
from query_count import counted
from register_rows import CVRS, add_company, add_cooperation, add_workplace
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.companies.groups import recompute_groups
from crm.db import transaction
from crm.values.bands import HeadcountBand
from crm.values.clock import local_date, utc_now
from crm.values.cooperation_status import CooperationStatus
from crm.values.roles import Role

TODAY = local_date(utc_now())
START = date(2015, 1, 1)


def test_the_page_tells_the_company_from_the_register(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000001", headcounts={START: 10, date(2024, 3, 1): 20},
                  industry_text="Maskinindustri", address="Havnevej 1", postcode="9000", post_district="Aalborg",
                  phone="+4598123456", legal_form="Aktieselskab")  # fmt: skip
    add_workplace(session, company, "1030000002", headcounts={START: HeadcountBand.ANTAL_50_99}, end=date(2020, 1, 31))
    page = signed_in(Role.CONSULTANT).get(f"/companies/{company.id}")
    assert page.h1 == "Nordisk Staal A/S"
    assert page.has(
        "CVR 10 00 00 09", "Aktieselskab", "Maskinindustri", "20 ansatte", "1 aktivt arbejdssted", "2 i alt"
    )
    assert page.has("P 1030 000 001", "Havnevej 1, 9000 Aalborg", "Registret over tid: 2 oplysninger")
    assert page.has("1. marts 2024", "Lukket 31. januar 2020")
    assert page.links()["98 12 34 56"] == "tel:+4598123456"


def test_a_workplace_can_be_pointed_at(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000011", headcounts={START: 90})
    add_workplace(session, company, "1030000012", headcounts={START: 3})
    page = signed_in(Role.CONSULTANT).get(f"/companies/{company.id}?workplace=1030000012")
    items = [item for item in page.all("li[@id]") if item.get("class") == "sel"]
    assert [item.get("id") for item in items] == ["p1030000012"]
    assert items[0].find(".//details[@open]") is not None


def test_cooperations_stand_where_they_belong(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    place = add_workplace(session, company, "1030000021")
    add_cooperation(session, place, TODAY - timedelta(days=30))
    add_cooperation(session, place, date(2016, 1, 1), date(2016, 6, 30), type_code="mentor")
    add_cooperation(session, place, TODAY, type_code="flex_job", status=CooperationStatus.PLANNED)
    add_cooperation(session, None, date(2026, 1, 1), type_code="work_placement", given_cvr=company.cvr)
    page = signed_in(Role.CONSULTANT).get(f"/companies/{company.id}")
    assert page.has("1 igangværende", "Løntilskud siden", "1 tidligere", "Mentor 1. januar – 30. juni 2016")
    assert page.has("Fleksjob Kun planlagt", "Uden arbejdssted – tæller ikke Virksomhedspraktik")


def test_groups_are_shown_with_certainty_and_reason(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000031", headcounts={START: HeadcountBand.ANTAL_50_99})
    with transaction(session):
        recompute_groups(session, TODAY)
    page = signed_in(Role.CONSULTANT).get(f"/companies/{company.id}")
    assert page.has("Måske over 50 ansatte", "50–99 ansatte efter registrets intervaller: over 50 er muligt")


def test_a_consultant_marks_growth_with_a_source_and_takes_it_back(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000041")
    page = signed_in(Role.CONSULTANT).get(f"/companies/{company.id}").click("Markér manuelt")
    refused = page.form("Markér").send(group="growth", status=422)
    assert refused.has("1 ting skal rettes")
    page = refused.form("Markér").send(group="growth", source="årsrapport 2025")
    assert page.has("Virksomheden er markeret.", "Vækstvirksomhed", "Markeret manuelt. Kilde: årsrapport 2025")
    page = page.form("Fjern markeringen").send()
    assert page.has("Markeringen er fjernet.", "Ingen: ikke over 50 ansatte")
    session.rollback()
    verbs = [entry.verb for entry in session.exec(select(AuditEntry)) if entry.verb.startswith("company.")]
    assert verbs == ["company.mark", "company.unmark"]


def test_the_same_mark_is_not_set_twice(session: Session, signed_in: SignedIn) -> None:
    company = add_company(session, "Nordisk Staal A/S")
    add_workplace(session, company, "1030000051")
    client = signed_in(Role.CONSULTANT)
    form = client.get(f"/companies/{company.id}/marks/new").form("Markér")
    again = client.get(f"/companies/{company.id}/marks/new").form("Markér")
    form.send(group="growth", source="årsrapport 2025")
    assert form.send(group="growth", source="årsrapport 2025").h1 == "Nordisk Staal A/S"  # the button pressed twice
    assert again.send(group="growth", source="avisen", status=422).has("Virksomheden har allerede denne markering")


def test_a_mark_of_another_company_is_not_found_here(session: Session, signed_in: SignedIn) -> None:
    company, other = add_company(session, "Nordisk Staal A/S"), add_company(session, "Andet", CVRS[1])
    add_workplace(session, company, "1030000061")
    client = signed_in(Role.CONSULTANT)
    client.get(f"/companies/{company.id}/marks/new").form("Markér").send(group="growth", source="årsrapport 2025")
    client.post(f"/companies/{other.id}/marks/1/remove", status=404)
    assert client.get(f"/companies/{company.id}").has("Vækstvirksomhed")


def test_an_unknown_company_is_not_found(signed_in: SignedIn) -> None:
    signed_in(Role.CONSULTANT).get("/companies/4711", status=404)


def test_the_number_of_queries_does_not_grow_with_the_company(
    app: Flask, session: Session, signed_in: SignedIn
) -> None:
    small, big = add_company(session, "Lille", CVRS[0]), add_company(session, "Stor", CVRS[1])
    add_cooperation(session, add_workplace(session, small, "1030000071"), TODAY)
    for number in range(12):
        place = add_workplace(session, big, f"10300001{number:02}", headcounts={START: 5, TODAY: 6})
        add_cooperation(session, place, TODAY)
    client = signed_in(Role.CONSULTANT)
    with counted(app) as first:
        client.get(f"/companies/{small.id}")
    with counted(app) as second:
        client.get(f"/companies/{big.id}")
    assert second.count <= first.count  # one for each kind of thing among the timeline's ten entries
    assert first.count <= 54
