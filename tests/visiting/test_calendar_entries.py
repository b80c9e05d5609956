"""Every kind of calendar entry is understood by two libraries alike, in the weeks in which clocks change too."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event
from second_reader import read_by_another

from crm.values.clock import COPENHAGEN
from crm.visiting.calendar_text import Attendee, Entry, cancel_text, feed_text, request_text
from crm.visits.models import Answer, VisitStatus

STAMP = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UID = "0123456789abcdef" * 2
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
ODD = 'Brdr. Ålø & Søn; "Øst", afd.\\n 2\x07 – 日本' + "æ" * 200


def entry(starts_at: datetime, **more: Any) -> Entry:
    usual: dict[str, Any] = {
        "uid": UID,
        "sequence": 0,
        "status": VisitStatus.CONFIRMED,
        "starts_at": starts_at,
        "ends_at": starts_at.astimezone(UTC) + timedelta(hours=1),
        "summary": "Besøg fra Jobcenter Aalborg",
        "location": "Vejen 1, 9000 Aalborg",
        "description": "Rekruttering\n\nSvar her: https://crm.example.dk/invitation/abc",
        "organizer": Attendee("Anna Ås", "crm@example.dk"),
        "attendees": [
            Attendee("Anna Ås", "anna@example.dk", leads=True),
            Attendee('Mette "M" Smed; A, B', "mette@smedjen.dk", Answer.ACCEPTED),
            Attendee("", "lone+x@smedjen.dk", Answer.COUNTER),
        ],
        "stamp": STAMP,
    }
    return Entry(**(usual | more))


def local(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


def around_the_changes() -> list[datetime]:
    """Every hour of daylight, and the night itself, from the Thursday before to the Tuesday after."""
    days = [change + timedelta(days=number) for change in CHANGES for number in range(-3, 3)]
    hours = [local(day, hour) for day in days for hour in (0, 1, 4, 8, 10, 15, 23)]
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # both half past two
    return [*hours, *twice, local(date(2026, 3, 29), 3), local(date(2026, 10, 25), 3), local(date(2031, 7, 1), 10)]


def samples() -> list[str]:
    usual = entry(local(date(2026, 3, 3), 10))
    odd = entry(usual.starts_at, summary=ODD, location=ODD, description=f"{ODD}\r\n\r\n{ODD}\n", sequence=12)
    proposed = entry(usual.starts_at, status=VisitStatus.PROPOSED)
    return [
        request_text(usual),
        request_text(odd),
        request_text(proposed),
        cancel_text(entry(usual.starts_at, status=VisitStatus.CANCELLED, sequence=3), whole=True),
        cancel_text(usual, whole=False),
        request_text(entry(usual.starts_at, location="", description="", attendees=[])),
        feed_text([], "Virksomhedsbesøg"),
        feed_text(
            [
                entry(moment, uid=f"{number:032x}", organizer=None, attendees=[], description="")
                for number, moment in enumerate(around_the_changes())
            ],
            "Virksomhedsbesøg",
        ),
    ]


def events_of(text: str) -> list[Event]:
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    found = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    assert not any(event.errors for event in found)
    return found


def test_two_libraries_read_the_same_without_a_warning() -> None:
    texts = samples()
    others, warnings = read_by_another(texts)
    assert warnings == []
    for text, other in zip(texts, others, strict=True):
        calendar = Calendar.from_ical(text)
        assert other["method"] == (str(calendar["METHOD"]) if "METHOD" in calendar else None)
        assert other["zone"] == "Europe/Copenhagen"
        for event, read in zip(events_of(text), other["events"], strict=True):
            assert read["uid"] == event["UID"]
            assert read["sequence"] == event["SEQUENCE"]
            assert (read["starts"], read["ends"]) == (event.start.timestamp(), event.end.timestamp())
            assert read["summary"] == event["SUMMARY"]
            assert (read["location"] or "") == event.get("LOCATION", "")
            assert (read["description"] or "") == event.get("DESCRIPTION", "")
            assert read["status"] == event.get("STATUS")
            addresses = event.get("ATTENDEE", [])
            attendees = addresses if isinstance(addresses, list) else [addresses]
            assert read["attendees"] == [
                [str(each), each.params["PARTSTAT"], each.params.get("CN")] for each in attendees
            ]


def test_hours_are_right_in_the_weeks_in_which_clocks_change() -> None:
    moments = around_the_changes()
    text = samples()[-1]
    (read,), _warnings = read_by_another([text])
    assert [event["starts"] for event in read["events"]] == [moment.timestamp() for moment in moments]
    assert [event.start for event in events_of(text)] == moments
    assert {event.get("zone") for event in read["events"]} == {"Europe/Copenhagen", None}, (
        "UTC where a time stands twice"
    )
    assert {(event["ends"] - event["starts"]) for event in read["events"]} == {3600}


def test_an_entry_tells_neither_more_nor_less() -> None:
    (invited,) = events_of(samples()[0])
    assert set(invited) == {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"),
        *("STATUS", "ORGANIZER", "ATTENDEE"),
    }
    assert str(invited["ORGANIZER"]) == "mailto:crm@example.dk"
    (left_out,) = events_of(samples()[4])
    assert "STATUS" not in left_out
    assert [event["STATUS"] for text in samples()[2:4] for event in events_of(text)] == ["TENTATIVE", "CANCELLED"]
