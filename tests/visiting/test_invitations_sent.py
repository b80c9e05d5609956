"""From the booking page's transaction to somebody else's calendar: through the job, by a real mail server."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from contact_ground import NOW, Colleague
from flask import Flask
from icalendar import Calendar
from invited import Ground, at
from second_reader import read_by_another
from sqlmodel import Session, select

from crm.db import transaction
from crm.visits.models import VisitPerson
from jobs import mail


@dataclass
class Inbox:
    """What the server accepted, by recipient."""

    received: dict[str, list[EmailMessage]] = field(default_factory=dict)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        for recipient in envelope.rcpt_tos:
            self.received.setdefault(recipient, []).append(message)
        return "250 kept"


class MailServer(Controller):
    """On a free port: the library asks for one by number."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@pytest.fixture
def inbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    inbox = Inbox()
    controller = MailServer(inbox, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        known = app.extensions["crm_settings"]
        settings = replace(
            known,
            smtp_host="127.0.0.1",
            smtp_port=controller.port,
            smtp_security="off",
            mail_from="besog@jobcenter.dk",
            public_url="https://crm.example.dk/kontakt",
        )
        monkeypatch.setitem(app.extensions, "crm_settings", settings)
        yield inbox
    finally:
        controller.stop()


def parts(message: EmailMessage) -> tuple[str, str, str]:
    """The text, the entry that calendar programs act on, and the same as a file."""
    text = message.get_body(("plain",))
    entries = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    files = [part for part in message.walk() if part.get_filename() == "invite.ics"]
    assert text is not None
    assert (len(entries), len(files)) == (1, 1)
    assert entries[0].get_param("method") == str(Calendar.from_ical(entries[0].get_content())["METHOD"])
    return text.get_content(), entries[0].get_content(), files[0].get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_invitation_update_and_cancellation_arrive(
    session: Session, company: int, anna: Colleague, bo: Colleague, inbox: Inbox
) -> None:
    ground = Ground(session, company, anna, bo)
    people = [ground.person(), ground.person("Lone Vad", "lone@smedjen.dk")]
    visit = ground.book(people, colleagues=[bo.id], agenda="Kaffe og æbleskiver")
    assert mail.run(session, NOW)["sent"] == 4
    ground.move(visit, at(13), now=NOW + timedelta(minutes=1))
    assert mail.run(session, NOW + timedelta(minutes=2))["sent"] == 4
    with transaction(session) as work:
        work.delete(work.exec(select(VisitPerson).where(VisitPerson.person_id == people[1])).one())
    ground.cancel(visit, now=NOW + timedelta(minutes=3))
    assert mail.run(session, NOW + timedelta(minutes=4))["sent"] == 4
    received = inbox.received["mette@smedjen.dk"]
    assert [each["Subject"].partition(":")[0] for each in received] == ["Invitation", "Ændret", "Aflyst"]
    assert {each["From"] for each in received} == {"besog@jobcenter.dk"}
    entries = [parts(each) for each in received]
    text = entries[0][0].replace("\N{NO-BREAK SPACE}", " ")
    for told in (
        "Hej Mette Smed",
        "Hvornår: tirsdag den 3. marts kl. 10.00–11.00",
        "Port 3",
        "Kaffe og æbleskiver",
        "Svar her: https://crm.example.dk/kontakt/invitation/",
        anna.user.name,
    ):
        assert told in text
    for _text, entry, file in entries:
        assert entry.replace("\r\n", "\n") == file.replace("\r\n", "\n")
    others, warnings = read_by_another([file for _text, _entry, file in entries])
    assert warnings == []
    assert [each["method"] for each in others] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [each["events"][0] for each in others]
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [event["starts"] for event in events] == [at(10).timestamp(), at(13).timestamp(), at(13).timestamp()]
    assert {event["uid"] for event in events} == {f"{visit.uid}@virksomhedskontakt"}
    assert {event["organizer"] for event in events} == {"mailto:besog@jobcenter.dk"}
    lines = [line for _text, entry, _file in entries for line in entry.splitlines()]
    assert max(len(line.encode()) for line in lines) <= 75
    assert len(inbox.received) == 4
    assert [parts(each)[1].count("ATTENDEE") for each in inbox.received["lone@smedjen.dk"]] == [4, 4, 1]


def test_everybody_reads_their_own_language(
    session: Session, company: int, anna: Colleague, bo: Colleague, inbox: Inbox
) -> None:
    ground = Ground(session, company, anna, bo)
    with transaction(session):
        bo.user.language = "en"
        session.add(bo.user)
    ground.book([ground.person()], colleagues=[bo.id])
    mail.run(session, NOW)
    subjects = {recipient: messages[0]["Subject"] for recipient, messages in inbox.received.items()}
    assert subjects[anna.user.email] == "Invitation: Besøg: Nordjysk Smedje, tirsdag den 3. marts kl. 10.00"
    assert subjects[bo.user.email] == "Invitation: Visit: Nordjysk Smedje, Tuesday 3 March at 10:00"
