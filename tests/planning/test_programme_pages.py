"""Dorte writes the year's programme; Anna reads how far it is and whom to visit next."""

from datetime import timedelta
from io import BytesIO

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from openpyxl import load_workbook
from people import ANNA, CARLA, DORTE, SignedIn, account_of
from plan_ground import stops, worked_out
from programme_ground import TODAY, YEAR, Ground
from query_count import counted
from sqlmodel import Session, select

from crm.companies.models import Certainty, CompanyGroup
from crm.db import transaction
from crm.planning.models import Plan
from crm.planning.queries.due import goals_open
from crm.planning.queries.programme import Part, standings_of
from crm.planning.queries.proposals import next_weeks
from crm.register.models import Company, Workplace
from crm.visits.models import VisitStatus

NEW_YEAR = TODAY.replace(month=1, day=1)
LONG_AGO = TODAY - timedelta(days=800)


@pytest.fixture
def ground(session: Session, make_company: MakeCompany, anna: Colleague) -> Ground:
    return Ground(session, make_company, anna)


def names(ground: Ground, part: Part) -> set[str]:
    """Of the year's first line."""
    ground.on.rollback()
    standing = standings_of(ground.on, YEAR, day=TODAY)[0]
    return {ground.on.get_one(Company, each.company_id).name for each in standing.parts[part]}


def test_dorte_writes_a_programme_and_anna_reads_it(ground: Ground, signed_in: SignedIn) -> None:
    ground.held(ground.company("Værftet", headcount=300), NEW_YEAR)
    ground.held(ground.company("Støberiet"), LONG_AGO)
    ground.company("Bryggeriet", headcount=51, certainty=Certainty.POSSIBLE)
    dorte = signed_in(DORTE)
    page = dorte.get("/programme")
    assert page.has(f"Intet program for {YEAR} endnu")
    form = page.click("Ny linje").form("Tilføj linjen")
    assert form.send(quota="0", status=422).has("Skriv et tal fra 1 til 100.000.")
    page = form.send(quota="2")
    assert page.has("Linjen er tilføjet.", "1 af 2 besøgt", "3 1 af dem måske", "hver 12. måned")
    assert form.send(quota="2").has("1 af 2 besøgt")  # the button pressed twice
    again = page.click("Ny linje").form("Tilføj linjen").send(quota="9", status=422)
    assert again.has("Programmet har allerede en linje for denne gruppe")
    anna = signed_in(ANNA)
    page = anna.get("/programme")
    assert page.has("Over 50 ansatte", "Mangler at blive besøgt 1", "Forventet til og med i dag")
    assert not page.has("Ny linje")
    visited = page.click("1 af 2 besøgt")
    assert [row[0] for row in visited.rows()] == ["Værftet CVR 10 00 00 01"]
    assert [row[0].split()[0] for row in visited.click("Aldrig besøgt 1").rows()] == ["Bryggeriet"]
    due = visited.click("Står for tur 1")
    assert due.has("Støberiet", "hver 12. måned", "Kan kontaktes")
    assert due.all("a[@data-log]")
    anna.get("/programme/new", status=403)


def test_a_line_is_changed_by_one_at_a_time_and_taken_out(ground: Ground, signed_in: SignedIn) -> None:
    line = ground.line(quota=4)
    dorte, url = signed_in(DORTE), f"/programme/lines/{line.id}/edit"
    first, second = dorte.get(url).form("Gem"), dorte.get(url)
    assert first.send(quota="10", section="F").has("Linjen er gemt.", "0 af 10 besøgt", "Bygge- og anlægsvirksomhed")
    stale = second.form("Gem").send(quota="6", status=409)
    assert stale.has("10", "6")
    kept = second.form("Tag linjen ud af programmet").send()
    assert kept.has("En anden har rettet linjen imens")
    gone = kept.form("Tag linjen ud af programmet").send()
    assert gone.has("Linjen er taget ud af programmet.", f"Intet program for {YEAR} endnu")
    dorte.get(url, status=404)


def test_last_year_s_programme_is_copied(ground: Ground, signed_in: SignedIn) -> None:
    ground.line(quota=4)
    ground.line(quota=5, group=CompanyGroup.STARTUP)
    page = signed_in(DORTE).get(f"/programme?year={YEAR + 1}")
    form = page.form(f"Kopiér programmet fra {YEAR}")
    page = form.send()
    assert page.has("2 linjer er kopieret.", "0 af 4 besøgt", "0 af 5 besøgt", "Året er ikke begyndt.")
    assert form.send().has("0 af 4 besøgt")
    assert "Kopiér" not in signed_in(ANNA).get(f"/programme?year={YEAR + 1}").text


def test_what_counts_as_a_visit(ground: Ground, session: Session) -> None:
    held, told, twice = ground.company("Afholdt"), ground.company("Fortalt"), ground.company("To gange")
    for company_id in (held, twice, twice):
        ground.held(company_id, NEW_YEAR)
    ground.told(told, NEW_YEAR)
    ground.held(ground.company("Sidste år"), NEW_YEAR - timedelta(days=1))
    ground.held(ground.company("Aflyst"), NEW_YEAR, VisitStatus.CANCELLED)
    ground.held(ground.company("Booket"), TODAY + timedelta(days=1), VisitStatus.CONFIRMED)
    closed = ground.company("Lukket")
    with transaction(session) as work:
        workplace = work.exec(select(Workplace).where(Workplace.company_id == closed)).one()
        workplace.end_date = NEW_YEAR - timedelta(days=30)
        work.add(workplace)
    ground.line()
    assert names(ground, Part.VISITED) == {"Afholdt", "Fortalt", "To gange"}
    assert names(ground, Part.NEVER) == {"Aflyst", "Booket"}
    assert names(ground, Part.NOT_YET) == {"Aflyst", "Booket", "Sidste år"}


