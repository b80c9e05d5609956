"""Reading answers that came by mail, however they are written; whatever is odd is left, and nothing fails."""

import random
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from reply_mails import calendar, mail

from crm.visiting.reply_text import LARGEST, Reply, parse_reply
from crm.visits.models import Answer

UID = "0123456789abcdef" * 2
TEN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def read(text: str, **more: str) -> Reply | None:
    return parse_reply(mail(text, **more))


def test_a_usual_reply() -> None:
    assert read(calendar(UID, comment="Vi glæder os\\, alle sammen")) == Reply(
        visit_uid=UID,
        attendee="mette@smedjen.dk",
        sequence=0,
        answer=Answer.ACCEPTED,
        starts_at=TEN,
        note="Vi glæder os, alle sammen",
        said_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("DTSTART;TZID=Romance Standard Time:20260303T100000", TEN),
        ("DTSTART;TZID=Europe/Copenhagen:20260303T100000", TEN),
        ("DTSTART;TZID=Customized Time Zone:20260303T100000", TEN),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Copenhagen:20260303T100000", TEN),
        ("DTSTART;TZID=America/New_York:20260303T040000", TEN),
        ("DTSTART:20260303T100000", TEN),
        ("DTSTART:20260329T010000Z", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Copenhagen:20261025T013000", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Copenhagen:20260330T090000", datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ("DTSTART;VALUE=DATE:20260303", None),
        ("", None),
    ],
)
def test_times_in_all_zones(starts: str, expected: datetime | None) -> None:
    found = read(calendar(UID, starts=starts))
    assert found is not None
    assert found.starts_at == expected


def test_a_counter_proposes_a_time() -> None:
    text = calendar(UID, method="COUNTER", answer="TENTATIVE", starts="DTSTART:20260304T120000Z", sequence=None)
    found = read(text, method="COUNTER")
    assert found is not None
    assert (found.answer, found.starts_at, found.sequence) == (
        Answer.COUNTER,
        datetime(2026, 3, 4, 12, 0, tzinfo=UTC),
        0,
    )
    assert read(calendar(UID, method="COUNTER", starts="DTSTART;VALUE=DATE:20260304")) is None


def test_of_several_attendees_it_is_the_one_who_sent_it() -> None:
    text = calendar(UID, more="ATTENDEE;PARTSTAT=DECLINED:mailto:Lone@Smedjen.dk")
    assert read(text, sender="lone@smedjen.dk").answer is Answer.DECLINED  # type: ignore[union-attr]
    assert read(text, sender="hans@smedjen.dk") is None


def test_the_entry_may_be_a_file_in_another_charset() -> None:
    message = EmailMessage()
    message["From"] = "mette@smedjen.dk"
    message.set_content("Se vedlagte.")
    text = calendar(UID, comment="Vi ses på værkstedet")
    message.add_attachment(text.encode("latin-1"), maintype="text", subtype="calendar", params={"charset": "latin-1"})
    assert parse_reply(message.as_bytes()).note == "Vi ses på værkstedet"  # type: ignore[union-attr]
    file = EmailMessage()
    file.set_content("Se vedlagte.")
    file.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename="Invite.ICS")
    assert parse_reply(file.as_bytes()) is not None
    bare = f"From: x@y.dk\r\nContent-Type: text/calendar; method=REPLY; charset=made-up\r\n\r\n{calendar(UID)}"
    assert parse_reply(bare.encode()) is not None


def test_what_looks_like_a_cpr_number_is_taken_out_and_long_words_are_cut() -> None:
    found = read(calendar(UID, comment="Om 010170-1234 " + "x" * 900))
    assert found is not None
    assert "010170" not in found.note
    assert len(found.note) == 300


@pytest.mark.parametrize(
    "text",
    [
        calendar(UID, method="REQUEST"),
        calendar(UID, method=""),
        calendar(UID, answer="NEEDS-ACTION"),
        calendar(UID, answer="DELEGATED"),
        calendar(UID, sequence="many"),
        calendar("x" * 32),
        calendar(UID[:31]),
        calendar(UID).replace("ATTENDEE", "X-ATTENDEE"),
        calendar(UID).replace("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT"),
        calendar(UID).replace("END:VEVENT\r\n", ""),
        calendar(UID).replace("BEGIN:VCALENDAR\r\n", ""),
        calendar(UID)[:200],
        "",
        "\x00\x01",
    ],
)
def test_what_is_no_answer_is_left(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/calendar\r\n\r\n",
        b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"From: <<<>>>@@\r\nContent-Type: text/calendar; charset=utf-7\r\n\r\n+AGE",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 500,
        b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VTIMEZONE\r\n" * 9_000,
        b"x" * (LARGEST + 1),
    ],
)
def test_awkward_bytes_never_fail(raw: bytes) -> None:
    assert parse_reply(raw) is None


def test_rules_of_a_zone_that_would_take_hours_are_not_worked_out() -> None:
    """Every second since the year 1601."""
    text = calendar(UID).replace("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "RRULE:FREQ=SECONDLY")
    assert read(text) is not None


def test_a_mail_cut_or_garbled_anywhere_never_fails() -> None:
    raw = mail(calendar(UID, comment="Vi glæder os"))
    dice = random.Random(4)
    for _try in range(150):
        cut = bytearray(raw[: dice.randrange(len(raw))])
        for _place in range(dice.randrange(5)):
            if cut:
                cut[dice.randrange(len(cut))] = dice.randrange(256)
        parse_reply(bytes(cut))
