"""Answers to the company by mail."""

from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.doing import do_verb
from crm.service_desk.services.answering import Letter, send_answer
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer


@requests.post("/requests/<int:request_id>/answer")
@allow(*STAFF)
def answer(request_id: int) -> Answer:
    """Queued with the reference in its subject; it is the first answer when there was none."""

    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        letter = Letter(
            recipient=form.recipient.data,
            subject=form.subject.data,
            body=form.body.data,
            waiting_for=form.subject.data if form.wait.data else "",
        )
        send_answer(work, found, letter, user_id=actor().id, now=utc_now(), version=form.version.data)

    return do_verb("answer", request_id, do, _("The answer is on its way."))
