"""The mailbox to which people's calendar programs answer, read by IMAP. Nothing is ever deleted from it."""

import imaplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ssl import create_default_context

from crm.settings import Settings

SECONDS_TO_ANSWER = 20
AT_ONCE = 100
LEFT = "CrmLeft"
"""The keyword of mail that was looked at and is no answer: it stays unread for people, and is not fetched again."""


class MailboxError(Exception):
    """The server said no."""


@contextmanager
def open_mailbox(settings: Settings) -> Iterator[imaplib.IMAP4]:
    """Signed in, the folder opened. Raises OSError, imaplib's errors and MailboxError."""
    server = _connect(settings)
    try:
        server.login(settings.imap_user, settings.imap_password)
        _ok(server.select(_quoted(settings.imap_folder)))
        yield server
    finally:
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()


def unread(server: imaplib.IMAP4) -> list[str]:
    """Numbers of mails that nobody has looked at, the newest first."""
    (found, *_rest) = _ok(server.uid("SEARCH", "UNSEEN", "UNKEYWORD", LEFT))
    numbers = found.decode("ascii").split() if isinstance(found, bytes) else []
    return [number for number in reversed(numbers) if number.isdecimal()][:AT_ONCE]


def fetch(server: imaplib.IMAP4, number: str, largest: int) -> bytes | None:
    """The mail, still unread; None when it is larger than that, or gone."""
    size = next((_size(part) for part in _ok(server.uid("FETCH", number, "(RFC822.SIZE)"))), None)
    if size is None or size > largest:
        return None
    parts = _ok(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{largest}>)"))
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


def leave(server: imaplib.IMAP4, number: str) -> None:
    """Not ours: only remembered. A server that keeps no keywords shows it to us again."""
    server.uid("STORE", number, "+FLAGS.SILENT", f"({LEFT})")


def _connect(settings: Settings) -> imaplib.IMAP4:
    where = (settings.imap_host, settings.imap_port)
    if settings.imap_security == "tls":
        return imaplib.IMAP4_SSL(*where, ssl_context=create_default_context(), timeout=SECONDS_TO_ANSWER)
    server = imaplib.IMAP4(*where, timeout=SECONDS_TO_ANSWER)
    if settings.imap_security == "starttls":
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


def _size(part: object) -> int | None:
    text = part.decode("ascii", "replace") if isinstance(part, bytes) else ""
    number = text.rpartition("RFC822.SIZE ")[2].strip(" )").split(" ")[0]
    return int(number) if number.isdecimal() else None


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
