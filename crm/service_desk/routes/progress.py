"""The steps of a request, the waiting for the company, what it is about, and what is noted of it."""

from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.contacts.queries.log_form import company_line
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services import owning, progress, receiving
from crm.employer_requests.words import Direction
from crm.refusal import Refusal
from crm.routing.services.routing import route_again
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.doing import do_verb
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer


def _who(form: Any) -> dict[str, Any]:
    return {"user_id": actor().id, "now": utc_now(), "version": form.version.data}


@requests.post("/requests/<int:request_id>/answered")
@allow(*STAFF)
def answered(request_id: int) -> Answer:
    """The first answer was given by phone, or at the door."""

    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        how = _who(form)
        if found.owner_user_id is None:
            owning.take(work, found, **how)  # who answers what nobody has, has it from then on
            how["version"] = None
        progress.answer_first(work, found, text=form.text.data, **how)

    return do_verb("answered", request_id, do, _("The first answer is written down."))


@requests.post("/requests/<int:request_id>/plan")
@allow(*STAFF)
def plan(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.agree_plan(work, found, form.text.data, **_who(form))

    return do_verb("plan", request_id, do, _("The plan is written down."))


@requests.post("/requests/<int:request_id>/finish")
@allow(*STAFF)
def finish(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.finish(work, found, text=form.text.data, **_who(form))

    return do_verb("finish", request_id, do, _("It is carried out. Close it when you know what came of it."))


@requests.post("/requests/<int:request_id>/wait")
@allow(*STAFF)
def wait(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.wait_for_company(work, found, form.text.data, **_who(form))

    return do_verb("wait", request_id, do, _("It waits for the company. The clocks rest."))


@requests.post("/requests/<int:request_id>/resume")
@allow(*STAFF)
def resume(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.resume(work, found, text=form.text.data, **_who(form))

    return do_verb("resume", request_id, do, _("The clocks run again."))


@requests.post("/requests/<int:request_id>/category")
@allow(*STAFF)
def category(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        before = found.category_id
        progress.change_category(work, found, form.category.data, reason=form.text.data, **_who(form))
        if found.category_id != before:
            route_again(work, found, utc_now())

    return do_verb("category", request_id, do, _("The category is changed."))


@requests.post("/requests/<int:request_id>/priority")
@allow(*STAFF)
def priority(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.change_priority(work, found, form.to_priority(), reason=form.text.data, **_who(form))

    return do_verb("priority", request_id, do, _("The priority is changed."))


@requests.post("/requests/<int:request_id>/note")
@allow(*STAFF)
def note(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.note(work, found, form.text.data, user_id=actor().id, now=utc_now())

    return do_verb("note", request_id, do, _("The note is saved."))


@requests.post("/requests/<int:request_id>/came-in", endpoint="came_in")
@allow(*STAFF)
def came_in(request_id: int) -> Answer:
    """The company called or wrote again."""

    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        progress.message(work, found, form.text.data, direction=Direction.IN, user_id=actor().id, now=utc_now())

    return do_verb("came_in", request_id, do, _("It is written down what the company said."))


@requests.post("/requests/<int:request_id>/edit")
@allow(*STAFF)
def edit(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        receiving.edit(work, found, form.to_change(), **_who(form))

    return do_verb("edit", request_id, do, _("The request is saved."))


@requests.post("/requests/<int:request_id>/match")
@allow(*STAFF)
def match(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        if company_line(work, form.company.data) is None:
            raise Refusal(_("Choose one of the companies."))
        receiving.match_company(work, found, form.company.data, **_who(form))
        route_again(work, found, utc_now())

    return do_verb("match", request_id, do, _("The request has its company."))
