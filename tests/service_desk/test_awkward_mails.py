"""No mail is lost, however odd it is."""

from collections import Counter
from collections.abc import Iterator

import pytest
from awkward_mails import CPR, KINDS, NUMBER, REFERENCE, awkward_mails
from contact_ground import NOW
from desk_mail import desk_settings, everything_stored
from flask import Flask
from imap_server import Mailbox, imap_server
from request_ground import received
from sqlmodel import Session, select

from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.words import EventKind
from crm.outbox.models import OutboxMail
from crm.service_desk.models import RequestMail
from crm.service_desk.services.mail_intake import read_requests


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with imap_server() as started:
        yield started


def test_two_hundred_awkward_mails_are_all_taken_in(app: Flask, session: Session, mailbox: Mailbox) -> None:
    before = app.extensions["crm_settings"]
    assert received(session, None).reference == REFERENCE
    of_each_kind = session.get_bind().dialect.name != "sqlite"  # one is enough where only the database is another
    names = [name for name, raw in awkward_mails(len(KINDS) if of_each_kind else NUMBER) if mailbox.deliver(raw)]
    counts = read_requests(session, desk_settings(app, mailbox), now=NOW)
    app.extensions["crm_settings"] = before
    assert sum(counts.values()) == len(names)
    failed = [names[number - 1] for number, each in mailbox.folders["INBOX"].items() if not each.flags]
    assert (counts["failed"], counts["known"], failed) == (0, 0, [])
    assert counts == counts | _stored(session)
    assert min(counts["held"], counts["automatic"], counts["message"]) >= 2
    assert len(mailbox.folders["Done"]) == len(names) - counts["held"]
    assert CPR not in everything_stored(session, EmployerRequest, RequestEvent, OutboxMail, RequestMail)


def _stored(on: Session) -> dict[str, int]:
    """What lies there now: the requests beside the first one, the messages on it, and the rows of all."""
    written = on.exec(select(RequestEvent.kind).where(RequestEvent.kind == EventKind.MESSAGE_IN)).all()
    rows = Counter(each.outcome.value for each in on.exec(select(RequestMail)))
    found = {"request": len(on.exec(select(EmployerRequest.id)).all()) - 1, "message": len(written)}
    assert (rows["request"], rows["message"]) == (found["request"], found["message"])
    return found | {"held": rows["held"], "automatic": rows["automatic"]}
