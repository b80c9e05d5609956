"""What a case-worker does with a request."""

import pytest
from contact_ground import Colleague, MakeCompany, logged
from people import ANNA, BO, CARLA, EMIL, SignedIn, account_of
from request_ground import received, searchable
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.owning import take
from crm.employer_requests.words import Status
from crm.outbox.models import OutboxMail
from crm.values.clock import utc_now


@pytest.fixture
def request_id(session: Session, company: int) -> int:
    """One that nobody has, of this moment."""
    return received(session, None, company_id=company, now=utc_now(), caller_email="per@smedjen.dk").id or 0


def state_of(on: Session, request_id: int) -> EmployerRequest:
    on.rollback()  # see what the pages have written
    return on.exec(select(EmployerRequest).where(EmployerRequest.id == request_id)).one()


def test_anna_takes_it_answers_agrees_and_closes(session: Session, signed_in: SignedIn, request_id: int) -> None:
    page = signed_in(ANNA).get(f"/requests/{request_id}")
    assert page.has("Nordjysk Smedje", "Første svar", "Vis hvert minut", "Servicemål")
    page = page.form("Tag den t").send()
    assert page.has("Henvendelsen er din.", "Taget", "Anna Krogh")
    page = page.click("Besvaret pr. telefon … f").form("Første svar er givet").send(text="To svejsere i uge 12")
    assert page.has("Første svar er skrevet ned.", "To svejsere i uge 12", "overholdt")
    page = page.click("Aftal en plan … p").form("Planen er aftalt").send(text="Vi finder tre kandidater")
    page = page.click("Vent på virksomheden … v").form("Vent på virksomheden").send(text="Lønniveau")
    assert page.has("venter på virksomheden", "Lønniveau")
    page = page.click("Fortsæt … v").form("Fortsæt").send()
    page = page.click("Udført … u").form("Den er udført").send()
    page = page.click("Luk … l")
    refused = page.form("Luk henvendelsen").send(outcome="advised", next_step="", status=422)
    page = refused.form("Luk henvendelsen").send(next_step="Vi ringer i maj")
    assert page.has("Henvendelsen er lukket.", "Det sker der nu: Vi ringer i maj")
    assert "Luk … l" not in page.links()
    page = page.click("Genåbn …").form("Genåbn").send(text="De ringede igen")
    assert page.has("Henvendelsen er åben igen.")
    assert state_of(session, request_id).status is Status.PLANNED


def test_what_is_handed_over_stays_until_the_other_says_yes(
    session: Session, signed_in: SignedIn, request_id: int, bo: Colleague, carla: Colleague
) -> None:
    anna = signed_in(ANNA)
    page = anna.get(f"/requests/{request_id}").form("Tag den t").send()
    page = page.click("Giv videre … o").form("Giv videre").send(owner=f"user-{carla.id}", text="Sygemeldt")
    assert page.has("Den er tilbudt.", "tilbudt Carla Holm", "Sygemeldt")
    me = state_of(session, request_id).owner_user_id
    page = signed_in(CARLA).get(f"/requests/{request_id}").click("Sig nej …").form("Sig nej").send(text="Ikke os")
    assert page.has("Du har sagt nej.", "Ikke os")
    page = anna.get(f"/requests/{request_id}").click("Giv videre … o").form("Giv videre").send(owner=f"user-{bo.id}")
    assert state_of(session, request_id).owner_user_id == me
    page = signed_in(BO).get("/requests?tab=my-yes").click("To chauffører").form("Acceptér a").send()
    assert page.has("Henvendelsen er din.")
    assert state_of(session, request_id).owner_user_id == bo.id


def test_whoever_is_too_late_is_told_and_keeps_the_text(
    session: Session, signed_in: SignedIn, request_id: int, bo: Colleague
) -> None:
    page = signed_in(ANNA).get(f"/requests/{request_id}?do=wait")
    with transaction(session) as work:
        take(work, state_of(work, request_id), user_id=bo.id, now=utc_now())
    stale = page.form("Vent på virksomheden").send(text="Lønniveau", status=409)
    assert stale.has("En anden har ændret henvendelsen imens.")
    assert stale.form("Vent på virksomheden").send().has("Den venter på virksomheden.")
    page = signed_in(BO).get(f"/requests/{request_id}?do=edit")
    with transaction(session) as work:
        found = state_of(work, request_id)
        found.version, found.subject = found.version + 1, "Tre chauffører"
        work.add(found)
    stale = page.form("Gem").send(subject="Fire chauffører", status=409)
    assert stale.has("Tre chauffører", "Fire chauffører")
    assert stale.form("Gem").send().h1 == "Fire chauffører"


