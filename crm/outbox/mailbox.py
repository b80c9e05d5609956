"""Mailboxes read by IMAP: answers of calendar programs, and mail to Virksomhedsservice. Nothing is ever deleted."""

import imaplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ssl import create_default_context
from time import mktime

from crm.settings import MailboxAccess

SECONDS_TO_ANSWER = 20
AT_ONCE = 100
LEFT = "CrmLeft"
"""The keyword of mail that was looked at and is no answer: it stays unread for people, and is not fetched again."""


class MailboxError(Exception):
    """The server said no."""


ERRORS = (OSError, imaplib.IMAP4.error, MailboxError)
"""What can go wrong with a mailbox, or on the way to it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail, or its beginning when it is larger than what was asked for."""

    raw: bytes
    whole: bool
    arrived_at: datetime | None  # as the server says


@contextmanager
def open_mailbox(access: MailboxAccess) -> Iterator[imaplib.IMAP4]:
    """Signed in, the folder opened. Raises OSError, imaplib's errors and MailboxError."""
    server = _connect(access)
    try:
        server.login(access.user, access.password)
        _ok(server.select(_quoted(access.folder)))
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def unread(server: imaplib.IMAP4, *, oldest_first: bool = False) -> list[str]:
    """Numbers of mails that nobody has looked at, the newest first unless something else is said."""
    (found, *_rest) = _ok(server.uid("SEARCH", "UNSEEN", "UNKEYWORD", LEFT))
    numbers = found.decode("ascii").split() if isinstance(found, bytes) else []
    return [number for number in (numbers if oldest_first else reversed(numbers)) if number.isdecimal()][:AT_ONCE]


def fetch(server: imaplib.IMAP4, number: str, largest: int) -> bytes | None:
    """The mail, still unread; None when it is larger than that, or gone."""
    described = _described(server, number)
    size = _size(described) if described else None
    return None if size is None or size > largest else _body(server, number, largest)


def fetch_beginning(server: imaplib.IMAP4, number: str, most: int) -> Fetched | None:
    """The mail, still unread, or as much of it; None when it is gone."""
    described = _described(server, number)
    size = _size(described) if described else None
    raw = _body(server, number, most) if size is not None else None
    if described is None or size is None or raw is None:
        return None
    return Fetched(raw[:most], size <= most, _arrived_at(described))


def _described(server: imaplib.IMAP4, number: str) -> bytes | None:
    parts = _ok(server.uid("FETCH", number, "(RFC822.SIZE INTERNALDATE)"))
    return next((part for part in parts if isinstance(part, bytes) and b"RFC822.SIZE" in part), None)


def _body(server: imaplib.IMAP4, number: str, most: int) -> bytes | None:
    parts = _ok(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{most}>)"))
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def put_away(server: imaplib.IMAP4, number: str, folder: str) -> None:
    """It was understood: read, and in the folder for such mail when there is one."""
    _ok(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
    if not folder:
        return
    able = _capabilities(server)
    if b"MOVE" in able:
        _ok(server.uid("MOVE", number, _quoted(folder)))
        return
    _ok(server.uid("COPY", number, _quoted(folder)))
    _ok(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
    if b"UIDPLUS" in able:
        _ok(server.uid("EXPUNGE", number))


def flag(server: imaplib.IMAP4, number: str) -> None:
    """Looked at, and a person has to look as well: it stays in the folder with a flag. Every server keeps these."""
    _ok(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen \Flagged)"))


def leave(server: imaplib.IMAP4, number: str) -> None:
    """Not ours: only remembered. A server that keeps no keywords shows it to us again."""
    server.uid("STORE", number, "+FLAGS.SILENT", f"({LEFT})")


def _connect(access: MailboxAccess) -> imaplib.IMAP4:
    where = (access.host, access.port)
    if access.security == "tls":
        return imaplib.IMAP4_SSL(*where, ssl_context=create_default_context(), timeout=SECONDS_TO_ANSWER)
    server = imaplib.IMAP4(*where, timeout=SECONDS_TO_ANSWER)
    if access.security == "starttls":
        try:
            server.starttls(create_default_context())
        except BaseException:
            server.shutdown()
            raise
    return server


def _ok(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, parts = answer
    if status != "OK":
        raise MailboxError(status)
    return parts


def _capabilities(server: imaplib.IMAP4) -> list[bytes]:
    """As they are after signing in: servers tell less before."""
    return [word for part in _ok(server.capability()) if isinstance(part, bytes) for word in part.upper().split()]


def _size(described: bytes) -> int | None:
    number = described.decode("ascii", "replace").rpartition("RFC822.SIZE ")[2].replace(")", " ").split(" ")[0]
    return int(number) if number.isdecimal() else None


def _arrived_at(described: bytes) -> datetime | None:
    found = imaplib.Internaldate2tuple(described)
    return datetime.fromtimestamp(mktime(found), UTC) if found else None


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
