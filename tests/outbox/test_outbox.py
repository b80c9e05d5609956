"""Mail: queued once, sent once, tried again, given up, and never kept longer than needed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from mail_server import MailServer, mail_server
from sqlmodel import Session, select

from crm.db import transaction
from crm.operations.doctor import Health, Patient
from crm.operations.doctor_mail import mail as examine_mail
from crm.outbox.models import OutboxMail
from crm.outbox.services import PAUSES, Mail, count_waiting, is_waiting, queue_mail, send_waiting
from crm.settings import Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL = Mail(key="digest:1", recipient="anna@example.dk", subject="Din\r\ndag: æøå", body="Kære Anna\n.\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def settings(app: Flask, server: MailServer) -> Settings:
    known: Settings = app.extensions["crm_settings"]
    return replace(known, smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="off", mail_from="crm@example.dk")


def queue(on: Session, mail: Mail = MAIL) -> bool:
    with transaction(on) as work:
        return queue_mail(work, mail, now=NOW)


def test_a_mail_is_queued_once_and_sent_once(session: Session, server: MailServer, settings: Settings) -> None:
    assert queue(session)
    assert not queue(session)
    assert is_waiting(session, now=NOW)
    assert send_waiting(session, settings, now=NOW) == {"sent": 1, "failed": 0, "given_up": 0}
    assert send_waiting(session, settings, now=NOW + timedelta(days=9)) == {"sent": 0, "failed": 0, "given_up": 0}
    (found,) = server.received
    assert (found["To"], found["From"], found["Subject"]) == ("anna@example.dk", "crm@example.dk", "Din dag: æøå")
    assert found.get_content().replace("\r\n", "\n") == MAIL.body
    assert found["Auto-Submitted"] == "auto-generated"
    kept = session.exec(select(OutboxMail)).one()
    assert (kept.body, kept.recipient, kept.sent_at) == ("", "", NOW)
    assert not queue(session), "the key is remembered"


def test_one_bad_address_holds_up_nobody_and_is_given_up(
    session: Session, server: MailServer, settings: Settings
) -> None:
    server.refused.add("bo@example.dk")
    queue(session, replace(MAIL, key="digest:2", recipient="bo@example.dk"))
    queue(session)
    assert send_waiting(session, settings, now=NOW) == {"sent": 1, "failed": 1, "given_up": 0}
    assert not is_waiting(session, now=NOW + timedelta(seconds=90))
    moment = NOW
    for pause in PAUSES:
        moment += pause
        counts = send_waiting(session, settings, now=moment)
    assert counts == {"sent": 0, "failed": 0, "given_up": 1}
    row = session.exec(select(OutboxMail).where(OutboxMail.key == "digest:2")).one()
    assert (row.body, row.recipient, row.error) == ("", "", "SMTPRecipientsRefused")
    assert count_waiting(session) == (0, None)


def test_a_server_that_is_away_is_tried_again(session: Session, server: MailServer, settings: Settings) -> None:
    queue(session)
    away = replace(settings, smtp_port=1)
    assert send_waiting(session, away, now=NOW) == {"sent": 0, "failed": 1, "given_up": 0}
    assert send_waiting(session, settings, now=NOW + PAUSES[0]) == {"sent": 1, "failed": 0, "given_up": 0}
    assert len(server.received) == 1


def test_without_a_mail_server_mail_waits_and_the_doctor_says_so(app: Flask, session: Session) -> None:
    known: Settings = app.extensions["crm_settings"]
    patient = Patient(settings=known, engine=app.extensions["crm_engine"], now=NOW)
    assert examine_mail(patient).health is Health.OK
    queue(session)
    assert send_waiting(session, known, now=NOW) == {"sent": 0, "failed": 0, "given_up": 0}
    found = examine_mail(patient)
    assert found.health is Health.WARNING
    assert "1 mails wait" in found.sentence
    late = replace(patient, settings=replace(known, smtp_host="mail"), now=NOW + timedelta(hours=2))
    assert examine_mail(late).health is Health.WARNING
    assert examine_mail(replace(late, now=NOW)).health is Health.OK


def test_an_hour_without_the_server_loses_nothing_and_sends_nothing_twice(
    session: Session, server: MailServer, settings: Settings
) -> None:
    away, sent = replace(settings, smtp_port=1), 0
    for minute in range(60):
        if minute % 5 == 0:
            queue(session, replace(MAIL, key=f"ladder:{minute}", subject=f"Minut {minute}"))
        assert send_waiting(session, away, now=NOW + timedelta(minutes=minute))["sent"] == 0
    for minute in range(60, 300):
        sent += send_waiting(session, settings, now=NOW + timedelta(minutes=minute))["sent"]
    assert sent == 12
    assert sorted(mail["Subject"] for mail in server.received) == sorted(
        f"Minut {minute}" for minute in range(0, 60, 5)
    )
    assert count_waiting(session) == (0, None)