def test_a_unit_s_line_counts_its_own_visits_and_an_industry_its_own_companies(
    ground: Ground, session: Session
) -> None:
    carla, anna = account_of(session, CARLA).unit_id, account_of(session, ANNA).unit_id
    ground.held(ground.company("Vores"), NEW_YEAR)
    ground.held(ground.company("Deres"), NEW_YEAR, unit=carla)
    ground.held(ground.company("Bygger", section="F"), NEW_YEAR)
    ground.line(unit_id=anna, section="C")
    assert names(ground, Part.VISITED) == {"Vores"}
    assert names(ground, Part.BY_OTHERS) == {"Deres"}
    assert names(ground, Part.NOT_YET) == set()


def test_the_planner_s_goals_are_the_quotas_that_are_open(ground: Ground, session: Session) -> None:
    assert goals_open(session, YEAR) == frozenset(CompanyGroup)
    ground.held(ground.company("Værftet"), NEW_YEAR)
    ground.line(quota=1)
    ground.line(quota=1, group=CompanyGroup.GROWTH)
    session.rollback()
    assert goals_open(session, YEAR) == {CompanyGroup.GROWTH}


def test_the_next_weeks_are_proposed_and_planned(app: Flask, ground: Ground, signed_in: SignedIn) -> None:
    week = next_weeks(TODAY)[0]
    for year in {each.year for each in next_weeks(TODAY)}:
        ground.line(quota=40 if year == YEAR else 400, year=year)
    ground.held(ground.company("For længe siden", headcount=90), LONG_AGO)
    wanted = ground.company("Aldrig", headcount=80)
    ground.held(ground.company("Er besøgt"), TODAY)
    ground.held(ground.company("Er booket"), TODAY + timedelta(days=2), VisitStatus.CONFIRMED)
    ground.company("Vil ikke")
    number = ground.company("Beskyttet")
    with transaction(ground.on) as work:
        protected = work.get_one(Company, number)
        protected.advertising_protected = True
        work.add(protected)
    page = signed_in(ANNA).get("/programme/proposals")
    assert page.has(f"Uge {week.number}", "Aldrig besøgt", "Senest besøgt den", "skal besøges hver 12. måned")
    titles = [link.text for link in page.all("ul//a[@class='row-title']")]
    assert "Aldrig" in titles
    assert not {"Er besøgt", "Er booket", "Beskyttet"} & set(titles)
    assert page.has("1 virksomhed må ikke besøges nu", "Beskyttet")
    plan = page.form("Planlæg ruter for disse").send(company=wanted)
    assert plan.has("Vælg kun blandt disse virksomheder")
    made = plan.form("Regn planen ud").send(start_postcode="9000", municipality="0851")
    assert made.has("Venter på sin tur")
    worked_out(app)
    ground.on.rollback()
    assert [each.company_id for each in stops(ground.on, ground.on.exec(select(Plan)).one())] == [wanted]


def test_without_a_programme_nothing_is_proposed(signed_in: SignedIn) -> None:
    assert signed_in(ANNA).get("/programme/proposals").has("Intet program endnu")


def test_the_workbook_counts_from_its_list(ground: Ground, signed_in: SignedIn) -> None:
    ground.held(ground.company("=Værftet"), NEW_YEAR)
    ground.company("Støberiet")
    ground.line(quota=4)
    client = signed_in(ANNA)
    answer = client.open(f"/programme/export?year={YEAR}", method="POST", data={"csrf_token": client.csrf_token()})
    assert f"besoegsprogram-{YEAR}.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data), data_only=True)
    (progress, companies) = book.worksheets
    row = next(row for row in progress.iter_rows(values_only=True) if str(row[0]).startswith("1. "))
    assert row[1:9] == (4, 2, 1, 0.25, 3, 1, 0, 12)
    listed = {row[2]: row[7:] for row in companies.iter_rows(min_row=2, values_only=True)}
    assert listed == {"=Værftet": (1, 0, 0, 0), "Støberiet": (0, 1, 1, 0)}
    formulas = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert str(formulas.cell(6, 4).value).startswith("=COUNTIFS(")
    client.open("/programme/export?year=2001", method="POST", data={"csrf_token": client.csrf_token()})


def test_more_companies_need_no_more_queries(app: Flask, ground: Ground, signed_in: SignedIn) -> None:
    line = ground.line(quota=100)
    ground.company("Den første")
    client = signed_in(ANNA)
    urls = ("/programme", f"/programme/lines/{line.id}?list=never", "/programme/proposals")
    client.get(urls[0])

    def queries() -> list[int]:
        found = []
        for url in urls:
            with counted(app) as statements:
                client.get(url)
            found.append(statements.count)
        return found

    few = queries()
    for number in range(6):
        ground.company(f"Virksomhed {number}")
    for group in (CompanyGroup.GROWTH, CompanyGroup.STARTUP):
        ground.line(quota=9, group=group)
    assert queries() == few
