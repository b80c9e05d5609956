"""Mail to Virksomhedsservice: it becomes requests and messages, each once; what must not come in stays out."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from contact_ground import NOW, Colleague, colleague_of
from desk_mail import CPR, DESK, desk_settings, everything_stored, mail, mails, read, requests, rows
from flask import Flask
from imap_server import Mailbox, imap_server
from people import EMIL, account_of
from public_ground import PDF, docx
from request_ground import received
from sqlmodel import Session, select

from crm.audit.models import AuditEntry
from crm.contacts.models import ContactPerson, PersonEmail
from crm.contacts.names import name_key
from crm.db import open_session, transaction
from crm.employer_requests.models import EmployerRequest, RequestAttachment, RequestEvent
from crm.employer_requests.queries.attachments import attachments_of
from crm.employer_requests.words import Channel, EventKind
from crm.outbox.models import OutboxMail
from crm.outbox.services import message_of
from crm.register.models import Workplace
from crm.service_desk.incoming.reading import read_mail
from crm.service_desk.models import MailboxState, MailOutcome
from crm.service_desk.queries.matching import Sign, proposals
from crm.service_desk.services.answering import Letter, send_answer
from crm.service_desk.services.mail_intake import NAME, mail_waiting, read_requests
from crm.settings import Settings

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with imap_server() as started:
        yield started


@pytest.fixture
def emil(session: Session) -> Colleague:
    return colleague_of(account_of(session, EMIL))


@pytest.fixture
def settings(app: Flask, mailbox: Mailbox) -> Iterator[Settings]:
    before = app.extensions["crm_settings"]
    yield desk_settings(app, mailbox)
    app.extensions["crm_settings"] = before


def events(on: Session, request: EmployerRequest) -> list[RequestEvent]:
    on.rollback()
    query = select(RequestEvent).where(RequestEvent.request_id == request.id).order_by(RequestEvent.id)  # type: ignore[arg-type]
    return list(on.exec(query))


def test_a_mail_becomes_a_request_with_a_receipt_that_leads_back(
    session: Session, mailbox: Mailbox, settings: Settings
) -> None:
    mailbox.deliver(mail("Vi mangler to chauffører.\n\nVenlig hilsen\nPer\n", files=(("opslag.pdf", PDF),)))
    assert mail_waiting(session, settings, now=NOW)
    assert read(session, settings) == {"request": 1}
    (request,) = requests(session)
    assert (request.channel, request.subject, request.caller_name) == (Channel.MAIL, "To chauffører", "Per Toft")
    assert request.description == "Vi mangler to chauffører.\n\nVenlig hilsen\nPer"
    assert request.received_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC), "when it came, not when it was read"
    assert request.company_text == "smedjen.dk"
    assert [each.name for each in attachments_of(session, request.id or 0)] == ["opslag.pdf"]
    (receipt,) = mails(session)
    assert receipt.recipient == "per@smedjen.dk"
    assert request.reference in receipt.subject
    assert "https://crm.jobcenter.dk/virksomhedsservice/status/" in receipt.body
    assert "chauffører" not in receipt.subject + receipt.body, "anybody can write anybody's address above a mail"
    sent = message_of(receipt, "crm@jobcenter.dk", NOW)
    assert sent["Reply-To"] == DESK
    assert list(mailbox.folders["INBOX"]) == []
    assert not mail_waiting(session, settings, now=NOW)
    answer = mail("Tre, forresten.", subject="Sv: noget", In_Reply_To=sent["Message-ID"])
    assert read_mail(answer, own=()).references == (request.reference,)


def test_an_answer_stands_with_its_request_and_ends_the_waiting(
    session: Session, mailbox: Mailbox, settings: Settings, anna: Colleague
) -> None:
    request = received(session, None, caller_email="per@smedjen.dk", company_text="Smedjen")
    with transaction(session) as work:
        given = Letter(recipient="per@smedjen.dk", subject="To chauffører", body="Hvornår?", waiting_for="en dato")
        send_answer(work, request, given, user_id=anna.id, now=NOW)
    (answer,) = mails(session)
    text = "Den 1. maj.\n\nDen 2. marts 2026 kl. 10.00 skrev Anna <crm@jobcenter.dk>:\n> Hvornår?\n"
    mailbox.deliver(mail(text, subject=f"SV: {answer.subject}"))
    mailbox.deliver(mail("Jeg er den nye.", sender="ny@andre.dk", subject=f"vs: {request.reference.lower()}"))
    assert read(session, settings, LATER) == {"message": 2}
    session.refresh(request)
    assert request.waiting_since is None
    inward = [each for each in events(session, request) if each.kind is EventKind.MESSAGE_IN]
    assert inward[0].text.startswith("per@smedjen.dk: ")
    assert inward[0].text.endswith("Den 1. maj.")
    assert (inward[0].quoted or "").endswith("> Hvornår?")
    assert "kender ikke adressen" in inward[1].text
    told = mails(session)[1:]
    assert {each.recipient for each in told} == {anna.user.email}, "the owner hears of it, the sender gets no receipt"
    assert "1. maj" not in told[0].body


def test_a_request_that_was_joined_hands_its_mail_on_and_a_closed_one_takes_it(
    session: Session, mailbox: Mailbox, settings: Settings, anna: Colleague
) -> None:
    live, joined = received(session, anna), received(session, anna)
    with transaction(session) as work:
        row = work.get_one(EmployerRequest, joined.id)
        row.merged_into_id = live.id
        work.add(row)
    mailbox.deliver(mail(subject=f"Re: [{joined.reference}] Hej"))
    mailbox.deliver(mail(subject="Re: VS-2026-99999"))
    assert read(session, settings) == {"message": 1, "request": 1}, "a number nobody has is no reference"
    assert [each.kind for each in events(session, live)][-1] is EventKind.MESSAGE_IN


def test_a_mail_is_taken_in_once_however_often_it_is_fetched(
    session: Session, mailbox: Mailbox, settings: Settings
) -> None:
    raw = mail(Message_ID="<1@smedjen.dk>")
    mailbox.deliver(b"Received: from a\r\n" + raw)
    assert read(session, settings) == {"request": 1}
    mailbox.folders["INBOX"] = mailbox.folders.pop("Done")  # as if the process had died before it was put away
    mailbox.folders["Done"] = {}
    for each in mailbox.folders["INBOX"].values():
        each.flags.clear()
    mailbox.deliver(b"Received: from b\r\n" + raw)
    mailbox.deliver(mail("Noget helt andet.", Message_ID="<1@smedjen.dk>"))
    assert read(session, settings) == {"known": 2, "request": 1}, "the same number on another mail hides nothing"
    assert len(requests(session)) == 2
    assert len(mails(session)) == 2


def test_two_schedulers_at_once_take_each_mail_in_once(
    app: Flask, session: Session, mailbox: Mailbox, settings: Settings
) -> None:
    for number in range(8):
        mailbox.deliver(mail(f"Nummer {number}", sender=f"per@firma{number}.dk", files=(("a.pdf", PDF),)))
    start = Barrier(2, timeout=20)

    def run() -> dict[str, int]:
        with app.app_context(), open_session(app.extensions["crm_engine"]) as own:
            start.wait()
            return read_requests(own, settings, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        found = [each.result() for each in [pool.submit(run), pool.submit(run)]]
    session.rollback()
    assert sum(each["request"] for each in found) == len(requests(session)) == len(mails(session)) == 8
    assert sum(each["failed"] for each in found) == 0
    assert len(list(settings.attachment_dir.iterdir())) == 8


def test_a_cpr_number_keeps_the_whole_mail_out(
    session: Session, mailbox: Mailbox, settings: Settings, emil: Colleague, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    held = (
        mail(f"Det drejer sig om {CPR}."),
        mail(subject=f"Om {CPR[:6]}-{CPR[6:]}", sender="b@smedjen.dk"),
        mail(files=((f"{CPR}.zip", b"x"),), sender="c@smedjen.dk"),
        mail(files=(("cv.docx", docx(f"CPR {CPR}")),), sender="d@smedjen.dk"),
        mail("Hello, we have a question about " + CPR + " and the rest.", sender="e@smedjen.dk", subject="Question"),
        mail(sender=f'"{CPR}" <f@smedjen.dk>'),
        mail(
            files=(("cv.pdf", PDF.replace(b"trailer", f"stream\nBT (CPR {CPR}) Tj ET\nendstream\ntrailer".encode())),)
        ),
    )
    for each in held:
        mailbox.deliver(each)
    assert read(session, settings) == {"held": 7}
    assert requests(session) == []
    stored = everything_stored(session, OutboxMail, AuditEntry, RequestAttachment, type(rows(session)[0]))
    for secret in (CPR, CPR[:6], "Det drejer sig"):
        assert secret not in stored + caplog.text
    assert not settings.attachment_dir.exists()
    told = [each for each in mails(session) if each.recipient == emil.user.email]
    assert len(told) == 7
    assert "9.30 fra smedjen.dk" in told[0].body
    back = [each for each in mails(session) if each.recipient.endswith("@smedjen.dk")]
    assert back[0].subject == "Send venligst din mail igen uden CPR-nummer"
    assert back[4].subject == "Please send your mail again without a CPR number"
    assert all(each.flags == {"\\Seen", "\\Flagged"} for each in mailbox.folders["INBOX"].values())
    assert read(session, settings) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"sender": "MAILER-DAEMON@mx.dk"},
        {"sender": f"Os selv <{DESK.upper()}>"},
        {"subject": "Automatisk svar: To chauffører"},
        {"Return_Path": "<>"},
    ],
)
def test_what_programs_write_is_never_answered(headers: dict[str, str]) -> None:
    read = read_mail(mail(**headers), own={DESK})
    assert (read.automatic, read.answerable) == (True, False)


def test_what_programs_write_is_counted_and_a_flood_from_one_address_gets_few_receipts(
    session: Session, mailbox: Mailbox, settings: Settings
) -> None:
    mailbox.deliver(mail(Auto_Submitted="auto-replied", Message_ID="<0@x>"))
    mailbox.deliver(mail(sender="noreply@smedjen.dk"))
    for number in range(6):
        mailbox.deliver(mail(f"Nummer {number}", sender="loop@smedjen.dk"))
    assert read(session, settings) == {"automatic": 1, "request": 7}
    assert [each.recipient for each in mails(session)] == ["loop@smedjen.dk"] * 3
    assert [each.outcome for each in rows(session)].count(MailOutcome.AUTOMATIC) == 1


def test_a_report_that_a_mail_did_not_arrive_stands_on_its_request(
    session: Session, mailbox: Mailbox, settings: Settings, anna: Colleague
) -> None:
    request = received(session, None)
    with transaction(session) as work:
        send_answer(
            work, request, Letter(recipient="par@smedjen.dk", subject="Hej", body="Hej"), user_id=anna.id, now=NOW
        )
    number = message_of(mails(session)[0], "crm@jobcenter.dk", NOW)["Message-ID"]
    for action in ("failed", "displayed"):
        begin = "From: MAILER-DAEMON@mx.dk\nContent-Type: multipart/report; boundary=x\n\n--x\n"
        status = f"Content-Type: message/delivery-status\n\nFinal-Recipient: x\nAction: {action}\n\n--x\n"
        mailbox.deliver(f"{begin}{status}Content-Type: text/rfc822-headers\n\nMessage-ID: {number}\n--x--\n".encode())
    assert read(session, settings, LATER) == {"automatic": 2}
    notes = [each.text for each in events(session, request) if each.kind is EventKind.NOTE]
    assert notes == ["En mail til virksomheden nåede ikke frem. Tjek adressen."]
    assert [each.recipient for each in mails(session)[1:]] == [anna.user.email]


def test_files_that_are_not_kept_are_named_with_the_reason(
    session: Session, mailbox: Mailbox, settings: Settings
) -> None:
    files = (("opslag.docx", docx()), ("billeder.zip", b"PK\x03\x04x"), ("stor.pdf", b"%PDF-1.7" + b"x" * 5_500_000))
    mailbox.deliver(mail(files=files))
    assert read(session, settings) == {"request": 1}
    (request,) = requests(session)
    assert [each.name for each in attachments_of(session, request.id or 0)] == ["opslag.docx"]
    note = next(each for each in events(session, request) if each.kind is EventKind.NOTE)
    assert note.text.splitlines() == [
        "billeder.zip blev ikke gemt: den kan ikke læses.",
        "stor.pdf blev ikke gemt: den er større end 5 MB.",
    ]
    assert "højst 5 MB" in mails(session)[0].body


def test_a_mail_that_fails_is_tried_again_and_then_left_to_people(
    session: Session, mailbox: Mailbox, settings: Settings, emil: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise ZeroDivisionError("secret text")

    mailbox.deliver(mail(files=(("a.pdf", PDF),)))
    with monkeypatch.context() as patched:
        patched.setattr("crm.service_desk.services.taking_in.receive", broken)
        assert read(session, settings) == {"failed": 1}
    assert list(settings.attachment_dir.iterdir()) == [], "no file without its request"
    (row,) = rows(session)
    assert (row.outcome, row.error, row.attempts) == (MailOutcome.FAILED, "ZeroDivisionError", 1)
    assert read(session, settings) == {"request": 1}
    monkeypatch.setattr("crm.service_desk.services.taking_in.receive", broken)
    stays = mailbox.deliver(mail("En anden."))
    assert [read(session, settings) for _each in range(4)] == [{"failed": 1}] * 3 + [{}]
    assert stays.flags == {"\\Seen", "\\Flagged"}
    assert [each.recipient for each in mails(session)][-1] == emil.user.email


def test_a_mail_larger_than_what_is_read_keeps_its_beginning(
    session: Session, mailbox: Mailbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.service_desk.services.mail_intake.LARGEST", 50_000)
    large = mailbox.deliver(mail("Hej.\n" + "meget mere\n" * 10_000))
    assert read(session, settings) == {"request": 1}
    (request,) = requests(session)
    assert request.description.startswith("Hej.\nmeget mere")
    assert "postkassen" in next(each.text for each in events(session, request) if each.kind is EventKind.NOTE)
    assert large.flags == {"\\Seen", "\\Flagged"}


def test_the_sender_tells_whose_mail_it_is(
    session: Session, mailbox: Mailbox, settings: Settings, company: int, anna: Colleague
) -> None:
    with transaction(session) as work:
        person = ContactPerson(
            company_id=company,
            name="Per Toft",
            name_key=name_key("Per Toft"),
            informed_on=NOW.date(),
            informed_by_user_id=anna.id,
            created_at=NOW,
            created_by_user_id=anna.id,
        )
        work.add(person)
        work.flush()
        work.add(PersonEmail(person_id=person.id or 0, address="per@smedjen.dk"))
        place = work.exec(select(Workplace).where(Workplace.company_id == company)).one()
        place.phone = "+4598445566"
        work.add(place)
    mailbox.deliver(mail(sender="PER@smedjen.dk"))
    mailbox.deliver(mail("Ring på 98 44 55 66", sender="lone@gmail.com"))
    mailbox.deliver(mail("Ring på 98 44 55 66", sender="lone@smedjen.dk"))
    assert read(session, settings) == {"request": 3}
    by_address, by_phone, by_two = requests(session)
    assert (by_address.company_id, by_address.person_id) == (company, person.id)
    matched = next(each for each in events(session, by_address) if each.kind is EventKind.MATCHED)
    assert matched.text == "Afsenderens adresse er en kontaktpersons."
    assert (by_phone.company_id, by_phone.company_text) == (None, "lone@gmail.com")
    assert [each.signs for each in proposals(session, address="lone@gmail.com", text="98445566")] == [(Sign.PHONE,)]
    assert by_two.company_id == company, "two things that point at one company alone"


def test_a_mailbox_that_can_not_be_read_is_heard_of(session: Session, mailbox: Mailbox, settings: Settings) -> None:
    with pytest.raises(OSError, match="refused"):
        read(session, replace(settings, requests_imap_port=1))
    state = session.get_one(MailboxState, NAME)
    assert (state.failed_at, state.read_at, state.error) == (NOW, None, "ConnectionRefusedError")
    assert read(session, settings, LATER) == {}
    session.refresh(state)
    assert (state.failed_at, state.read_at, state.error) == (None, LATER, None)
    assert not mail_waiting(session, replace(settings, requests_imap_host=""), now=LATER)
