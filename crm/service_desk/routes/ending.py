"""The end of a request and its coming back; requests that become one or two; what they led to."""

from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import request_by_id, request_by_reference
from crm.employer_requests.services import closing
from crm.refusal import Refusal
from crm.service_desk.queries.page import could_be_linked
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.doing import do_verb
from crm.service_desk.services.ending import follow_close
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer


def _who(form: Any) -> dict[str, Any]:
    return {"user_id": actor().id, "now": utc_now(), "version": form.version.data}


@requests.post("/requests/<int:request_id>/close")
@allow(*STAFF)
def close(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        closing.close(work, found, form.to_outcome(), form.next_step.data, **_who(form))
        follow_close(work, found, cooperation_id=form.cooperation_id, user_id=actor().id, now=utc_now())

    return do_verb("close", request_id, do, _("The request is closed."))


@requests.post("/requests/<int:request_id>/reopen")
@allow(*STAFF)
def reopen(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        closing.reopen(work, found, form.text.data, **_who(form))

    return do_verb("reopen", request_id, do, _("The request is open again."))


@requests.post("/requests/<int:request_id>/merge")
@allow(*STAFF)
def merge(request_id: int) -> Answer:
    """It becomes part of the older one, and the page goes on there."""

    def do(work: Session, found: EmployerRequest, form: Any) -> EmployerRequest:
        reference = form.reference.data
        into = request_by_reference(work, reference) if reference else request_by_id(work, form.into.data)
        if into is None:
            raise Refusal(_("Choose another request that is open."))
        closing.merge(work, found, into=into, **_who(form))
        return into

    return do_verb("merge", request_id, do, _("The requests are one now. This is the one that goes on."))


@requests.post("/requests/<int:request_id>/split")
@allow(*STAFF)
def split(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> EmployerRequest:
        return closing.split(work, found, form.to_split(), **_who(form))

    return do_verb("split", request_id, do, _("This is the new request. The other one goes on by itself."))


@requests.post("/requests/<int:request_id>/link")
@allow(*STAFF)
def link(request_id: int) -> Answer:
    """A visit, a contact or a cooperation of the company."""

    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        thing = next(each for each in could_be_linked(work, found) if each.value == form.thing.data)
        closing.link(
            work,
            found,
            visit_id=thing.visit_id,
            contact_entry=thing.entry,
            cooperation_id=thing.cooperation_id,
            user_id=actor().id,
            now=utc_now(),
        )

    return do_verb("link", request_id, do, _("It is linked."))
