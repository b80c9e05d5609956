"""Moving, editing, joining and calling off a visit, as a case-worker does it."""

from datetime import timedelta

import pytest
from contact_ground import Colleague, MakeCompany
from flask import Flask
from people import ANNA, BO, SignedIn
from query_count import counted
from sqlmodel import Session, select
from visit_pages import at, book, booking_page, contact_at, only_visit, soon, when

from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.values.clock import utc_now
from crm.visiting.free_times import time_value
from crm.visits.models import VisitChangeKind, VisitStatus
from crm.visits.queries.visits import colleagues_along, whole_visit


@pytest.fixture
def mette(session: Session, company: int, anna: Colleague) -> int:
    return contact_at(session, company, anna, "Mette Smed", "mette@smedjen.dk")


def test_bo_comes_along_instead_of_booking_another(
    signed_in: SignedIn, session: Session, company: int, anna: Colleague, bo: Colleague
) -> None:
    assert book(signed_in(ANNA), company).has("Besøget er booket.")
    page = booking_page(signed_in(BO), company, at(14))
    assert page.has("Allerede planlagt hos virksomheden", "Anna Krogh")
    page = page.form("Book besøget").send(status=422, purpose="Fleksjob", agenda="Mit ærinde")
    assert page.has("kontaktvagten siger nej", "Mit ærinde")
    page = page.form(f"Tag med ({when(only_visit(session))})").send()
    assert page.has("Du tager med på dette besøg.", "Bo Lund tager med.")
    visit = only_visit(session)
    assert colleagues_along(session, visit.id or 0) == [bo.id]
    assert [each.kind for each in whole_visit(session, visit).changes] == [
        VisitChangeKind.BOOKED,
        VisitChangeKind.JOINED,
    ]


def test_a_visit_is_confirmed_moved_and_called_off(
    signed_in: SignedIn, session: Session, company: int, mette: int, bo: Colleague
) -> None:
    client = signed_in(ANNA)
    book(client, company, people=str(mette))
    visit = only_visit(session)
    page = client.get(f"/visits/{visit.id}").click("Flyt")
    page = page.form("Flyt besøget").send(
        visit_at="", day=f"{soon(9)}", time="14:00", lead=str(bo.id), reason="Mette er på kursus"
    )
    assert page.has(
        "Besøget er flyttet.", "Anna Krogh flyttede besøget fra", "overdrog besøget fra Anna Krogh til Bo Lund"
    )
    assert page.has("Mette er på kursus")
    moved = only_visit(session)
    assert (moved.starts_at, moved.lead_user_id, moved.sequence) == (at(14, day=soon(9)), bo.id, 1)
    page = page.click("Aflys").form("Aflys besøget").send(status=422)
    page = page.form("Aflys besøget").send(reason="For travlt")
    assert page.has("Besøget er aflyst.", "Anna Krogh aflyste besøget.", "For travlt", "Book et nyt besøg")
    assert "Flyt" not in page.links()
    assert only_visit(session).status is VisitStatus.CANCELLED
    for what in ("move", "edit", "cancel"):
        assert client.get(f"/visits/{visit.id}/{what}").has("Besøget er overstået og kan ikke ændres.")
    subjects = [mail.subject for mail in session.exec(select(OutboxMail)) if mail.recipient == "mette@smedjen.dk"]
    assert len(subjects) == 3, "the invitation, the new time, the end"
    assert "Besøg hos" not in client.get(f"/companies/{company}").h1


def test_two_edit_the_same_visit_and_the_second_sees_both(
    signed_in: SignedIn, session: Session, company: int, mette: int
) -> None:
    anna, bo = signed_in(ANNA), signed_in(BO)
    book(anna, company)
    url = f"/visits/{only_visit(session).id}/edit"
    hers, his = anna.get(url).form("Gem besøget"), bo.get(url).form("Gem besøget")
    assert hers.send(people=str(mette), place_note="Port 7").has("Besøget er gemt.", "Anna Krogh redigerede besøget.")
    page = his.send(status=409, purpose="Fastholdelse")
    assert page.has("Port 7", "Fastholdelse")
    page = page.form("Gem besøget").send()
    assert page.has("Besøget er gemt.", "Fastholdelse")
    assert only_visit(session).place_note == ""


