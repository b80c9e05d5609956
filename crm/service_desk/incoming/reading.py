"""A mail as it came, taken apart."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from crm.service_desk.incoming.automatic import is_automatic, may_be_answered
from crm.service_desk.incoming.decoding import decoded, header_text, storable
from crm.service_desk.incoming.texts import folded, html_text, language_of
from crm.values.email import parse_email
from crm.values.errors import InvalidValueError

MOST_PARTS, MOST_FILES = 200, 20
MOST_BYTES = 1_000_000  # of one text
LONGEST_TEXT = 20_000
LONGEST_SUBJECT, LONGEST_NAME = 200, 120
_REFERENCE = re.compile(r"(?<![a-z0-9])vs-(20[0-9]{2})-([0-9]{5})(?![0-9])", re.IGNORECASE)
_PREFIX = re.compile(r"(?:(?:re|sv|vs|fw|fwd|aw|wg)\s?:\s*)+", re.IGNORECASE)
_CARRY = ("to", "cc", "delivered-to", "x-original-to", "in-reply-to", "references", "subject")
"""Headers that can carry a reference of ours, those that programs write before what people write."""
_SENT_BY_US = re.compile(rb"<vs-(20[0-9]{2})-([0-9]{5})\.[0-9a-f]{32}@", re.IGNORECASE)
_FAILED = re.compile(rb"^action:[ \t]*failed", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
WHAT_GOES_WRONG = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)
"""What the library raises on odd mail."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    name: str
    content: bytes
    in_text: bool  # a picture that the text shows, such as a logo below it


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """What a mail says. `everything` is all that could be read of it, `identity` what makes it the same mail."""

    sender: str  # "" when none can be answered
    sender_name: str
    subject: str
    text: str
    quoted: str
    files: tuple[IncomingFile, ...]
    references: tuple[str, ...]
    automatic: bool
    undelivered: str  # the request of a mail of ours that did not arrive, when the mail reports that
    answerable: bool
    language: str
    everything: str
    identity: bytes
    cut: bool  # there is more of it than is kept


@dataclass(slots=True)
class _Found:
    """What the parts hold."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    enclosed: list[str] = field(default_factory=list)  # mail within the mail
    files: list[IncomingFile] = field(default_factory=list)


def read_mail(raw: bytes, *, own: Collection[str], whole: bool = True) -> IncomingMail:
    """Never fails: of what can't be taken apart the lines are the text. `own`: our addresses, in small letters."""
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        headers = _headers(message)
        kind = message.get_content_type()
        found = _found(message)
    except WHAT_GOES_WRONG:
        head, _gap, body = _in_two(raw)
        headers, kind, found = _plain_headers(head), "", _Found(plain=[decoded(body[:MOST_BYTES], "utf-8")])
    return _told(raw, headers, kind, found, frozenset(own), whole=whole)


def _told(
    raw: bytes, headers: dict[str, list[str]], kind: str, found: _Found, own: Collection[str], *, whole: bool
) -> IncomingMail:
    name, sender = _sender(headers)
    subject = (headers.get("subject") or [""])[0]
    text = "\n\n".join(filter(None, found.plain)) or "\n\n".join(html_text(each) for each in found.html)
    said, quoted = folded(text)
    quoted = "\n\n".join(filter(None, [quoted, *found.enclosed]))
    automatic = is_automatic(headers, sender=sender, subject=subject, content_type=kind, own=own)
    files = found.files[:MOST_FILES]
    return IncomingMail(
        sender=sender,
        sender_name=name[:LONGEST_NAME],
        subject=_PREFIX.sub("", subject, count=1)[:LONGEST_SUBJECT].strip(),
        text=said[:LONGEST_TEXT],
        quoted=quoted[:LONGEST_TEXT],
        files=tuple(files),
        references=_references(headers),
        automatic=automatic,
        undelivered=_undelivered(raw) if automatic and kind == "multipart/report" else "",
        answerable=not automatic and may_be_answered(headers, sender=sender),
        language=language_of(f"{subject}\n{said}"),
        everything="\n".join([subject, name, sender, text, quoted, *(each.name for each in found.files)]),
        identity=_identity(raw, headers),
        cut=not whole or len(said) > LONGEST_TEXT or len(found.files) > MOST_FILES,
    )


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in message.raw_items():
        found[name.lower()].append(header_text(str(value)))
    return dict(found)


