"""Reading the mailbox with people's answers: each mail in a transaction of its own, put away when it is kept."""

from datetime import datetime

from sqlmodel import Session

from crm.db import transaction
from crm.outbox.mailbox import ERRORS, fetch, leave, open_mailbox, put_away, unread
from crm.settings import Settings
from crm.visiting.reply_text import LARGEST, parse_reply
from crm.visiting.services.replies import Result, keep_reply

UNREADABLE = "left"


def replies_waiting(settings: Settings) -> bool:
    """Whether there is mail to look at. A mailbox that can't be opened counts: the run then says what is wrong."""
    if not settings.imap_host:
        return False
    try:
        with open_mailbox(settings.replies_mailbox) as server:
            return bool(unread(server))
    except ERRORS:
        return True


def read_replies(on: Session, settings: Settings, *, now: datetime) -> dict[str, int]:
    """How many mails came to what. What is no answer to one of our visits is left unread for people."""
    counts = dict.fromkeys((*(each.value for each in Result), UNREADABLE), 0)
    if not settings.imap_host:
        return counts
    with open_mailbox(settings.replies_mailbox) as server:
        for number in unread(server):
            raw = fetch(server, number, LARGEST)
            outcome = _read(on, raw, now) if raw is not None else UNREADABLE
            counts[outcome] += 1
            if outcome in {UNREADABLE, Result.UNKNOWN}:
                leave(server, number)
            else:
                put_away(server, number, settings.imap_done_folder)
    return counts


def _read(on: Session, raw: bytes, now: datetime) -> str:
    reply = parse_reply(raw)
    if reply is None:
        return UNREADABLE
    with transaction(on) as work:
        return keep_reply(work, reply, now=now).value
