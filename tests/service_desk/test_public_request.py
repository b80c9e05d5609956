"""An employer asks for something on the public page, and follows it by a secret address."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from contact_ground import MakeCompany
from flask import Flask
from page_client import PageClient
from people import SignedIn
from public_ground import FIND, FORM, KNOWN, PDF, SEND, a_minute_ago, docx, latest, send, sent
from sqlmodel import Session, select

from crm.contacts.queries.restrictions import refusals_of
from crm.employer_requests.models import EmployerRequest, RequestAttachment
from crm.employer_requests.words import Channel, Outcome
from crm.outbox.models import OutboxMail
from crm.values.roles import Role
from crm.web.once import once_key


def test_an_employer_asks_gets_a_receipt_and_writes(
    client: PageClient, session: Session, make_company: MakeCompany
) -> None:
    company_id = make_company("Nordisk Staal")
    page = client.get("/virksomhedsservice").click("Send os en henvendelse")
    page = page.form(FIND).send(number="10 00 00 00 01", subject="To chauffører")
    assert page.has("Nordisk Staal", "Ja, det er os")
    receipt = send(page, is_us=KNOWN, email="per@staal.dk")
    request = latest(session)
    assert (request.company_id, request.channel, request.caller_phone) == (company_id, Channel.FORM, "+4598445566")
    assert receipt.has(f"Jeres nummer er {request.reference}", "I har vores første svar senest")
    assert receipt.has("slettes 6 måneder efter")
    own = receipt.click("Følg henvendelsen")
    assert own.h1 == f"Henvendelse {request.reference}"
    assert own.has("Virksomhedsservice har jeres henvendelse")
    own = own.form("Send beskeden").send(text="Gerne fra den 1. februar")
    assert own.has("Vi har modtaget jeres besked.", "Gerne fra den 1. februar")
    mail = session.exec(select(OutboxMail).where(OutboxMail.key == f"request-received:{request.id}")).one()
    assert (mail.recipient, own.url.rpartition("/")[2] in mail.body) == ("per@staal.dk", True)
    assert "chauffører" not in mail.body  # nothing that a stranger wrote goes out in our name


def test_the_receipt_is_shown_once_and_a_form_counts_once(client: PageClient, session: Session) -> None:
    form = client.get(FORM)
    key = form.one("input[@name='once']").get("value", "")
    first = send(form, company_text="Toft Transport", once=key)
    again = client.get(first.url, status=404)
    assert again.h1 == "Kvitteringen er allerede vist"
    second = send(form, company_text="Toft Transport", once=key)
    assert second.links()["Følg henvendelsen"] == first.links()["Følg henvendelsen"]
    assert len(session.exec(select(EmployerRequest)).all()) == 1


def test_a_foreign_status_link_opens_nothing(client: PageClient) -> None:
    sent(client)
    for method, rest in (("GET", ""), ("POST", "/besked"), ("POST", "/tilbagetag"), ("POST", "/ingen-kontakt")):
        data = {"csrf_token": client.csrf_token()}
        answer = client.open(f"/virksomhedsservice/status/abcdefghijklmnop{rest}", method=method, data=data)
        assert answer.status_code == 404


def test_the_register_answers_while_one_writes(client: PageClient, make_company: MakeCompany) -> None:
    make_company("Nordisk Staal")
    headers = {"X-CSRFToken": client.csrf_token()}
    part = client.part(f"{FORM}/virksomhed", method="POST", data={"number": KNOWN}, headers=headers)
    assert part.has("Nordisk Staal")
    assert not part.has("Virksomhedens navn")


@pytest.mark.parametrize(("number", "kept"), [("12345674", True), ("0101901234", False)])
def test_an_unknown_number_goes_through_unmatched(
    client: PageClient, session: Session, number: str, *, kept: bool
) -> None:
    page = client.get(FORM).form(FIND).send(number=number)
    assert page.has("Vi kender ikke det nummer.")
    assert (page.one("input[@name='number']").get("value") == number) is kept
    assert send(page, company_text="Toft Transport", number=number).h1 == "Vi har modtaget jeres henvendelse"
    request = latest(session)
    assert (request.company_id, number in request.company_text) == (None, kept)


def test_a_tick_holds_for_the_number_it_was_set_at(client: PageClient, make_company: MakeCompany) -> None:
    make_company("Nordisk Staal")
    make_company("Toft Transport")
    page = client.get(FORM).form(FIND).send(number=KNOWN)
    page = send(page, status=422, is_us=KNOWN, number="1000000002")
    assert page.has("Toft Transport", "Sæt kryds her, hvis det er jer.")
    assert "checked" not in page.one("input[@name='is_us']").attrib


def test_what_is_missing_is_said_and_the_rest_kept(client: PageClient, make_company: MakeCompany) -> None:
    make_company()
    page = send(client.get(FORM), status=422, phone="", consent=None, number=KNOWN)
    assert page.has(
        "Sæt kryds her, hvis det er jer.", "Skriv et telefonnummer eller en e-mailadresse", "Sæt kryds her, så vi må"
    )
    assert page.one("input[@name='subject']").get("value") == "To chauffører"
    page = send(client.get(FORM), status=422, description="Han hedder 010190-1234")
    assert page.has("Skriv jeres CVR-nummer eller virksomhedens navn.", "Det ligner et CPR-nummer")
    assert "010190-1234" not in page.html


def test_programs_that_fill_in_forms_are_stopped(client: PageClient, session: Session) -> None:
    page = client.get(FORM)
    quick = page.one("input[@name='opened']").get("value")
    assert send(page, status=422, opened=quick, company_text="X").has("hurtigere, end nogen kan skrive")
    assert send(page, status=422, website="https://x.dk", company_text="X").has("Feltet var ikke tomt.")
    assert send(page, status=422, opened="123.abc", company_text="X").has("Siden er for gammel.")
    assert session.exec(select(EmployerRequest)).all() == []


def test_many_at_once_get_through_and_a_flood_from_one_address_does_not(app: Flask, session: Session) -> None:
    category = PageClient(app).get(FORM).all("select[@name='category']/option")[1].get("value")
    fields = {"company_text": "Toft", "category": category, "subject": "Hjælp", "name": "Per", "phone": "98445566"}

    def post(number: int) -> int:
        address = "203.0.113.9" if number % 2 else f"198.51.100.{number}"
        data = fields | {"consent": "y", "opened": opened, "once": once_key()}
        return PageClient(app).open(FORM, method="POST", data=data, environ_base={"REMOTE_ADDR": address}).status_code

    app.config["WTF_CSRF_ENABLED"] = False
    opened = a_minute_ago()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(post, range(50)))
    assert (answers[::2].count(303), answers[1::2].count(303), answers[1::2].count(429)) == (25, 5, 20)
    references = {each.reference for each in session.exec(select(EmployerRequest))}
    assert len(references) == 30


def test_the_flood_is_told_to_wait_and_keeps_its_text(client: PageClient) -> None:
    for _ in range(5):
        sent(client)
    page = send(client.get(FORM), status=429, company_text="Toft", subject="Den sjette")
    assert page.has("Der er kommet mange henvendelser", "Det, du har skrevet, står her stadig.")
    assert page.one("input[@name='subject']").get("value") == "Den sjette"
    assert int(page.response.headers["Retry-After"]) > 0


def test_a_job_advert_comes_along_and_only_staff_fetch_it(
    client: PageClient, signed_in: SignedIn, session: Session
) -> None:
    advert = docx()
    receipt = sent(client, advert=(BytesIO(advert), "hemmelig/Opslag.pdf.docx"))
    assert receipt.click("Følg henvendelsen").has("Med filen Opslag.docx")
    (file,) = session.exec(select(RequestAttachment)).all()
    url = f"/requests/{file.request_id}/attachments/{file.id}"
    assert client.open(url).headers["Location"].startswith("/sign-in")
    answer = signed_in(Role.SERVICE_DESK).open(url)
    assert answer.headers["Content-Disposition"] == "attachment; filename=Opslag.docx"
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer.data == advert


def test_a_hostile_file_is_refused_in_words_and_nothing_kept(client: PageClient, app: Flask, session: Session) -> None:
    page = send(client.get(FORM), status=422, company_text="X", advert=(BytesIO(b"MZ\x90"), "opslag.pdf"))
    assert page.has("Det er hverken en PDF eller et Word-dokument")
    page = send(client.get(FORM), status=422, company_text="X", advert=(BytesIO(PDF), "010190-1234.pdf"))
    assert page.has("Filens navn indeholder noget, der ligner et CPR-nummer.")
    assert session.exec(select(RequestAttachment)).all() == []
    assert not list(app.extensions["crm_settings"].instance_dir.glob("attachments/*"))


def test_the_company_takes_it_back(client: PageClient, session: Session) -> None:
    own = sent(client).click("Følg henvendelsen").form("Træk henvendelsen tilbage").send()
    assert own.has("I har trukket henvendelsen tilbage.")
    assert latest(session).outcome is Outcome.WITHDRAWN
    assert not own.has("Har I ikke længere brug for det?")


def test_the_company_wants_no_more_contact(client: PageClient, session: Session, make_company: MakeCompany) -> None:
    company_id = make_company()
    page = client.get(FORM).form(FIND).send(number=KNOWN)
    own = send(page, is_us=KNOWN).click("Følg henvendelsen")
    own = (
        own.click("Sig, at jeres virksomhed ikke ønsker at blive kontaktet")
        .form("Registrér det")
        .send(scope="all", reason="For mange opkald")
    )
    assert own.has("Det er registreret, og alle vores medarbejdere ser det fra nu af.")
    (refusal,) = refusals_of(session, company_id)
    assert refusal.recorded_by_user_id is None
    assert refusal.reason == f"{latest(session).reference}: For mange opkald"


def test_the_page_works_in_english(client: PageClient) -> None:
    page = client.get(FORM).form("English").send()
    assert page.h1 == "Send us a request"
    assert SEND not in page.text