def _plain_headers(head: bytes) -> dict[str, list[str]]:
    """Line by line, where the library gave up."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in re.sub(r"\r?\n[ \t]+", " ", head.decode("latin-1")).splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            found[name.strip().lower()].append(header_text(value.encode("latin-1").decode("ascii", "surrogateescape")))
    return dict(found)


def _found(message: Message) -> _Found:
    found = _Found()
    for part, enclosed in _parts(message):
        name = _file_name(part)
        kind = part.get_content_type()
        in_text = part.get_content_disposition() != "attachment" and kind.startswith("image/")
        if (kind in ("text/plain", "text/html") or kind.startswith("multipart/")) and not name:
            content = _content(part)[:MOST_BYTES]
            text = decoded(content, part.get_content_charset())
            if enclosed:
                found.enclosed.append(html_text(text) if kind == "text/html" else text)
            else:
                (found.html if kind == "text/html" else found.plain).append(text)
        else:
            ending = kind.partition("/")[2][:20]
            found.files.append(IncomingFile(name or f"fil.{ending}", _content(part), in_text))
    return found


def _parts(message: Message) -> Iterator[tuple[Message, bool]]:
    """The leaves, in their order; whether each lies in mail within the mail. Without recursion: mail can be deep."""
    waiting: list[tuple[Message, bool]] = [(message, False)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, enclosed = waiting.pop()
        seen += 1
        if part.is_multipart():
            within = enclosed or part.get_content_maintype() == "message"
            held = [each for each in part.get_payload() if isinstance(each, Message)]
            waiting += [(each, within) for each in reversed(held)]
        else:
            yield part, enclosed


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    named = part.get_filename()
    return header_text(named)[:LONGEST_NAME] if named else ""


def _sender(headers: dict[str, list[str]]) -> tuple[str, str]:
    """Name and address; the address is empty when it is none."""
    values = [value[:2_000] for name in ("from", "sender", "reply-to") for value in headers.get(name, ())]
    for name, address in getaddresses(values):
        try:
            return " ".join(storable(name).split()), parse_email(address)
        except InvalidValueError:
            continue
    return "", ""


def _references(headers: dict[str, list[str]]) -> tuple[str, ...]:
    found = (
        f"VS-{match[1]}-{match[2]}"
        for name in _CARRY
        for value in headers.get(name, ())
        for match in _REFERENCE.finditer(value)
    )
    return tuple(dict.fromkeys(found))


def _undelivered(raw: bytes) -> str:
    """What the report says stands near its beginning, before the mail that it sends back."""
    begin = raw[:MOST_BYTES]
    sent = _SENT_BY_US.search(begin)
    return f"VS-{sent[1].decode()}-{sent[2].decode()}" if sent and _FAILED.search(begin) else ""


def _identity(raw: bytes, headers: dict[str, list[str]]) -> bytes:
    """The same mail comes with other marks of the post when it took another way."""
    message_id = "".join(headers.get("message-id", ()))
    if not message_id:
        return raw
    marks = "\0".join([message_id, *(value for name in ("from", "date", "subject") for value in headers.get(name, ()))])
    return marks.encode("utf-8", "replace") + b"\0" + _in_two(raw)[2]


def _in_two(raw: bytes) -> tuple[bytes, bytes, bytes]:
    gap = _HEADER_END.search(raw)
    return (raw[: gap.start()], gap[0], raw[gap.end() :]) if gap else (raw, b"", b"")
