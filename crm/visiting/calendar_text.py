"""Calendar entries as calendar programs read them (RFC 5545, 5546, 6047). Pure: facts in, text out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from crm.values.clock import COPENHAGEN
from crm.visits.models import Answer, VisitStatus

PRODUCT = "-//Virksomhedskontakt//Visits//DA"
UID_DOMAIN = "virksomhedskontakt"
"""Never another: an entry sent again under another UID would stand twice in people's calendars."""

# Written out: the library's own has the summer begin at 3 o'clock by the clock that still shows 2.
_COPENHAGEN = """BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")

_STATUS = {VisitStatus.PROPOSED: "TENTATIVE", VisitStatus.CANCELLED: "CANCELLED"}
_PARTSTAT = {Answer.ACCEPTED: "ACCEPTED", Answer.DECLINED: "DECLINED", Answer.TENTATIVE: "TENTATIVE"}


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited; `leads`: it is their visit."""

    name: str
    email: str
    answer: Answer = Answer.NONE
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One visit as it stands in a calendar."""

    uid: str
    sequence: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str = ""
    organizer: Attendee | None = None
    attendees: Sequence[Attendee] = ()
    stamp: datetime


def request_text(entry: Entry) -> str:
    """An invitation, or its update when the sequence is higher than before."""
    return _text([_event(entry, status=True)], method="REQUEST")


def cancel_text(entry: Entry, *, whole: bool) -> str:
    """`whole`: the visit is cancelled. Else it takes place without the attendees of the entry, and has no status."""
    return _text([_event(entry, status=whole)], method="CANCEL")


def feed_text(entries: Iterable[Entry], name: str) -> str:
    """What a calendar program reads by itself again and again."""
    return _text([_event(entry, status=True) for entry in entries], name=name)


def uid_of(visit_uid: str) -> str:
    return f"{visit_uid}@{UID_DOMAIN}"


def _text(events: Sequence[Event], *, method: str | None = None, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    if name:
        calendar.add("NAME", name)
        calendar.add("X-WR-CALNAME", name)
        calendar.add("REFRESH-INTERVAL", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", "PT1H")
    calendar.add_component(Timezone.from_ical(_COPENHAGEN))
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _event(entry: Entry, *, status: bool) -> Event:
    event = Event()
    event.add("UID", uid_of(entry.uid))
    event.add("DTSTAMP", entry.stamp)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTART", _local(entry.starts_at))
    event.add("DTEND", _local(entry.ends_at))
    event.add("SUMMARY", _clean(entry.summary))
    if entry.location:
        event.add("LOCATION", _clean(entry.location))
    if entry.description:
        event.add("DESCRIPTION", "\n".join(map(_clean, entry.description.splitlines())))
    if status:
        event.add("STATUS", _STATUS.get(entry.status, "CONFIRMED"))
    if entry.organizer is not None:
        event.add("ORGANIZER", _address(entry.organizer))
    for attendee in entry.attendees:
        event.add("ATTENDEE", _invited(attendee), encode=False)
    return event


def _local(moment: datetime) -> datetime:
    """By the clock of Copenhagen; in UTC in the hour that this clock shows twice, which programs read differently."""
    local = moment.astimezone(COPENHAGEN)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if twice else local


def _invited(attendee: Attendee) -> vCalAddress:
    address = _address(attendee)
    answer = _PARTSTAT.get(attendee.answer, "ACCEPTED" if attendee.leads else "NEEDS-ACTION")
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("CHAIR" if attendee.leads else "REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(answer)
    if answer == "NEEDS-ACTION":
        address.params["RSVP"] = vText("TRUE")
    return address


def _address(attendee: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{attendee.email}")
    name = _clean(attendee.name).replace('"', "'")
    if name:
        address.params["CN"] = vText(name)
    return address


def _clean(text: str) -> str:
    """One line, without what no line of text holds."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
