"""Absences and working hours: one's own, and for a manager the unit's; the administrator's settings."""

from datetime import timedelta

import pytest
from page_client import PageClient, text_of
from people import ADMIN, ANNA, BO, CARLA, DORTE, SignedIn, account_of
from sqlmodel import Session, select
from visit_pages import book, soon

from crm.values.roles import Role
from crm.visits.models import Absence, VisitSettingName, WorkingHours
from crm.visits.queries.time import setting


@pytest.fixture(autouse=True)
def everybody(session: Session) -> None:
    for person in (ANNA, BO, CARLA, DORTE, ADMIN):
        account_of(session, person)


def free_days(client: PageClient) -> dict[str, list[str]]:
    """The free times of oneself from next week on, by day."""
    groups = client.part(f"/visits/free-times?day={soon()}&minutes=60").all("optgroup")
    times = {
        group.get("label", ""): [each for each in group.findall("option") if each.get("value")] for group in groups
    }
    return {day: [text_of(each).partition(",")[0] for each in found] for day, found in times.items()}


def test_anna_is_on_holiday_and_no_times_are_offered(signed_in: SignedIn, session: Session, company: int) -> None:
    client = signed_in(ANNA)
    first = next(iter(free_days(client)))
    book(client, company)
    page = client.get("/absences").form("Gem fraværet").send(kind="holiday", first_day=f"{soon()}")
    assert page.has("Fraværet er gemt.", "1 besøg er planlagt i den tid.", "Ferie", "Anna Krogh")
    assert free_days(client)[first] == []
    page = page.form(f"Træk tilbage ({page.rows()[0][0]}, {page.rows()[0][1]})").send()
    assert page.has("Fraværet er trukket tilbage.", "Ingen er fraværende.")
    assert "8.00" in free_days(client)[first]
    session.rollback()
    assert len(session.exec(select(Absence)).all()) == 1, "it stays in the history"


def test_half_a_day_and_what_makes_no_sense(signed_in: SignedIn) -> None:
    client = signed_in(ANNA)
    form = client.get("/absences").form("Gem fraværet")
    page = form.send(first_day=f"{soon()}", first_time="12.00", last_time="14.00", kind="course")
    times = next(iter(free_days(client).values()))
    assert "11.00" in times
    assert not {"11.30", "13.00"} & set(times)
    assert "14.00" in times
    page = page.form("Gem fraværet").send(status=422, first_day=f"{soon()}", last_day=f"{soon() - timedelta(days=1)}")
    assert page.has("Fraværet skal slutte, efter at det begynder.")


def test_a_manager_speaks_for_the_unit_and_nobody_else_does(signed_in: SignedIn, session: Session) -> None:
    ids = {person: account_of(session, person).id for person in (ANNA, BO, CARLA)}
    form = signed_in(ANNA).get("/absences").form("Gem fraværet")
    assert form.send(status=422, person=str(ids[BO]), first_day=f"{soon()}").has("Vælg en af mulighederne")
    dorte = signed_in(DORTE)
    assert dorte.get("/absences").form("Gem fraværet").send(person=str(ids[BO]), first_day=f"{soon()}").has("Bo Lund")
    session.rollback()
    absence = session.exec(select(Absence)).one()
    assert signed_in(ANNA).get("/absences").has("Ingen er fraværende.")
    assert signed_in(ANNA).post(f"/absences/{absence.id}/withdraw", status=404)
    assert dorte.get(f"/working-hours?person={ids[ANNA]}").has("Arbejdstid for Anna Krogh")
    dorte.get(f"/working-hours?person={ids[CARLA]}", status=404)
    signed_in(ANNA).get(f"/working-hours?person={ids[BO]}", status=404)
    assert signed_in(Role.ADMIN).get(f"/working-hours?person={ids[CARLA]}").has("Arbejdstid for Carla Holm")


def test_working_hours_decide_which_times_are_free(signed_in: SignedIn, session: Session) -> None:
    client = signed_in(ANNA)
    stale = client.get("/working-hours").form("Gem arbejdstiden")
    day = soon().weekday()
    form = client.get("/working-hours").form("Gem arbejdstiden")
    assert form.send(status=422, **{f"begins_{day}": "9.00"}).has("Skriv begge tidspunkter eller ingen af dem.")
    assert form.send(status=422, **{f"begins_{day}": "9", f"ends_{day}": "8"}).has("Dagen skal slutte")
    page = form.send(**{f"begins_{day}": "9.00", f"ends_{day}": "12.00"})
    assert page.has("Arbejdstiden er gemt.")
    days = list(free_days(client).values())
    assert days[0] == ["9.00", "9.30", "10.00", "10.30", "11.00"]
    assert days[1] == [], "only the day that was said"
    page = stale.send(status=409, **{f"begins_{day}": "10.00", f"ends_{day}": "15.00"})
    assert page.has("09:00 – 12:00", "10:00 – 15:00")
    assert page.form("Gem arbejdstiden").send().has("Arbejdstiden er gemt.")
    empty = {f"{each}_{weekday}": "" for weekday in range(7) for each in ("begins", "ends")}
    client.get("/working-hours").form("Gem arbejdstiden").send(**empty)
    session.rollback()
    assert session.exec(select(WorkingHours)).all() == []
    assert "15.00" in next(iter(free_days(client).values()))


def test_the_way_to_a_company_is_a_setting(signed_in: SignedIn, session: Session, company: int) -> None:
    admin, anna = signed_in(ADMIN), signed_in(ANNA)
    book(anna, company)
    assert "9.00" not in next(iter(free_days(anna).values()))
    page = admin.get("/admin/visits").click("15")
    stale = page.form("Gem")
    assert page.form("Gem").send(status=422, value="500").has("Skriv et tal fra 0 til 120.")
    assert page.form("Gem").send(value="0").has("Indstillingen er gemt.")
    assert "9.00" in next(iter(free_days(anna).values()))
    assert stale.send(status=409, value="30").has("30")
    session.rollback()
    assert setting(session, VisitSettingName.TRAVEL_BUFFER_MINUTES) == 0
    assert anna.open("/admin/visits").status_code == 403
    assert admin.open("/admin/visits/no-such").status_code == 404
