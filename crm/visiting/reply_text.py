"""Reading what calendar programs answer by mail (RFC 5546, 6047). Pure: the bytes of a mail in, an answer out.

Mail comes from anywhere: whatever is odd about one is a reason to leave it, never to fail.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from typing import Any

from icalendar import Calendar, Event

from crm.values.clock import COPENHAGEN
from crm.values.cpr_guard import redact_cpr
from crm.visits.models import Answer
from crm.web.forms import clean_text

LARGEST = 1_000_000
LARGEST_CALENDAR = 200_000
MOST_PARTS = 40
NOTE_LENGTH = 300
_UID = re.compile(r"([0-9a-f]{32})@[a-z0-9.-]+")
_ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "DECLINED": Answer.DECLINED,
    "TENTATIVE": Answer.TENTATIVE,
}
_METHODS = ("REPLY", "COUNTER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`starts_at`: of a reply, the time it answers to (None: it does not say); of a counter, the time proposed."""

    visit_uid: str
    attendee: str
    sequence: int
    answer: Answer
    starts_at: datetime | None
    note: str
    said_at: datetime | None


def parse_reply(raw: bytes) -> Reply | None:
    """The first answer in the mail; None when there is none that can be understood."""
    if len(raw) > LARGEST:
        return None
    try:
        message = message_from_bytes(raw, policy=policy.default)
        senders = _senders(message)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's remarks on other programs' entries
            replies = (_reply(text, senders) for text in _calendars(message))
            return next((reply for reply in replies if reply is not None), None)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # what libraries raise on odd mail
        return None


def _senders(message: Message) -> tuple[str, ...]:
    pairs = getaddresses([str(value) for value in message.get_all("From", [])])
    return tuple(address.strip().lower() for _name, address in pairs if address)


def _calendars(message: Message) -> Iterator[str]:
    """Parts that may be calendar entries: by their type, or a file named like one."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        kind = part.get_content_type()
        named = (part.get_filename() or "").lower().endswith(".ics")
        if kind in {"text/calendar", "application/ics"} or (named and not part.is_multipart()):
            text = _text(part)
            if text and len(text) <= LARGEST_CALENDAR:
                yield text


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", "replace")


def _reply(text: str, senders: tuple[str, ...]) -> Reply | None:
    try:
        calendar = Calendar.from_ical(_without_zones(text))
    except ValueError:
        return None
    method = str(calendar.get("METHOD", "")).strip().upper() if isinstance(calendar, Calendar) else ""
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)] if method in _METHODS else []
    if len(events) != 1:
        return None
    (event,) = events
    uid = _UID.fullmatch(str(event.get("UID", "")).strip().lower())
    attendee = _attendee(event, senders)
    answer = Answer.COUNTER if method == "COUNTER" else _ANSWERS.get(attendee[1]) if attendee else None
    starts_at = _moment(event.get("DTSTART"))
    if uid is None or attendee is None or answer is None or (answer is Answer.COUNTER and starts_at is None):
        return None
    return Reply(
        visit_uid=uid[1],
        attendee=attendee[0],
        sequence=_sequence(event),
        answer=answer,
        starts_at=starts_at,
        note=_note(event),
        said_at=_moment(event.get("DTSTAMP")),
    )


def _without_zones(text: str) -> str:
    """A zone's rules can be written so that working them out takes hours; the names of zones are known anyway."""
    kept, inside = [], False
    for line in text.splitlines():
        word = line.strip().upper()
        inside = inside or word == "BEGIN:VTIMEZONE"
        if not inside:
            kept.append(line)
        elif word == "END:VTIMEZONE":
            inside = False
    return "\r\n".join(kept)


def _attendee(event: Event, senders: tuple[str, ...]) -> tuple[str, str] | None:
    """Who answers, and how. A reply names one; of several it is the one who sent the mail."""
    found = {_address(each): str(each.params.get("PARTSTAT", "")).upper() for each in _list(event.get("ATTENDEE"))}
    if len(found) == 1:
        return next(iter(found.items()))
    return next(((sender, found[sender]) for sender in senders if sender in found), None)


def _address(value: Any) -> str:
    text = str(value).strip().lower()
    return text.removeprefix("mailto:").strip()


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _sequence(event: Event) -> int:
    """Left out means 0 (RFC 5545); beyond what anybody counts to, it is no number of ours."""
    number = int(event.get("SEQUENCE", 0))
    return number if 0 <= number < 2**31 else 2**31 - 1


def _moment(value: Any) -> datetime | None:
    """A time without a zone is Copenhagen's; a day without a time is no time."""
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)).astimezone(UTC)
    except OverflowError:
        return None


def _note(event: Event) -> str:
    """What was said with it, without what looks like a CPR number."""
    said = " ".join(str(each) for each in _list(event.get("COMMENT")))
    return redact_cpr(" ".join(clean_text(said).split()))[:NOTE_LENGTH].strip()
