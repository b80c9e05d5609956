"""The visits of a unit by day, week and month: the table, and what the calendar draws from it."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from page_client import Page
from people import ANNA, SignedIn
from query_count import counted
from sqlmodel import Session

from crm.db import transaction
from crm.values.clock import COPENHAGEN, utc_now
from crm.visiting.queries.calendar import Days, View, wanted_days
from crm.visits.models import Absence, AbsenceKind, Visit, VisitColleague, VisitStatus

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays on which the clocks change
WEEK = "/visits?view=week&date=2026-03-26"


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


def put(
    on: Session, company: int, lead: int, starts_at: datetime, status: VisitStatus = VisitStatus.CONFIRMED
) -> Visit:
    visit = Visit(
        company_id=company,
        lead_user_id=lead,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        status=status,
        purpose="Rekruttering",
        created_at=starts_at - timedelta(days=9),
        created_by_user_id=lead,
    )
    with transaction(on) as work:
        work.add(visit)
    return visit


def drawn(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.one("script[@id='calendar-data']").text or "")
    return found


@pytest.mark.parametrize(
    ("view", "day", "first", "last", "before", "after"),
    [
        (View.DAY, date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 2)),
        (View.WEEK, SPRING, date(2026, 3, 23), SPRING, date(2026, 3, 16), date(2026, 3, 30)),
        (View.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), date(2026, 12, 21), date(2027, 1, 4)),
        (View.MONTH, date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31), date(2025, 12, 1), date(2026, 2, 1)),
    ],
)
def test_the_days_of_a_view(view: View, day: date, first: date, last: date, before: date, after: date) -> None:
    assert Days.of(view, day) == Days(view, first, last, before, after)


def test_an_address_that_makes_no_sense_is_this_week() -> None:
    assert wanted_days({"view": "year", "date": "i morgen"}, SPRING) == Days.of(View.WEEK, SPRING)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_weeks_in_which_the_clocks_change_keep_their_clock_times(
    session: Session, signed_in: SignedIn, anna: Colleague, make_company: MakeCompany, sunday: date
) -> None:
    company = make_company("Nordjysk Smedje")
    for day in (sunday - timedelta(days=1), sunday, sunday + timedelta(days=1)):
        put(session, company, anna.id, at(day, 9))
    page = signed_in(ANNA).get(f"/visits?view=week&date={sunday}")
    assert [row[0] for row in page.rows() if len(row) > 1] == ["9.00–10.00", "9.00–10.00"]
    starts = [each["start"] for each in drawn(page)["events"]]
    assert starts == [f"{sunday - timedelta(days=1)}T09:00", f"{sunday}T09:00"]
    assert drawn(page)["hidden"] == []  # somebody visits on a Saturday: the weekend is shown


def test_each_has_a_row_and_only_who_leads_can_be_moved(
    session: Session, signed_in: SignedIn, anna: Colleague, bo: Colleague, make_company: MakeCompany
) -> None:
    company = make_company("Nordjysk Smedje")
    visit = put(session, company, anna.id, at(date(2026, 3, 26), 9))
    put(session, company, anna.id, at(date(2026, 3, 27), 9), VisitStatus.CANCELLED)
    with transaction(session) as work:
        work.add(VisitColleague(visit_id=visit.id or 0, user_id=bo.id))
        work.add(
            Absence(
                user_id=bo.id,
                starts_at=at(date(2026, 3, 27), 0),
                ends_at=at(date(2026, 3, 28), 0),
                kind=AbsenceKind.COURSE,
                recorded_at=utc_now(),
                recorded_by_user_id=bo.id,
            )
        )
    client = signed_in(ANNA)
    page = client.get(WEEK)
    assert page.has("Nordjysk Smedje", "Anna Krogh, Bo Lund", "Bo Lund: Kursus")
    assert not page.has("Aflyst")
    entries = {each["id"]: each for each in drawn(page)["events"]}
    assert entries[f"visit-{visit.id}"]["move"] == f"/visits/{visit.id}/move"
    assert "move" not in entries[f"visit-{visit.id}-{bo.id}"]
    assert {each["title"] for each in drawn(page)["resources"]} >= {"Anna Krogh", "Bo Lund"}
    assert "Carla Holm" not in {each["title"] for each in drawn(page)["resources"]}
    assert client.get(f"{WEEK}&all=1").has("Aflyst")
    assert client.get(f"{WEEK}&person={bo.id}").has("Anna Krogh, Bo Lund")
    assert client.get("/visits?view=day&date=2026-03-25").has("Ingen besøg på disse dage")


def test_more_visits_take_no_more_statements(
    app: Flask, session: Session, signed_in: SignedIn, anna: Colleague, make_company: MakeCompany
) -> None:
    client = signed_in(ANNA)
    put(session, make_company("Første"), anna.id, at(date(2026, 3, 26), 8))
    client.get(WEEK)
    with counted(app) as one:
        client.get(WEEK)
    for number in range(12):
        put(session, make_company(f"Firma {number}"), anna.id, at(date(2026, 3, 23 + number % 5), 8 + number // 5))
    with counted(app) as many:
        assert len(client.get(WEEK).rows()) > 12
    assert many.count == one.count <= 9