def test_the_answer_goes_by_mail_with_the_reference(session: Session, signed_in: SignedIn, request_id: int) -> None:
    page = signed_in(EMIL).get(f"/requests/{request_id}").click("Svar pr. mail … s")
    page = page.click("Vi har brug for at vide mere")
    assert "Tak for jeres henvendelse om “To chauffører”." in page.html.replace("&#34;", '"')
    page = page.form("Send svaret").send(wait="y")
    assert page.has("Svaret er på vej.", "Skrevet til virksomheden", "venter på virksomheden")
    found = state_of(session, request_id)
    assert (found.status, found.owner_user_id) == (Status.ANSWERED, account_of(session, EMIL).id)
    mail = session.exec(select(OutboxMail)).one()
    assert (mail.recipient, mail.subject) == ("per@smedjen.dk", f"[{found.reference}] To chauffører")
    assert "Emil Friis" in mail.body


def test_an_unknown_company_is_found_and_two_requests_become_one(
    session: Session, signed_in: SignedIn, make_company: MakeCompany
) -> None:
    hobro = searchable(session, make_company("Hobro Vinduer"))
    older = received(session, None, company_id=hobro, now=utc_now())
    newer = received(session, None, company_text="Hobro vinduer", now=utc_now(), subject="Chauffører igen")
    client = signed_in(EMIL)
    page = (
        client.get(f"/requests/{newer.id}")
        .click("Find den …")
        .form("Det er denne virksomhed")
        .send(company=str(older.company_id))
    )
    assert page.has("Henvendelsen har fået sin virksomhed.", "Virksomhedens andre åbne henvendelser")
    page = page.click("Læg sammen med en anden …").form("Læg dem sammen").send(into=str(older.id))
    assert page.has("Henvendelserne er nu én.", newer.reference)
    assert page.h1 == "To chauffører"
    assert client.get(f"/requests/{newer.id}").has("Denne henvendelse er lagt sammen med en anden.")
    page = page.click("Del i to …").form("Gør den til en henvendelse for sig").send(subject="Og en lærling")
    assert page.has("Dette er den nye henvendelse.")
    assert page.h1 == "Og en lærling"


def test_a_contact_is_linked_and_the_company_page_shows_all(
    session: Session, signed_in: SignedIn, request_id: int, company: int, anna: Colleague
) -> None:
    with transaction(session) as work:
        take(work, state_of(work, request_id), user_id=anna.id, now=utc_now())
    contact = logged(session, anna, company, at=utc_now())
    client = signed_in(ANNA)
    page = client.get(f"/requests/{request_id}?do=link")
    page = page.form("Knyt det til").send(thing=f"contact-{contact.entry}")
    assert page.has("Det er knyttet til.")
    assert f"/contacts/{contact.entry}" in page.html
    page = client.get(f"/requests/{request_id}?do=note").form("Gem notatet").send(text="Kun for os")
    assert page.has("Notatet er gemt.", "Kun for os")
    assert client.get(f"/companies/{company}").click("To chauffører").h1 == "To chauffører"


def test_category_and_priority_are_changed_with_a_reason(signed_in: SignedIn, request_id: int) -> None:
    client = signed_in(EMIL)
    page = client.get(f"/requests/{request_id}?do=priority").form("Ret prioriteten").send(priority="urgent", text="Nu")
    assert page.has("Prioriteten er rettet.", "Anden prioritet: Haster")
    page = client.get(f"/requests/{request_id}?do=came_in").form("Skriv det ned").send(text="De rykker")
    assert page.has("Virksomheden skrev", "De rykker")
    assert client.get("/requests/99999", status=404)


def test_the_texts_of_answers_are_kept_by_the_desk(signed_in: SignedIn) -> None:
    page = signed_in(EMIL).get("/requests").click("Tekster til svar").click("Ny tekst")
    wrong = page.form("Gem").send(name="Fleksjob", subject="{firm}", body="Hej", status=422)
    assert wrong.has("{firm}")
    page = wrong.form("Gem").send(subject="{subject}")
    assert page.has("Teksten er gemt.", "Fleksjob")
    page = page.click("Ret den Fleksjob på dansk").form("Gem").send(active=None)
    assert page.has("Ikke i brug")
