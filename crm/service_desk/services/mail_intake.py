"""Mail to Virksomhedsservice becomes requests, or messages on those there are. Each in a transaction of its own.

What was read is written down by a digest in the transaction that takes it in: fetched twice, or by two at a time, it
is taken in once. Only then it is put away.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from imaplib import IMAP4

import structlog
from flask import current_app
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.services.attachments import drop_attachment
from crm.outbox.mailbox import ERRORS, Fetched, fetch_beginning, flag, open_mailbox, put_away, unread
from crm.service_desk.incoming.reading import IncomingMail, read_mail
from crm.service_desk.models import MailboxState, MailOutcome, RequestMail
from crm.service_desk.services.letters import tell_of_mail
from crm.service_desk.services.mail_files import Looked, look_at, store
from crm.service_desk.services.taking_in import hold_back, note_undelivered, take_in, written_down
from crm.settings import Settings
from crm.values.cpr_guard import contains_cpr

log = structlog.get_logger("requests.mail")

NAME = "requests"
LARGEST = 40 * 1024 * 1024
"""Beyond this only the beginning is read, and what follows stays in the mailbox."""
IN_ONE_RUN = 500
ATTEMPTS = 3
SILENT_AT_MOST = timedelta(minutes=10)
"""So old may 'last read' become while there is no mail."""
REPEATED = "known"
TO_LOOK_AT = (MailOutcome.HELD, MailOutcome.FAILED)


def mail_waiting(on: Session, settings: Settings, *, now: datetime) -> bool:
    """Whether there is mail, or it is time to write down that there is none."""
    access = settings.requests_mailbox
    if not access.host:
        return False
    state = on.get(MailboxState, NAME)
    if state is None or state.read_at is None or state.failed_at or state.read_at <= now - SILENT_AT_MOST:
        return True
    try:
        with open_mailbox(access) as server:
            return bool(unread(server))
    except ERRORS:
        return True


def read_requests(on: Session, settings: Settings, *, now: datetime) -> dict[str, int]:
    """How many mails came to what. Raises what is wrong with the mailbox, after writing it down."""
    counts = dict.fromkeys((*(each.value for each in MailOutcome), REPEATED), 0)
    access = settings.requests_mailbox
    if not access.host:
        return counts
    try:
        with open_mailbox(access) as server:
            for number in _numbers(server):
                fetched = fetch_beginning(server, number, LARGEST)
                if fetched is not None:
                    outcome, row = _read(on, settings, fetched, now)
                    counts[outcome] += 1
                    _put(server, number, row, access.done_folder, whole=fetched.whole)
    except ERRORS as error:
        _write_state(on, now, type(error).__name__)
        raise
    _write_state(on, now, None)
    return counts


def _numbers(server: IMAP4) -> Iterator[str]:
    """The oldest first; each once, for some stay unread."""
    seen: set[str] = set()
    while new := [number for number in unread(server, oldest_first=True) if number not in seen]:
        for number in new[: IN_ONE_RUN - len(seen)]:
            seen.add(number)
            yield number
        if len(seen) >= IN_ONE_RUN:
            return


def _read(on: Session, settings: Settings, fetched: Fetched, now: datetime) -> tuple[str, RequestMail]:
    """One mail. Whatever goes wrong with it, the next one is read."""
    arrived_at = min(fetched.arrived_at or now, now)
    row = RequestMail(digest=_digest(fetched.raw), outcome=MailOutcome.AUTOMATIC, read_at=now, arrived_at=arrived_at)
    try:
        mail = read_mail(fetched.raw, own=own_addresses(settings), whole=fetched.whole)
        row.digest, row.sender_hash = _digest(mail.identity), _digest(mail.sender.lower().encode())
        if (known := _taken_in(on, row.digest)) is not None:
            return REPEATED, known
        _take(on, settings, mail, row, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is written down, and the next mail is read
        on.rollback()
        if (known := _taken_in(on, row.digest)) is not None:  # by another process, which was first
            return REPEATED, known
        log.warning("request_mail.failed", error=type(error).__name__)
        row = _failed(on, row.digest, type(error).__name__, arrived_at, now)
    return row.outcome.value, row


def _take(on: Session, settings: Settings, mail: IncomingMail, row: RequestMail, now: datetime) -> None:
    if mail.automatic:
        with transaction(on) as work:
            written_down(work, row)
            note_undelivered(work, mail, key=row.digest, now=now)
        return
    looked = look_at(mail.files)
    if looked.personal or contains_cpr(mail.everything):
        with transaction(on) as work:
            hold_back(work, mail, row, now=now)
        return
    _take_with_files(on, settings, mail, looked, row, now)


def _take_with_files(
    on: Session, settings: Settings, mail: IncomingMail, looked: Looked, row: RequestMail, now: datetime
) -> None:
    stored = store(settings, looked)
    try:
        with transaction(on) as work:
            take_in(work, mail, row, looked, stored, now=now)
    except BaseException:
        for each in stored:
            drop_attachment(settings, each.stored_as)
        raise


def _failed(on: Session, digest: str, error: str, arrived_at: datetime, now: datetime) -> RequestMail:
    """Tried again twice; then a person has to look at it."""
    with transaction(on) as work:
        row = _known(work, digest)
        if row is None:
            row = RequestMail(digest=digest, outcome=MailOutcome.FAILED, read_at=now, arrived_at=arrived_at, attempts=0)
        row.attempts, row.error, row.read_at = row.attempts + 1, error[:60], now
        work.add(row)
        work.flush()
        if row.attempts == ATTEMPTS:
            tell_of_mail(work, row, now=now)
    return row


def _put(server: IMAP4, number: str, row: RequestMail, done_folder: str, *, whole: bool) -> None:
    """Away; or with a flag when a person has to look at it. What failed is left for the next time."""
    if row.outcome is MailOutcome.FAILED and row.attempts < ATTEMPTS:
        return
    if row.outcome in TO_LOOK_AT or not whole:
        flag(server, number)
    else:
        put_away(server, number, done_folder)


def _write_state(on: Session, now: datetime, error: str | None) -> None:
    with transaction(on) as work:
        state = work.get(MailboxState, NAME) or MailboxState(name=NAME)
        if error is None:
            state.read_at, state.failed_at, state.error = now, None, None
        else:
            state.failed_at, state.error = state.failed_at or now, error[:60]
        work.add(state)


def _taken_in(on: Session, digest: str) -> RequestMail | None:
    known = _known(on, digest)
    return known if known is not None and known.outcome is not MailOutcome.FAILED else None


def _known(on: Session, digest: str) -> RequestMail | None:
    return on.exec(select(RequestMail).where(RequestMail.digest == digest)).first()


def _digest(what: bytes) -> str:
    """With the installation's secret: nobody can find out an address or a mail by trying."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"request mail:" + what, hashlib.sha256).hexdigest()


def own_addresses(settings: Settings) -> frozenset[str]:
    """Ours, in small letters: what comes from there is a loop."""
    ours = (settings.mail_from, settings.requests_address, settings.requests_imap_user, settings.imap_user)
    return frozenset(each.lower() for each in ours if "@" in each)
