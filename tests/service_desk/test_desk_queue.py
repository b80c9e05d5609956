"""The queue as the desk sees it."""

from datetime import timedelta

from contact_ground import Colleague, MakeCompany
from flask import Flask
from people import ANNA, BO, CARLA, EMIL, SignedIn, account_of
from query_count import counted
from request_ground import category, received
from sqlmodel import Session

from crm.contacts.guard import Caller
from crm.db import transaction
from crm.employer_requests.inputs import Whom
from crm.employer_requests.services.closing import close
from crm.employer_requests.services.owning import hand_over, take
from crm.employer_requests.services.progress import wait_for_company
from crm.employer_requests.words import Outcome, Priority
from crm.service_desk.queries.queue import DeskFilter, Tab, queue_page
from crm.values.clock import utc_now

HOUR = timedelta(hours=1)


def test_the_queue_says_what_whose_and_until_when(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    now = utc_now()
    mine = received(session, None, company_id=company, now=now, subject="Svejser til foråret")
    with transaction(session) as work:
        take(work, mine, user_id=anna.id, now=now)
    received(session, None, company_text="Ukendt A/S", now=now, subject="Hjælp til VITAS", about="systems")
    page = signed_in(ANNA).get("/requests")
    assert [row[1].partition(" Nordjysk")[0] for row in page.rows()] == ["Svejser til foråret"]
    assert page.has("Mine 1", "Alle 2", "Ikke fordelt 1", "1 henvendelse", mine.reference, "Anna Krogh")
    page = page.click("Ikke fordelt 1")
    assert page.has("Ukendt A/S", "ikke fundet i registret", "ingen endnu", "Første svar")
    page = page.form("Vis").send(q="svejser", tab="all")
    assert len(page.rows()) == 1
    assert page.click("Svejser til foråret").h1 == "Svejser til foråret"


def test_what_is_due_first_stands_first_and_what_waits_last(session: Session, company: int, anna: Colleague) -> None:
    now = utc_now()
    late = received(session, None, company_id=company, now=now - timedelta(days=30), subject="Sent")
    usual = received(session, None, company_id=company, now=now, subject="Nyt")
    urgent = received(session, None, company_id=company, now=now, subject="Haster", priority=Priority.URGENT)
    waiting = received(session, None, company_id=company, now=now, subject="Venter")
    caller = Caller(anna.id, anna.caller.unit_id)

    def shown(**wanted: object) -> list[str]:
        found = queue_page(session, DeskFilter(**wanted), caller=caller, number=1, now=now)
        return [row.line.request.subject for row in found.rows]

    assert shown() == ["Sent", "Haster", "Nyt", "Venter"]
    with transaction(session) as work:
        wait_for_company(work, waiting, "Antal", user_id=anna.id, now=now)
        hand = take(work, urgent, user_id=anna.id, now=now)
        hand_over(work, hand, Whom(unit_id=anna.caller.unit_id), user_id=anna.id, now=now)
        close(work, usual, Outcome.ADVISED, "Vi ringer", user_id=anna.id, now=now)
    assert shown() == ["Sent", "Haster", "Venter"]
    assert shown(state="late") == ["Sent"]
    assert shown(state="waiting") == ["Venter"]
    assert shown(state="closed") == ["Nyt"]
    assert shown(tab=Tab.MY_YES) == ["Haster"]
    assert shown(tab=Tab.MINE) == ["Haster"]
    assert shown(priority=Priority.URGENT, category=category(session)) == ["Haster"]
    assert shown(text="nyt") == []
    assert shown(text="nyt", state="closed") == ["Nyt"]
    assert shown(owner=anna.id, state="assigned") == ["Haster"]
    assert late.owner_user_id is None


def test_the_number_in_the_menu_is_what_waits_for_oneself(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague, bo: Colleague
) -> None:
    now = utc_now()
    request = received(session, None, company_id=company, now=now)
    with transaction(session) as work:
        take(work, request, user_id=bo.id, now=now)
        hand_over(work, request, Whom(user_id=anna.id), user_id=bo.id, now=now)
    assert signed_in(ANNA).part("/requests/waiting").has("1", "venter på dig")
    assert signed_in(CARLA).part("/requests/waiting").text == ""
    assert "/requests/waiting" in signed_in(BO).get("/requests").html


def test_the_list_costs_as_much_for_many_as_for_one(
    app: Flask, session: Session, signed_in: SignedIn, make_company: MakeCompany, anna: Colleague
) -> None:
    client, now = signed_in(EMIL), utc_now()
    counts = []
    for more in (1, 12):
        for number in range(more):
            request = received(session, None, company_id=make_company(f"Firma {more} {number}"), now=now)
            with transaction(session) as work:
                take(work, request, user_id=anna.id, now=now)
        client.part("/requests/live")  # works out what is new
        with counted(app) as statements:
            page = client.get("/requests")
        counts.append(statements.count)
    assert len(page.rows()) == 13
    assert counts[0] == counts[1] <= 20


def test_who_is_reading_is_told_to_the_others(session: Session, signed_in: SignedIn, company: int) -> None:
    request = received(session, None, company_id=company, now=utc_now())
    account_of(session, BO)
    anna, bo = signed_in(ANNA), signed_in(BO)
    assert "hx-post" in anna.get(f"/requests/{request.id}").html
    told = {"headers": {"X-CSRFToken": anna.csrf_token()}, "method": "POST"}
    assert anna.part(f"/requests/{request.id}/reading", **told).text == ""
    assert bo.get(f"/requests/{request.id}").has("Anna Krogh læser også denne")
    assert bo.get("/requests?tab=all").has("Anna Krogh læser den")
