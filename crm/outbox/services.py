"""Queueing mail in the transaction of what it tells about, and sending what waits.

A mail is claimed before it is sent: two processes never send the same one. When a process dies in between, it is
sent again later with the same Message-ID.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from ssl import create_default_context

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.db import transaction
from crm.outbox.models import OutboxMail
from crm.settings import Settings

AT_ONCE = 50
SECONDS_TO_ANSWER = 20
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 60, 240, 720))
"""How long after each failed attempt the next one comes; after the last the mail is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`key` says what it is about, such as "digest:2026-03-02:7": a second mail of the same key is not queued."""

    key: str
    recipient: str
    subject: str
    body: str
    calendar: str | None = None  # an iCalendar object with its METHOD (RFC 6047)
    reply_to: str | None = None
    thread: str | None = None  # what an answer is recognised by


def queue_mail(on: Session, mail: Mail, *, now: datetime) -> bool:
    """Queue it; False when a mail of this key was queued before."""
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {
        "key": mail.key,
        "recipient": mail.recipient,
        "subject": " ".join(mail.subject.split()),
        "body": mail.body,
        "calendar": mail.calendar,
        "reply_to": mail.reply_to,
        "thread": mail.thread,
        "queued_at": now,
        "try_after": now,
        "attempts": 0,
    }
    queued = insert(OutboxMail).values(row).on_conflict_do_nothing().returning(col(OutboxMail.id))
    return on.connection().execute(queued).first() is not None


def is_waiting(on: Session, *, now: datetime) -> bool:
    """Whether there is a mail to send now."""
    query = select(OutboxMail.id).where(*_waiting(), col(OutboxMail.try_after) <= now)
    return on.exec(query.limit(1)).first() is not None


def count_waiting(on: Session) -> tuple[int, datetime | None]:
    """How many mails wait, and since when the oldest does."""
    query = sa.select(sa.func.count(), sa.func.min(col(OutboxMail.queued_at))).where(*_waiting())
    count, oldest = on.connection().execute(query).one()
    return count, oldest


def count_given_up(on: Session, since: datetime) -> int:
    """Mails that could not be delivered, given up since the moment."""
    query = sa.select(sa.func.count()).where(col(OutboxMail.given_up_at) >= since)
    return int(on.connection().execute(query).scalar_one())


def send_waiting(on: Session, settings: Settings, *, now: datetime) -> dict[str, int]:
    """Send what is due, over one connection, in short transactions of its own. Without a mail server nothing is."""
    counts = {"sent": 0, "failed": 0, "given_up": 0}
    if not settings.smtp_host:
        return counts
    with transaction(on) as work:
        mails = _claim(work, now)
    if not mails:
        return counts
    server: smtplib.SMTP | None = None
    try:
        for mail in mails:
            error = ""
            try:
                server = server or connect(settings)
                server.send_message(message_of(mail, settings.mail_from, now))
            except (OSError, smtplib.SMTPException) as problem:
                error = type(problem).__name__
                _close(server)
                server = None
            with transaction(on) as work:
                counts[_settle(work, mail, error, now)] += 1
    finally:
        _close(server)
    return counts


def give_up_before(on: Session, moment: datetime, *, now: datetime) -> int:
    """Give up what has waited since before the moment (there is no mail server, or none that works); how many."""
    statement = (
        sa.update(OutboxMail)
        .where(*_waiting(), col(OutboxMail.queued_at) < moment)
        .values(given_up_at=now, body="", calendar=None, recipient="")
        .execution_options(synchronize_session=False)
    )
    return on.connection().execute(statement).rowcount


def forget_before(on: Session, moment: datetime) -> int:
    """Delete mails that were sent or given up before the moment, keys and all; how many."""
    over = sa.or_(col(OutboxMail.sent_at) < moment, col(OutboxMail.given_up_at) < moment)
    return on.connection().execute(sa.delete(OutboxMail).where(over)).rowcount


def connect(settings: Settings) -> smtplib.SMTP:
    """An open connection, encrypted and signed in as the settings say. Raises OSError and SMTPException."""
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=SECONDS_TO_ANSWER, context=create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=SECONDS_TO_ANSWER)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def message_of(mail: OutboxMail, sender: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.recipient, mail.subject
    message["Date"] = now
    domain = sender.rpartition("@")[2]
    begin = f"{mail.thread.lower()}." if mail.thread else ""
    message["Message-ID"] = f"<{begin}{sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if mail.calendar:
        _add_calendar(message, mail.calendar)
    return message


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """As calendar programs want it: an alternative to the text that names its method, and a file for all others."""
    method = next((line[7:].strip() for line in calendar.splitlines() if line.startswith("METHOD:")), "PUBLISH")
    message.add_alternative(calendar, subtype="calendar", params={"method": method})
    message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")


def _waiting() -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(OutboxMail.sent_at).is_(None), col(OutboxMail.given_up_at).is_(None)


def _claim(on: Session, now: datetime) -> list[OutboxMail]:
    """Those that are due, each put off at once: another process finds them no longer due."""
    query = (
        select(OutboxMail)
        .where(*_waiting(), col(OutboxMail.try_after) <= now)
        .order_by(col(OutboxMail.try_after), col(OutboxMail.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)  # SQLite has one writer anyway, and leaves it out
    )
    mails = list(on.exec(query))
    for mail in mails:
        mail.try_after = now + PAUSES[min(mail.attempts, len(PAUSES) - 1)]
        mail.attempts += 1
        on.add(mail)
    return mails


def _settle(on: Session, mail: OutboxMail, error: str, now: datetime) -> str:
    """What was sent, or given up, keeps neither text nor recipient."""
    mail.error = error or None
    if not error:
        mail.sent_at = now
    elif mail.attempts > len(PAUSES):
        mail.given_up_at = now
    if mail.sent_at or mail.given_up_at:
        mail.body, mail.calendar, mail.recipient = "", None, ""
    on.add(mail)
    if not error:
        return "sent"
    return "given_up" if mail.given_up_at else "failed"


def _close(server: smtplib.SMTP | None) -> None:
    if server is None:
        return
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
