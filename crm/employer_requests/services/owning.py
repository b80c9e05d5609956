"""Whose a request is. Whoever has it keeps it until somebody else has said yes."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from crm.accounts.queries import user_by_id
from crm.employer_requests.inputs import Whom
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.services.happening import begin, happened, need_text, noted
from crm.employer_requests.words import EventKind, Status
from crm.refusal import Refusal


def take(
    on: Session, request: EmployerRequest, *, user_id: int, now: datetime, version: int | None = None
) -> EmployerRequest:
    """One takes what nobody has. Refuses another's: they can hand it over."""
    if request.owner_user_id == user_id:
        return request
    begin(on, request, version)
    if request.owner_user_id is not None:
        raise Refusal(_("A colleague has this request. It can be handed over to you."))
    _give(on, request, user_id)
    happened(on, request, EventKind.TAKEN, user_id=user_id, now=now, to_user_id=user_id)
    return noted(on, "request.take", request, now, user_id)


def assign(
    on: Session,
    request: EmployerRequest,
    to: Whom,
    *,
    why: str = "",
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """What nobody has goes to a unit, and to a person of it. `user_id` None: a rule said so, and `why` says which."""
    begin(on, request, version)
    _refuse_nobody(to)
    if request.owner_user_id is not None:
        raise Refusal(_("A colleague has this request. Hand it over instead: it stays theirs until somebody says yes."))
    if to.unit_id is not None:
        request.unit_id = to.unit_id
    if to.user_id is not None:
        _give(on, request, to.user_id, unit_id=to.unit_id)
    whose = {"to_user_id": to.user_id, "to_unit_id": request.unit_id}
    happened(on, request, EventKind.ASSIGNED, user_id=user_id, now=now, text=why, **whose)
    return noted(on, "request.assign", request, now, user_id, user_id=to.user_id, unit_id=request.unit_id)


def return_to_unit(
    on: Session,
    request: EmployerRequest,
    reason: str,
    *,
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """Its unit has it again, and anybody there may take it. `user_id` None: its owner is away (a job)."""
    begin(on, request, version)
    why = need_text(reason, _("Write why it goes back to the unit."))
    if request.owner_user_id is None:
        raise Refusal(_("The unit has it already."))
    request.owner_user_id = None
    _withdraw_offer(request)
    if request.status is Status.ASSIGNED:
        request.status = Status.RECEIVED
    happened(on, request, EventKind.RETURNED, user_id=user_id, now=now, text=why, to_unit_id=request.unit_id)
    return noted(on, "request.return", request, now, user_id, unit_id=request.unit_id)


def hand_over(
    on: Session,
    request: EmployerRequest,
    to: Whom,
    *,
    text: str = "",
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """Offer it to a colleague or a unit. Until somebody says yes it stays where it is. `user_id` None: a rule did."""
    begin(on, request, version)
    _refuse_nobody(to)
    if request.owner_user_id is None:
        raise Refusal(_("Nobody has this request yet. Take it, or assign it to somebody."))
    if to.user_id == request.owner_user_id:
        raise Refusal(_("This colleague has it already."))
    request.offered_user_id = to.user_id
    request.offered_unit_id = to.unit_id if to.user_id is None else None
    request.offered_at = now
    whose = {"to_user_id": to.user_id, "to_unit_id": request.offered_unit_id}
    happened(on, request, EventKind.HANDED_OVER, user_id=user_id, now=now, text=text, **whose)
    return noted(on, "request.hand_over", request, now, user_id, user_id=to.user_id, unit_id=request.offered_unit_id)


def accept_hand_over(
    on: Session, request: EmployerRequest, *, user_id: int, now: datetime, version: int | None = None
) -> EmployerRequest:
    """Yes: it is theirs now, and their unit's."""
    begin(on, request, version)
    _refuse_unasked(on, request, user_id)
    offered_unit_id = request.offered_unit_id
    _give(on, request, user_id, unit_id=offered_unit_id)
    happened(on, request, EventKind.HAND_OVER_ACCEPTED, user_id=user_id, now=now, to_user_id=user_id)
    return noted(on, "request.accept", request, now, user_id)


def refuse_hand_over(
    on: Session, request: EmployerRequest, reason: str, *, user_id: int, now: datetime, version: int | None = None
) -> EmployerRequest:
    """No, and why: it stays with its owner. The owner may take the offer back in the same way."""
    begin(on, request, version)
    why = need_text(reason, _("Write why, so that your colleague knows what to do next."))
    if user_id != request.owner_user_id or request.offered_at is None:
        _refuse_unasked(on, request, user_id)
    _withdraw_offer(request)
    happened(
        on, request, EventKind.HAND_OVER_REFUSED, user_id=user_id, now=now, text=why, to_user_id=request.owner_user_id
    )
    return noted(on, "request.refuse", request, now, user_id)


def _give(on: Session, request: EmployerRequest, user_id: int, *, unit_id: int | None = None) -> None:
    """The request becomes theirs; in the unit named, else in their own."""
    user = user_by_id(on, user_id)
    if user is None or not user.active:
        raise Refusal(_("This colleague has left. Choose somebody else."))
    request.owner_user_id = user_id
    request.unit_id = unit_id or user.unit_id or request.unit_id
    _withdraw_offer(request)
    if request.status is Status.RECEIVED:
        request.status = Status.ASSIGNED


def _withdraw_offer(request: EmployerRequest) -> None:
    request.offered_user_id = request.offered_unit_id = request.offered_at = None


def _refuse_nobody(to: Whom) -> None:
    if to.user_id is None and to.unit_id is None:
        raise Refusal(_("Choose who is to have the request."))


def _refuse_unasked(on: Session, request: EmployerRequest, user_id: int) -> None:
    if request.offered_user_id == user_id and request.offered_at is not None:
        return
    user = user_by_id(on, user_id)
    if user is None or request.offered_unit_id is None or user.unit_id != request.offered_unit_id:
        raise Refusal(_("This request is not offered to you any more."))
