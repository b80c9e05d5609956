"""Answers by mail: read from a mailbox, matched with an invitation, kept once, and put away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from contact_ground import NOW, Colleague
from flask import Flask
from imap_server import Mailbox, imap_server
from invited import TUESDAY, Ground, at, event_of
from reply_mails import calendar, mail, moment
from sqlmodel import Session, select

from crm.contacts.models import Task
from crm.db import transaction
from crm.outbox.mailbox import MailboxError
from crm.settings import Settings
from crm.visiting.reply_text import parse_reply
from crm.visiting.services.reading_replies import read_replies, replies_waiting
from crm.visiting.services.replies import Result, keep_reply
from crm.visits.models import Answer, Visit, VisitStatus
from jobs.schedule import find

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def ground(session: Session, company: int, anna: Colleague, bo: Colleague) -> Ground:
    return Ground(session, company, anna, bo)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with imap_server() as started:
        yield started


@pytest.fixture
def settings(app: Flask, mailbox: Mailbox) -> Settings:
    known: Settings = app.extensions["crm_settings"]
    return replace(
        known,
        imap_host="127.0.0.1",
        imap_port=mailbox.port,
        imap_security="off",
        imap_user="crm@example.dk",
        imap_password="secret",
        imap_done_folder="Done",
    )


def keep(ground: Ground, text: str, **more: str) -> Result:
    reply = parse_reply(mail(text, **more))
    assert reply is not None
    with transaction(ground.on) as work:
        return keep_reply(work, reply, now=LATER)


def test_the_same_entry_comes_back_as_an_answer(ground: Ground) -> None:
    """The round trip: the very text that was sent, turned into a reply as programs do."""
    visit = ground.book([ground.person()], status=VisitStatus.PROPOSED)
    (sent,) = ground.mails("mette")
    _method, event = event_of(sent)
    text = (sent.calendar or "").replace("METHOD:REQUEST", "METHOD:REPLY")
    begin = next(line for line in text.splitlines() if line.startswith("ATTENDEE") and "ROLE=CHAIR" in line)
    cut = text.index(begin), text.index("ATTENDEE", text.index(begin) + 10)
    text = (text[: cut[0]] + text[cut[1] :]).replace("NEEDS-ACTION", "ACCEPTED")
    assert str(event["UID"]) in text
    assert keep(ground, text) is Result.RECORDED
    row = ground.invitations(visit)[-1]
    assert (row.answer, row.answered_at, visit.status) == (Answer.ACCEPTED, NOW, VisitStatus.CONFIRMED)
    assert keep(ground, text) is Result.REPEATED


def test_a_counter_proposes_and_makes_a_task(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    text = calendar(visit.uid, method="COUNTER", starts=f"DTSTART:{moment(at(14))[:-1]}", comment="Efter frokost")
    assert keep(ground, text) is Result.RECORDED
    row = ground.invitations(visit)[-1]
    assert (row.answer, row.proposed_starts_at, row.answer_note) == (Answer.COUNTER, at(14), "Efter frokost")
    (task,) = ground.on.exec(select(Task)).all()
    assert task.owner_user_id == ground.anna.id


def test_only_who_was_invited_to_this_visit_answers(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    assert keep(ground, calendar("f" * 32)) is Result.UNKNOWN
    assert keep(ground, calendar(visit.uid, attendee="lone@andre.dk")) is Result.UNKNOWN
    assert keep(ground, calendar(visit.uid), sender="lone@andre.dk") is Result.RECORDED
    assert keep(ground, calendar(visit.uid, attendee=ground.bo.user.email)) is Result.UNKNOWN


def test_answers_to_what_is_no_longer_so_change_nothing(ground: Ground) -> None:
    visit = ground.book([ground.person()])
    ground.move(visit, at(13), now=NOW + timedelta(minutes=1))
    assert keep(ground, calendar(visit.uid)) is Result.OUTDATED
    same_time = f"DTSTART:{at(13).astimezone(NOW.tzinfo):%Y%m%dT%H%M%SZ}"
    assert keep(ground, calendar(visit.uid, starts=same_time)) is Result.RECORDED, "only the number is older"
    assert keep(ground, calendar(visit.uid, starts=same_time, stamp="20260302T092000Z", answer="DECLINED")) is (
        Result.OUTDATED
    ), "overtaken by a later answer"
    assert keep(ground, calendar(visit.uid, sequence=1, starts="", stamp="20260302T100000Z", answer="TENTATIVE")) is (
        Result.RECORDED
    )
    ground.cancel(visit, now=LATER)
    assert keep(ground, calendar(visit.uid, sequence=9, stamp="20260302T103000Z")) is Result.OUTDATED
    assert ground.invitations(visit)[-1].answer is Answer.TENTATIVE


@pytest.mark.parametrize("can_move", [True, False])
def test_the_mailbox_is_read_once_and_other_mail_stays_unread(
    ground: Ground, mailbox: Mailbox, settings: Settings, *, can_move: bool
) -> None:
    mailbox.can_move = can_move
    visit: Visit = ground.book([ground.person()])
    assert not replies_waiting(settings)
    mailbox.deliver(mail(calendar(visit.uid)))
    letter = mailbox.deliver(b"From: mette@smedjen.dk\r\nSubject: Hej\r\n\r\nKan I ringe?\r\n")
    large = mailbox.deliver(b"x" * 2_000_000)
    stranger = mailbox.deliver(mail(calendar("e" * 32)))
    assert replies_waiting(settings)
    counts = read_replies(ground.on, settings, now=LATER)
    assert counts == {"recorded": 1, "repeated": 0, "outdated": 0, "unknown": 1, "left": 2}
    assert ground.invitations(visit)[-1].answer is Answer.ACCEPTED
    assert list(mailbox.folders["INBOX"].values()) == [letter, large, stranger]
    assert all(each.flags == {"CrmLeft"} for each in (letter, large, stranger))
    assert len(mailbox.folders["Done"]) == 1
    assert len(mailbox.fetched) == 3, "what is too large is not fetched"
    assert not replies_waiting(settings)


def test_without_a_folder_for_it_an_answer_is_marked_as_read(
    ground: Ground, mailbox: Mailbox, settings: Settings
) -> None:
    visit = ground.book([ground.person()])
    answer = mailbox.deliver(mail(calendar(visit.uid, answer="DECLINED")))
    read_replies(ground.on, replace(settings, imap_done_folder=""), now=LATER)
    assert answer.flags == {"\\Seen"}


def test_a_mailbox_that_says_no_is_heard(ground: Ground, mailbox: Mailbox, settings: Settings) -> None:
    with pytest.raises(Exception, match="wrong"):
        read_replies(ground.on, replace(settings, imap_password="guess"), now=LATER)
    with pytest.raises(MailboxError):
        read_replies(ground.on, replace(settings, imap_folder="Nowhere"), now=LATER)
    with pytest.raises(OSError, match="refused"):
        read_replies(ground.on, replace(settings, imap_port=1), now=LATER)
    assert replies_waiting(replace(settings, imap_port=1)), "so that the run says what is wrong"
    assert not replies_waiting(replace(settings, imap_host=""))
    assert not any(read_replies(ground.on, replace(settings, imap_host=""), now=LATER).values())


def test_the_job_and_the_command_read_it(
    app: Flask, ground: Ground, mailbox: Mailbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = find("visit-replies")
    assert job is not None
    assert job.waiting is not None
    assert not job.waiting(ground.on)
    refused = app.test_cli_runner().invoke(args=["visits", "replies"])
    assert "CRM_IMAP_HOST" in str(refused.exception)
    monkeypatch.setitem(app.extensions, "crm_settings", settings)
    visit = ground.book([ground.person()])
    mailbox.deliver(mail(calendar(visit.uid)))
    assert job.waiting(ground.on)
    assert job.run(ground.on, at(8, day=TUESDAY))["recorded"] == 1
    said = app.test_cli_runner().invoke(args=["visits", "replies"])
    assert said.output.startswith("recorded: 0")