def test_nobody_was_there(signed_in: SignedIn, session: Session, company: int) -> None:
    client = signed_in(ANNA)
    book(client, company)
    visit = only_visit(session)
    page = client.get(f"/visits/{visit.id}/no-show").form("Besøget var forgæves").send(status=422, reason="Lukket dør")
    assert page.has("Besøget er ikke begyndt endnu", "Du skrev: Lukket dør")
    with transaction(session) as on:
        visit.starts_at, visit.ends_at = utc_now() - timedelta(hours=2), utc_now() - timedelta(hours=1)
        on.add(visit)
    page = client.get(f"/visits/{visit.id}").click("Ingen til stede")
    page = page.form("Besøget var forgæves").send(reason="Lukket dør")
    assert page.has("Forgæves", "Anna Krogh kom forgæves", "Lukket dør")


def test_the_page_of_a_visit_asks_little_of_the_database(
    app: Flask, signed_in: SignedIn, session: Session, company: int, mette: int, bo: Colleague
) -> None:
    client = signed_in(ANNA)
    book(client, company, people=str(mette), colleagues=str(bo.id))
    url = f"/visits/{only_visit(session).id}"
    client.get(url)
    with counted(app) as sent:
        client.get(url)
    assert sent.count <= 40, sent.count


def test_a_free_time_replaces_the_time_the_form_began_with(signed_in: SignedIn, session: Session, company: int) -> None:
    client = signed_in(ANNA)
    book(client, company, at(10))
    visit = only_visit(session)
    form = client.get(f"/visits/{visit.id}/move").form("Flyt besøget")
    assert form.fields["time"] == "10:00", "taken by this very visit, so it is no free time"
    mixed = form.send(status=422, visit_at=time_value(at(13)), time="15.00")
    assert mixed.has("Du har både valgt en ledig tid og skrevet en anden. Behold kun den ene.")
    assert form.send(visit_at=time_value(at(13))).has("Besøget er flyttet.")
    assert only_visit(session).starts_at == at(13)
    assert client.get(f"/companies/{company}").click(f"Besøg {when(visit)}").has("Anna Krogh flyttede besøget")


def test_two_move_the_same_visit_and_the_second_sees_the_first(
    signed_in: SignedIn, session: Session, company: int
) -> None:
    anna, bo = signed_in(ANNA), signed_in(BO)
    book(anna, company, at(10))
    url = f"/visits/{only_visit(session).id}/move"
    hers, his = anna.get(url).form("Flyt besøget"), bo.get(url).form("Flyt besøget")
    assert hers.send(visit_at=time_value(at(8))).has("Besøget er flyttet.")
    page = his.send(status=409, visit_at=time_value(at(14)))
    assert page.has("kl. 8.00", "kl. 14.00")
    assert page.form("Flyt besøget").send().has("Besøget er flyttet.")
    assert only_visit(session).starts_at == at(14)


def test_who_has_another_visit_is_asked_before_coming_along(
    signed_in: SignedIn, session: Session, make_company: MakeCompany, bo: Colleague
) -> None:
    book(signed_in(ANNA), make_company("Smedjen"), at(10))
    visit = only_visit(session)
    client = signed_in(BO)
    book(client, make_company("Bageriet"), at(10, 30))
    page = client.get(f"/visits/{visit.id}").form("Tag med").send(status=422)
    assert page.has("Bo Lund har et andet besøg på det tidspunkt.")
    assert page.form("Tag med alligevel").send().has("Du tager med på dette besøg.")
    session.rollback()
    assert colleagues_along(session, visit.id or 0) == [bo.id]
