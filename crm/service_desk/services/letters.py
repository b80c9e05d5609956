"""Mail about requests: an answer to it comes back to the desk, and is recognised."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, col, select

from crm.accounts.models import User
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import RequestLine
from crm.outbox.services import Mail, queue_mail
from crm.service_desk.models import MailOutcome, RequestMail
from crm.settings import Settings
from crm.values.clock import local_date
from crm.values.roles import Role
from crm.web.addresses import whole_address
from crm.web.formatting import clock_time, day_month
from crm.web.i18n import in_language

SIGNED = "Virksomhedsservice"


def letter(request: EmployerRequest, *, key: str, recipient: str, subject: str, body: str) -> Mail:
    """To the company."""
    return Mail(
        key=key,
        recipient=recipient,
        subject=subject,
        body=body,
        reply_to=settings().requests_address or None,
        thread=request.reference,
    )


def receipt_for_mail(request: EmployerRequest, recipient: str, url: str, *, files_refused: int) -> Mail:
    """Says nothing that was written in the mail: anybody can write anybody's address above it."""
    paragraphs = [
        _("Hello,"),
        _("We have received your mail. It is now a request with the number %(reference)s.",
          reference=request.reference),
        _("Just answer this mail when you want to add something, and keep the number in the subject."),
    ]  # fmt: skip
    if files_refused:
        paragraphs.append(
            _("We could not keep all the files that came with it. Send them again as PDF or Word (.docx), at most 5 MB"
              " each.")
        )  # fmt: skip
    if url:
        paragraphs += [
            _("Here you can see what happens next, write to us, or take the request back:") + f"\n{url}",
            _("The link is yours alone: do not pass it on."),
        ]
    paragraphs.append(_("Kind regards") + f"\n{SIGNED}")
    return letter(
        request,
        key=f"request-received:{request.id}",
        recipient=recipient,
        subject=_("We have your request %(reference)s", reference=request.reference),
        body="\n\n".join(paragraphs) + "\n",
    )


def held_back(recipient: str, key: str) -> Mail:
    """To the sender of a mail with what looks like a CPR number. Repeats nothing of it."""
    paragraphs = (
        _("Hello,"),
        _("Thank you for your mail. It holds what looks like a CPR number, and we must not take in CPR numbers by mail."
          " So we have not registered your request."),
        _("Please send it again without the number: without names and CPR numbers of citizens we can help just as well."
          " You are also welcome to call us."),
        _("Kind regards") + f"\n{SIGNED}",
    )  # fmt: skip
    return Mail(
        key=f"mail-held:{key[:40]}",
        recipient=recipient,
        subject=_("Please send your mail again without a CPR number"),
        body="\n\n".join(paragraphs) + "\n",
        reply_to=settings().requests_address or None,
    )


def tell_of_mail(on: Session, mail: RequestMail, *, now: datetime) -> None:
    """A notice to the desk of a mail that a person has to look at."""
    for user in desk_people(on):
        with in_language(user.language or settings().language):
            queue_mail(
                on,
                Mail(
                    key=f"mail-notice:{mail.id}:{user.id}",
                    recipient=user.email,
                    subject=_("A mail to Virksomhedsservice needs a look"),
                    body="\n\n".join([_("Hello %(name)s", name=user.name), what_to_do(mail, now)]) + "\n",
                ),
                now=now,
            )


def what_to_do(mail: RequestMail, now: datetime) -> str:
    """'A message of 14.32 from smedjen.dk was held back: …'."""
    when = clock_time(mail.arrived_at)
    if local_date(mail.arrived_at) != local_date(now):
        when = f"{day_month(local_date(mail.arrived_at))} {when}"
    whom = mail.sender_domain or _("an unknown sender")
    if mail.outcome is MailOutcome.HELD:
        sentence = _l(
            "A message of %(when)s from %(whom)s was held back: it holds what looks like a CPR number. Read it in the"
            " mailbox, where it is flagged, and delete it there."
        )
    else:
        sentence = _l(
            "A message of %(when)s from %(whom)s could not be taken in. Read it in the mailbox, where it is flagged,"
            " and write the request down by hand."
        )
    return str(sentence) % {"when": when, "whom": whom}


def tell_owner(on: Session, line: RequestLine, *, key: str, now: datetime, undelivered: bool = False) -> None:
    """The company has written, or what we wrote did not arrive: the owner hears of it.

    Of a closed one that nobody has the desk does.
    """
    request = line.request
    owner = on.get(User, request.owner_user_id) if request.owner_user_id else None
    people = [owner] if owner and owner.active else desk_people(on) if request.closed_at else []
    for user in people:
        with in_language(user.language or settings().language):
            told = _undelivered(line) if undelivered else _has_written(line)
            url = whole_address("requests.show", request_id=request.id or 0)
            mail = Mail(
                key=f"request-mail:{key[:40]}:{user.id}",
                recipient=user.email,
                subject=_("Mail about request %(reference)s", reference=request.reference),
                body="\n\n".join(filter(None, [_("Hello %(name)s", name=user.name), told, url])) + "\n",
            )
            queue_mail(on, mail, now=now)


def _has_written(line: RequestLine) -> str:
    names = {"company": line.company, "reference": line.request.reference}
    told = str(_("%(company)s has written by mail about request %(reference)s.", **names))
    if line.request.closed_at:
        told += " " + str(_("The request is closed: open it again if there is more to do."))
    return told


def _undelivered(line: RequestLine) -> str:
    names = {"company": line.company, "reference": line.request.reference}
    return str(_("A mail to %(company)s about request %(reference)s did not arrive. Check the address.", **names))


def desk_people(on: Session) -> Sequence[User]:
    """Those at the service desk; where there is nobody, the managers."""
    active = select(User).where(col(User.active)).order_by(col(User.id))
    for role in (Role.SERVICE_DESK, Role.MANAGER):
        if found := on.exec(active.where(col(User.role) == role)).all():
            return found
    return []


def settings() -> Settings:
    found: Settings = current_app.extensions["crm_settings"]
    return found
