"""Whose the request is: take it, assign it, hand it over, say yes or no, give it back."""

from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services import owning
from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.doing import do_verb
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer


@requests.post("/requests/<int:request_id>/take")
@allow(*STAFF)
def take(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        owning.take(work, found, user_id=actor().id, now=utc_now(), version=form.version.data)

    return do_verb("take", request_id, do, _("The request is yours."))


@requests.post("/requests/<int:request_id>/assign")
@allow(*STAFF)
def assign(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        how = {"user_id": actor().id, "now": utc_now(), "version": form.version.data}
        owning.assign(work, found, form.to_whom(), why=form.text.data, **how)

    return do_verb("assign", request_id, do, _("The request is assigned."))


@requests.post("/requests/<int:request_id>/hand-over")
@allow(*STAFF)
def hand_over(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        how = {"user_id": actor().id, "now": utc_now(), "version": form.version.data}
        owning.hand_over(work, found, form.to_whom(), text=form.text.data, **how)

    return do_verb("hand_over", request_id, do, _("It is offered. It stays where it is until they have said yes."))


@requests.post("/requests/<int:request_id>/accept")
@allow(*STAFF)
def accept(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        owning.accept_hand_over(work, found, user_id=actor().id, now=utc_now(), version=form.version.data)

    return do_verb("accept", request_id, do, _("The request is yours."))


@requests.post("/requests/<int:request_id>/refuse")
@allow(*STAFF)
def refuse(request_id: int) -> Answer:
    return do_verb("refuse", request_id, _no, _("You have said no. It stays with your colleague."))


@requests.post("/requests/<int:request_id>/withdraw")
@allow(*STAFF)
def withdraw(request_id: int) -> Answer:
    """The owner takes the offer back."""
    return do_verb("withdraw", request_id, _no, _("The offer is taken back. The request is still yours."))


def _no(work: Session, found: EmployerRequest, form: Any) -> None:
    how = {"user_id": actor().id, "now": utc_now(), "version": form.version.data}
    owning.refuse_hand_over(work, found, form.text.data, **how)


@requests.post("/requests/<int:request_id>/give-back")
@allow(*STAFF)
def give_back(request_id: int) -> Answer:
    def do(work: Session, found: EmployerRequest, form: Any) -> None:
        how = {"user_id": actor().id, "now": utc_now(), "version": form.version.data}
        owning.return_to_unit(work, found, form.text.data, **how)

    return do_verb("give_back", request_id, do, _("The unit has the request again."))
