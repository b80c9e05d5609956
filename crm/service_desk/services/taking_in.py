"""One mail that was read: a new request, a message on one that there is, or held back. Inside a transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from crm.audit.trail import record
from crm.contacts.queries.people import person_by_id
from crm.employer_requests.inputs import RequestInput
from crm.employer_requests.models import EmployerRequest, RequestEvent
from crm.employer_requests.queries.requests import categories, request_by_reference, request_lines
from crm.employer_requests.services.attachments import Stored, attach
from crm.employer_requests.services.happening import happened
from crm.employer_requests.services.progress import message
from crm.employer_requests.services.receiving import receive
from crm.employer_requests.words import Channel, Direction, EventKind
from crm.outbox.services import queue_mail
from crm.service_desk.incoming.reading import IncomingMail
from crm.service_desk.match_words import reasons
from crm.service_desk.models import MailOutcome, RequestMail
from crm.service_desk.queries.matching import certain, domain_of, own_domain_of, proposals
from crm.service_desk.services.letters import held_back, receipt_for_mail, settings, tell_of_mail, tell_owner
from crm.service_desk.services.mail_files import Looked, refusal_note
from crm.service_desk.services.public import hashed, token_for
from crm.values.cpr_guard import contains_cpr
from crm.web.addresses import whole_address
from crm.web.i18n import in_language

ABOUT = "other"
ANSWERS_A_DAY, ANSWERS_AN_HOUR = 3, 100
"""So many mails of ours at most to one address, and to all together: what a stranger can make us send is little."""


class TakenAlreadyError(Exception):
    """Another process was first."""


def written_down(on: Session, row: RequestMail) -> RequestMail:
    """The row is there once, whoever reads the mail; one that failed before gives way.

    Raises TakenAlreadyError when another process has written it: everything of the transaction is then undone.
    """
    insert = sqlite.insert if on.get_bind().dialect.name == "sqlite" else postgresql.insert
    failed = sa.delete(RequestMail).where(
        col(RequestMail.digest) == row.digest, col(RequestMail.outcome) == MailOutcome.FAILED
    )
    on.connection().execute(failed)
    values = {name: getattr(row, name) for name in RequestMail.model_fields if name != "id"}
    made = insert(RequestMail).values(values).on_conflict_do_nothing().returning(col(RequestMail.id))
    row_id = on.connection().execute(made).scalar()
    if row_id is None:
        raise TakenAlreadyError
    return on.get_one(RequestMail, row_id)


def take_in(
    on: Session, mail: IncomingMail, row: RequestMail, looked: Looked, stored: Sequence[Stored], *, now: datetime
) -> None:
    """On the request that it names, when there is one; else as a new one, with a receipt."""
    with in_language(settings().language):  # what is written beside it is read by colleagues
        thread = _named(on, mail.references)
        request = _new(on, mail, row, now) if thread is None else _message(on, thread, mail, row, now)
        for each in stored:
            attach(on, request, each, user_id=None, now=now)
        if note := refusal_note(looked, cut=mail.cut):
            happened(on, request, EventKind.NOTE, user_id=None, now=now, text=note)
    row.outcome = MailOutcome.REQUEST if thread is None else MailOutcome.MESSAGE
    row.request_id = request.id
    if thread is None:
        row.answered = _send_receipt(on, request, mail, row, len(looked.refused), now)
    written_down(on, row)


def hold_back(on: Session, mail: IncomingMail, row: RequestMail, *, now: datetime) -> None:
    """Nothing of it is kept but when it came and from which domain. The desk and the sender hear of it."""
    domain = domain_of(mail.sender)[:100]
    row.outcome, row.sender_domain = MailOutcome.HELD, "" if contains_cpr(domain) else domain
    row.answered = _may_answer(on, mail, row, now) and not contains_cpr(mail.sender)
    kept = written_down(on, row)
    if row.answered:
        with in_language(mail.language):
            queue_mail(on, held_back(mail.sender, row.digest), now=now)
    tell_of_mail(on, kept, now=now)
    record(on, "request_mail.hold", kept, details={}, actor="the company or a rule", now=now)


def note_undelivered(on: Session, mail: IncomingMail, *, key: str, now: datetime) -> None:
    """A mail of ours did not arrive: it stands on its request, and the owner hears of it."""
    request = _named(on, [mail.undelivered] if mail.undelivered else [])
    if request is None:
        return
    with in_language(settings().language):
        text = _("A mail to the company did not arrive. Check the address.")
    happened(on, request, EventKind.NOTE, user_id=None, now=now, text=text)
    (line,) = request_lines(on, col(EmployerRequest.id) == request.id)
    tell_owner(on, line, key=key, now=now, undelivered=True)


def _named(on: Session, references: Sequence[str]) -> EmployerRequest | None:
    """The first request among them; of one that was joined to another, that one."""
    for reference in references:
        found = request_by_reference(on, reference)
        while found is not None and found.merged_into_id is not None:
            found = on.get(EmployerRequest, found.merged_into_id)
        if found is not None:
            return found
    return None


def _message(
    on: Session, request: EmployerRequest, mail: IncomingMail, row: RequestMail, now: datetime
) -> EmployerRequest:
    lines = [f"{mail.sender or _('an unknown sender')}: {mail.subject or _('(no subject)')}"]
    if not _is_known_here(on, request, mail.sender):
        lines.append(_("(We don't know this address from the request.)"))
    lines += ["", mail.text] if mail.text else []
    message(on, request, "\n".join(lines), direction=Direction.IN, user_id=None, now=now, quoted=mail.quoted or None)
    (line,) = request_lines(on, col(EmployerRequest.id) == request.id)
    tell_owner(on, line, key=row.digest, now=now)
    return request


def _is_known_here(on: Session, request: EmployerRequest, sender: str) -> bool:
    """The sender, or somebody else of the same house, has been written to or has written before."""
    person = person_by_id(on, request.person_id) if request.person_id else None
    known = {request.caller_email.lower(), *(each.lower() for each in (person.emails if person else ()))} - {""}
    sent = select(RequestEvent.text).where(
        col(RequestEvent.request_id) == request.id, col(RequestEvent.kind) == EventKind.MESSAGE_OUT
    )
    known |= {text.partition(":")[0].lower() for text in on.exec(sent)}
    domains = {own_domain_of(each) for each in known} - {""}
    return sender.lower() in known or own_domain_of(sender) in domains


def _new(on: Session, mail: IncomingMail, row: RequestMail, now: datetime) -> EmployerRequest:
    found = proposals(on, address=mail.sender, text=f"{mail.subject}\n{mail.text}")
    company = certain(found)
    given = RequestInput(
        channel=Channel.MAIL,
        category_id=_category(on),
        subject=mail.subject or _("(no subject)"),
        description=mail.text,
        received_at=row.arrived_at,
        company_id=company.company_id if company else None,
        company_text="" if company else _called(mail),
        person_id=company.person_id if company else None,
        caller_name=mail.sender_name,
        caller_email=mail.sender,
        language=mail.language,
    )
    request = receive(on, given, user_id=None, now=now)
    if mail.quoted:
        begin = select(RequestEvent).where(
            col(RequestEvent.request_id) == request.id, col(RequestEvent.kind) == EventKind.RECEIVED
        )
        event = on.exec(begin).one()
        event.quoted = mail.quoted
        on.add(event)
    if company is not None:
        happened(on, request, EventKind.MATCHED, user_id=None, now=now, text=reasons(company.signs))
    return request


def _called(mail: IncomingMail) -> str:
    """What the company is called until it is found."""
    return own_domain_of(mail.sender) or mail.sender_name or mail.sender or _("an unknown sender")


def _category(on: Session) -> int:
    """'Other', until somebody has read it."""
    open_ones = categories(on)
    return next((each.id for each in open_ones if each.code == ABOUT), open_ones[-1].id) or 0


def _send_receipt(
    on: Session, request: EmployerRequest, mail: IncomingMail, row: RequestMail, files_refused: int, now: datetime
) -> bool:
    """With the address of its own page. Whether one was sent."""
    token = token_for(f"mail:{row.digest}")
    request.status_token_hash = hashed(token)
    on.add(request)
    on.flush()
    if not _may_answer(on, mail, row, now):
        return False
    url = whole_address("public_status.show", token=token)
    with in_language(mail.language):
        receipt = receipt_for_mail(request, mail.sender, url, files_refused=files_refused)
    return queue_mail(on, receipt, now=now)


def _may_answer(on: Session, mail: IncomingMail, row: RequestMail, now: datetime) -> bool:
    if not mail.answerable:
        return False
    sent = sa.select(sa.func.count()).select_from(RequestMail).where(col(RequestMail.answered))
    to_all = sent.where(col(RequestMail.read_at) > now - timedelta(hours=1))
    to_them = sent.where(
        col(RequestMail.sender_hash) == row.sender_hash, col(RequestMail.read_at) > now - timedelta(days=1)
    )
    on_connection = on.connection()
    return (
        on_connection.execute(to_them).scalar_one() < ANSWERS_A_DAY
        and on_connection.execute(to_all).scalar_one() < ANSWERS_AN_HOUR
    )
