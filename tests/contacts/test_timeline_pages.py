"""The timeline on the company's page and on its own."""

from datetime import timedelta

from contact_ground import Colleague, logged, workplace_at
from flask import Flask
from people import ANNA, SignedIn
from query_count import counted
from request_ground import received
from sqlmodel import Session

from crm.contacts.guard.ask import Ask
from crm.contacts.guard.gather import verdict
from crm.contacts.inputs import NeedInput, Override, TaskInput
from crm.contacts.models import TaskKind
from crm.contacts.services.tasks import add_task
from crm.contacts.words import ContactKind, Direction, Outcome
from crm.db import transaction
from crm.employer_requests.services.progress import message
from crm.employer_requests.words import Channel
from crm.employer_requests.words import Direction as RequestDirection
from crm.service_desk.services.answering import Letter, send_answer
from crm.values.clock import utc_now

NOW = utc_now()
DAY = timedelta(days=1)
ALL_THE_SAME = Override(reason="aftalt med virksomheden")


def test_the_page_tells_what_happened_with_full_names_and_units(
    session: Session, signed_in: SignedIn, company: int, bo: Colleague, carla: Colleague
) -> None:
    logged(session, carla, company, at=NOW - 40 * DAY, direction=Direction.INCOMING, note="Spurgte til lærlinge")
    needs = (NeedInput(occupation="Smed", number=2),)
    logged(session, bo, company, at=NOW - 2 * DAY, kind=ContactKind.VISIT, outcome=Outcome.NEED_NOTED, needs=needs,
           interests=("mentor",), participant_ids=(carla.id,))  # fmt: skip
    page = signed_in(ANNA).get(f"/companies/{company}")
    assert page.has("Besøg – Behov noteret", "Bo Lund, Carla Holm · Jobhuset", "Behov: 2 Smed", "Interesseret i Mentor")
    assert page.has("Telefonopkald fra virksomheden", "Carla Holm · Fastholdelsesteam", "Spurgte til lærlinge")
    assert page.has("Hørt fra virksomheden", "2 Smed", "1 kontakt fra os de seneste 12 måneder")
    assert page.text.index("Behov: 2 Smed") < page.text.index("Spurgte til lærlinge")


def test_the_timeline_narrows_to_a_kind_and_goes_on_to_older_ones(
    session: Session, signed_in: SignedIn, company: int, bo: Colleague
) -> None:
    for number in range(35):
        logged(session, bo, company, at=NOW - (number + 1) * DAY, kind=ContactKind.LETTER, note=f"brev {number}.",
               override=ALL_THE_SAME)  # fmt: skip
    page = signed_in(ANNA).get(f"/companies/{company}/timeline")
    assert page.has("brev 0.", "brev 29.")
    assert not page.has("brev 30.")
    older = page.click("Vis ældre")
    assert older.has("brev 30.", "brev 34.")
    assert "Vis ældre" not in older.links()
    assert older.click("Fra i dag").has("brev 0.")
    assert page.click("Samarbejder").has("Intet af den slags endnu.")


def test_a_request_and_what_was_written_about_it_have_their_place(
    session: Session, signed_in: SignedIn, company: int, bo: Colleague
) -> None:
    """An answer to what a company asked is no contact of ours: no cool-down hinders it, and it begins none."""
    logged(session, bo, company, at=NOW - DAY, kind=ContactKind.CALL)
    request = received(session, bo, now=NOW, company_id=company, subject="To svejsere", channel=Channel.PHONE)
    before = verdict(session, company, Ask(bo.caller, ContactKind.CALL, NOW))
    with transaction(session) as work:
        letter = Letter(recipient="per@smedjen.dk", subject="Svejsere", body="Vi ringer")
        send_answer(work, request, letter, user_id=bo.id, now=NOW)
        message(work, request, "Tak, " + "gerne " * 100, direction=RequestDirection.IN, user_id=None, now=NOW)
    assert verdict(session, company, Ask(bo.caller, ContactKind.CALL, NOW)) == before
    page = signed_in(ANNA).get(f"/companies/{company}/timeline?kind=requests")
    assert page.has("Henvendelse – VS-", "To svejsere", "Skrevet til virksomheden – VS-", "per@smedjen.dk: Svejsere")
    assert page.has("Virksomheden skrev – VS-", "Tak, gerne gerne", "gerne …")
    assert signed_in(ANNA).get(f"/companies/{company}").has("1 kontakt fra os de seneste 12 måneder")


def test_htmx_gets_the_timeline_alone(signed_in: SignedIn, company: int) -> None:
    part = signed_in(ANNA).part(f"/companies/{company}/timeline?kind=requests")
    assert part.all("section[@id='timeline']")
    assert not part.all("main")


def test_what_is_to_come_stands_under_next_steps_and_behind_its_link(
    session: Session, signed_in: SignedIn, company: int, anna: Colleague
) -> None:
    with transaction(session) as on:
        step = TaskInput(
            kind=TaskKind.FOLLOW_UP, title="Send brochure", company_id=company, due_at=NOW + 3 * DAY,
            owner_user_id=anna.id,
        )  # fmt: skip
        add_task(on, step, user_id=anna.id, now=NOW)
    page = signed_in(ANNA).get(f"/companies/{company}")
    assert page.has("Næste skridt", "Send brochure")
    assert page.click("Kommende").has("Opgave – Send brochure", "kommende")


def test_one_workplace_can_be_looked_at_alone(
    session: Session, signed_in: SignedIn, company: int, bo: Colleague
) -> None:
    with transaction(session) as on:
        place = workplace_at(company, 1_000_000_777, "Havnen")
        on.add(place)
        on.flush()
    logged(session, bo, company, at=NOW - DAY, workplace_id=place.id, note="om havnen")
    logged(session, bo, company, at=NOW - 2 * DAY, note="om alt", override=ALL_THE_SAME)
    page = signed_in(ANNA).get(f"/companies/{company}/timeline?workplace=1000000777")
    assert page.has("om havnen")
    assert not page.has("om alt")


def test_an_odd_cursor_or_kind_is_no_error(signed_in: SignedIn, company: int) -> None:
    client = signed_in(ANNA)
    for query in ("before=x", "before=2026-01-01_1_1", "kind=odd", "workplace=odd", "before=9999-99-99T00:00_1_1"):
        client.get(f"/companies/{company}/timeline?{query}")


def test_queries_do_not_grow_with_the_timeline(
    app: Flask, session: Session, signed_in: SignedIn, company: int, bo: Colleague, carla: Colleague
) -> None:
    logged(session, bo, company, at=NOW - 50 * DAY)
    client = signed_in(ANNA)
    with counted(app) as few:
        client.get(f"/companies/{company}")
    for number in range(20):
        logged(session, carla, company, at=NOW - (number + 60) * DAY, override=ALL_THE_SAME,
               needs=(NeedInput(occupation=f"fag {number}"),))  # fmt: skip
    with counted(app) as many:
        client.get(f"/companies/{company}")
    assert many.count <= few.count + 1
