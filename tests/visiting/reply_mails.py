"""Mails as people's calendar programs write them."""

from datetime import datetime
from email.message import EmailMessage

ZONE = """BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""


def calendar(
    uid: str,
    *,
    method: str = "REPLY",
    answer: str = "ACCEPTED",
    attendee: str = "mette@smedjen.dk",
    sequence: int | str | None = 0,
    starts: str = "DTSTART:20260303T090000Z",
    stamp: str = "20260302T093000Z",
    comment: str = "",
    more: str = "",
) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Some program//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        *ZONE.splitlines(),
        "BEGIN:VEVENT",
        f"UID:{uid}@virksomhedskontakt",
        f"DTSTAMP:{stamp}",
        *([starts] if starts else []),
        *([] if sequence is None else [f"SEQUENCE:{sequence}"]),
        f'ATTENDEE;CN="Smed, Mette";PARTSTAT={answer}:MAILTO:{attendee}',
        *more.splitlines(),
        *([f"COMMENT:{comment}"] if comment else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def mail(text: str, *, sender: str = "Mette Smed <mette@smedjen.dk>", method: str = "REPLY") -> bytes:
    """With the entry as an alternative to the text, as most programs send it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "crm@example.dk", "Accepteret: Besøg"
    message.set_content("Mette har accepteret.\n")
    message.add_alternative(text, subtype="calendar", params={"method": method})
    return message.as_bytes()


def moment(value: datetime) -> str:
    return f"{value:%Y%m%dT%H%M%SZ}"
