"""What a company does on its public pages: asks for something, and takes it back."""

import hashlib
import hmac
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from crm.contacts.inputs import RefusalInput
from crm.contacts.services.restrictions import set_refusal
from crm.employer_requests.inputs import RequestInput
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.attachments import Stored, attach
from crm.employer_requests.services.closing import close
from crm.employer_requests.services.receiving import receive
from crm.employer_requests.words import Outcome
from crm.outbox.services import Mail, queue_mail
from crm.refusal import Refusal
from crm.service_desk.services.letters import letter
from crm.values.clock import local_date

LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Ten digits in an address might look like a CPR number, which pages refuse to repeat."""


def token_for(once_key: str) -> str:
    """The token of the status page that this form makes: sent twice, the form leads to the same page.

    As unguessable as the installation's own secret and the form's random key together; only its hash is kept.
    """
    key = str(current_app.secret_key).encode()
    made = hmac.new(key, f"request status:{once_key}".encode(), hashlib.sha256).hexdigest()
    return made[:48].translate(LETTERS)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def send_request(
    on: Session, given: RequestInput, stored: Stored | None, *, token: str, url: str, now: datetime
) -> EmployerRequest:
    """The company's own request, with its file and a receipt by mail; `url` is its status page."""
    request = receive(on, given, user_id=None, now=now)
    request.status_token_hash = hashed(token)
    on.add(request)
    on.flush()
    if stored is not None:
        attach(on, request, stored, user_id=None, now=now)
    if given.caller_email:
        queue_mail(on, _receipt(request, given.caller_email, url), now=now)
    return request


def _receipt(request: EmployerRequest, recipient: str, url: str) -> Mail:
    """Says nothing that was written in the form: anybody can write anybody's address into it."""
    paragraphs = (
        _("Hello,"),
        _("We have received a request that was sent with your e-mail address. Its number is %(reference)s.",
          reference=request.reference),
        _("Here you can see what happens next, write to us, or take the request back:") + f"\n{url}",
        _("The link is yours alone: do not pass it on. If you did not send the request, open the link and take it"
          " back."),
        _("Kind regards") + "\nVirksomhedsservice",
    )  # fmt: skip
    return letter(
        request,
        key=f"request-received:{request.id}",
        recipient=recipient,
        subject=_("We have your request %(reference)s", reference=request.reference),
        body="\n\n".join(paragraphs) + "\n",
    )


def withdraw(on: Session, request: EmployerRequest, *, now: datetime) -> EmployerRequest:
    """The company needs it no longer. One that was joined to another can't be taken back alone."""
    if request.merged_into_id is not None:
        raise Refusal(_("The request is one with another of your company's. Write a message instead."))
    return close(on, request, Outcome.WITHDRAWN, _("The company took the request back."), user_id=None, now=now)


def refuse_contact(on: Session, request: EmployerRequest, given: RefusalInput, *, now: datetime) -> None:
    """The company wants no contact. The reason names the request, so that our staff see where it was said."""
    if request.company_id is None:
        raise Refusal(_("We don't know yet which company you are. Write a message instead."))
    said = RefusalInput(
        said_by=given.said_by,
        reason=f"{request.reference}: {given.reason}".rstrip(": "),
        scope=given.scope,
        until=given.until,
    )
    set_refusal(on, request.company_id, said, user_id=None, now=now, today=local_date(now))
