"""What the tests of mail to the desk stand on: a mailbox that is read, and mail as companies write it."""

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from contact_ground import NOW
from flask import Flask
from imap_server import Mailbox
from sqlmodel import Session, select

from crm.employer_requests.models import EmployerRequest
from crm.outbox.models import OutboxMail
from crm.service_desk.models import RequestMail
from crm.service_desk.services.mail_intake import read_requests
from crm.settings import Settings

DESK = "virksomhedsservice@jobcenter.dk"
CPR = "0101901234"


def desk_settings(app: Flask, mailbox: Mailbox) -> Settings:
    """The application reads this mailbox."""
    known: Settings = app.extensions["crm_settings"]
    found = replace(
        known,
        mail_from="crm@jobcenter.dk",
        requests_address=DESK,
        public_url="https://crm.jobcenter.dk",
        requests_imap_host="127.0.0.1",
        requests_imap_port=mailbox.port,
        requests_imap_security="off",
        requests_imap_user=DESK,
        requests_imap_password="secret",
        requests_imap_done_folder="Done",
    )
    app.extensions["crm_settings"] = found
    return found


def mail(
    text: str = "Vi mangler to chauffører.",
    *,
    sender: str = "Per Toft <per@smedjen.dk>",
    subject: str = "To chauffører",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, DESK, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def read(on: Session, settings: Settings, now: datetime = NOW) -> dict[str, int]:
    """What came of the mail that waited; what came of none is left out."""
    counts = read_requests(on, settings, now=now)
    on.rollback()
    return {name: count for name, count in counts.items() if count}


def requests(on: Session) -> list[EmployerRequest]:
    return list(on.exec(select(EmployerRequest).order_by(EmployerRequest.id)))  # type: ignore[arg-type]


def mails(on: Session) -> list[OutboxMail]:
    return list(on.exec(select(OutboxMail).order_by(OutboxMail.id)))  # type: ignore[arg-type]


def rows(on: Session) -> list[RequestMail]:
    return list(on.exec(select(RequestMail).order_by(RequestMail.id)))  # type: ignore[arg-type]


def everything_stored(on: Session, *models: Any) -> str:
    return "\n".join(str(row.model_dump()) for model in models for row in on.exec(select(model)))
