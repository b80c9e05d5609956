"""Anna's visits in her own calendar program."""

from datetime import timedelta

import pytest
from contact_ground import Colleague
from flask import Flask
from icalendar import Calendar, Event
from invited import Ground
from page_client import PageClient
from people import ANNA, SignedIn
from query_count import counted
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.db import transaction
from crm.values.clock import utc_now
from crm.visits.models import CalendarFeed, VisitStatus


@pytest.fixture
def ground(session: Session, company: int, anna: Colleague, bo: Colleague) -> Ground:
    return Ground(session, company, anna, bo)


def events(text: str) -> list[Event]:
    found = Calendar.from_ical(text).walk("VEVENT")
    return [event for event in found if isinstance(event, Event)]


def test_anna_makes_an_address_copies_it_once_and_revokes_it(
    session: Session, signed_in: SignedIn, client: PageClient
) -> None:
    page = signed_in(ANNA).get("/account").click("Besøg i din kalender").form("Lav en adresse").send()
    path = page.one("input[@id='address']").get("value", "").partition("localhost")[2]
    assert path.startswith("/calendar/")
    assert path.endswith(".ics")
    assert client.open(path).status_code == 200
    page = signed_in(ANNA).get("/account/calendar")
    assert not page.all("input[@id='address']")
    again = page.form("Lav en ny adresse").send().one("input[@id='address']").get("value", "").partition("localhost")[2]
    assert client.open(path).status_code == 404, "the new one took its place"
    assert client.open(again).status_code == 200
    assert signed_in(ANNA).get("/account/calendar").form("Tilbagekald adressen").send().has("Adressen er tilbagekaldt")
    assert client.open(again).status_code == 404
    session.rollback()
    assert len(session.exec(select(CalendarFeed)).all()) == 2
    verbs = [each.verb for each in session.exec(select(AuditEntry)) if each.verb.startswith("calendar_feed")]
    assert verbs == ["calendar_feed.create", "calendar_feed.revoke"] * 2


def test_the_feed_tells_when_and_where_but_no_names_and_no_notes(
    ground: Ground, signed_in: SignedIn, client: PageClient
) -> None:
    soon = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    ground.book([ground.person()], starts_at=soon, colleagues=[ground.bo.id], agenda="Fortroligt")
    ground.book(starts_at=soon + timedelta(days=1), status=VisitStatus.PROPOSED)
    ground.book(starts_at=soon - timedelta(days=20))
    ground.book(starts_at=soon - timedelta(days=60))
    off = ground.book(starts_at=soon + timedelta(days=2))
    ground.cancel(off, now=utc_now())
    page = signed_in(ANNA).get("/account/calendar").form("Lav en adresse").send()
    path = page.one("input[@id='address']").get("value", "").partition("localhost")[2]
    answer = client.open(path)
    assert answer.mimetype == "text/calendar"
    found = events(answer.text)
    assert [event.start for event in found] == [soon - timedelta(days=20), soon, soon + timedelta(days=1)]
    assert [event["STATUS"] for event in found] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]
    assert {str(event["SUMMARY"]) for event in found} == {"Besøg: Nordjysk Smedje"}
    for hidden in (
        "Mette",
        "Bo",
        "Anna",
        "Fortroligt",
        "Rekruttering",
        "Port 3",
        "ATTENDEE",
        "ORGANIZER",
        "DESCRIPTION",
    ):
        assert hidden not in answer.text.replace("\r\n ", "")
    mark = answer.headers["ETag"]
    assert client.open(path, headers={"If-None-Match": mark}).status_code == 304
    ground.book(starts_at=soon + timedelta(days=5))
    assert client.open(path, headers={"If-None-Match": mark}).status_code == 200


def test_however_many_visits_the_feed_asks_twice(
    app: Flask, ground: Ground, signed_in: SignedIn, client: PageClient
) -> None:
    page = signed_in(ANNA).get("/account/calendar").form("Lav en adresse").send()
    path = page.one("input[@id='address']").get("value", "").partition("localhost")[2]
    for days in range(2, 8):
        ground.book(starts_at=utc_now() + timedelta(days=days))
    with counted(app) as asked:
        assert len(events(client.open(path).text)) == 6
    assert asked.count == 2, asked.sent


def test_a_closed_account_has_no_feed(ground: Ground, signed_in: SignedIn, client: PageClient) -> None:
    page = signed_in(ANNA).get("/account/calendar").form("Lav en adresse").send()
    path = page.one("input[@id='address']").get("value", "").partition("localhost")[2]
    with transaction(ground.on):
        ground.anna.user.active = False
        ground.on.add(ground.anna.user)
    assert client.open(path).status_code == 404
