"""The steps of a request: answered, planned, done; waiting for the company; what it is about; what was written."""

from datetime import datetime

from flask_babel import gettext as _
from sqlmodel import Session

from crm.employer_requests.models import EmployerRequest, RequestCategory
from crm.employer_requests.services.happening import begin, happened, need_text, noted
from crm.employer_requests.words import Direction, EventKind, Priority, Status
from crm.refusal import Refusal

_ORDER = list(Status)


def answer_first(
    on: Session,
    request: EmployerRequest,
    *,
    text: str = "",
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """The company has had its first answer."""
    begin(on, request, version)
    _forward(request, Status.ANSWERED, _("The first answer was given already."))
    happened(on, request, EventKind.FIRST_ANSWER, user_id=user_id, now=now, text=text.strip())
    return noted(on, "request.answer", request, now, user_id)


def agree_plan(
    on: Session, request: EmployerRequest, text: str, *, user_id: int, now: datetime, version: int | None = None
) -> EmployerRequest:
    """It is agreed with the company what is done; `text` says what."""
    begin(on, request, version)
    plan = need_text(text, _("Write what is agreed with the company."))
    _forward(request, Status.PLANNED, _("A plan is agreed already. Write a note when it changes."))
    happened(on, request, EventKind.PLAN_AGREED, user_id=user_id, now=now, text=plan)
    return noted(on, "request.plan", request, now, user_id)


def finish(
    on: Session,
    request: EmployerRequest,
    *,
    text: str = "",
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """What was agreed is done. It is closed when its outcome is written down."""
    begin(on, request, version)
    _forward(request, Status.DONE, _("It is done already."))
    request.waiting_since = None
    happened(on, request, EventKind.DONE, user_id=user_id, now=now, text=text.strip())
    return noted(on, "request.finish", request, now, user_id)


def wait_for_company(
    on: Session, request: EmployerRequest, reason: str, *, user_id: int, now: datetime, version: int | None = None
) -> EmployerRequest:
    """We can't go on before the company has done something; the clocks rest until then."""
    begin(on, request, version)
    why = need_text(reason, _("Write what we are waiting for."))
    if request.status is Status.DONE or request.waiting_since is not None:
        raise Refusal(_("It is done already.") if request.status is Status.DONE else _("It waits already."))
    request.waiting_since = now
    happened(on, request, EventKind.WAITING_FOR_COMPANY, user_id=user_id, now=now, text=why)
    return noted(on, "request.wait", request, now, user_id)


def resume(
    on: Session,
    request: EmployerRequest,
    *,
    text: str = "",
    user_id: int | None,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """The company has done its part; the clocks run again."""
    begin(on, request, version)
    if request.waiting_since is None:
        raise Refusal(_("It does not wait for the company."))
    _resume(on, request, text.strip(), user_id, now)
    return noted(on, "request.resume", request, now, user_id)


def change_category(
    on: Session,
    request: EmployerRequest,
    category_id: int,
    *,
    reason: str = "",
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """It is about something else. The clocks are worked out anew from the beginning; no pause is lost."""
    if category_id == request.category_id:
        return request
    begin(on, request, version)
    category = on.get(RequestCategory, category_id)
    if category is None or not category.active:
        raise Refusal(_("Choose what the request is about."))
    request.category_id = category_id
    happened(
        on, request, EventKind.RECATEGORISED, user_id=user_id, now=now, text=reason.strip(), category_id=category_id
    )
    return noted(on, "request.recategorise", request, now, user_id, category=category.code)


def change_priority(
    on: Session,
    request: EmployerRequest,
    priority: Priority,
    *,
    reason: str = "",
    user_id: int,
    now: datetime,
    version: int | None = None,
) -> EmployerRequest:
    """It is more urgent, or less. The clocks are worked out anew from the beginning; no pause is lost."""
    if priority is request.priority:
        return request
    begin(on, request, version)
    request.priority = priority
    happened(on, request, EventKind.PRIORITY_CHANGED, user_id=user_id, now=now, text=reason.strip(), priority=priority)
    return noted(on, "request.prioritise", request, now, user_id, priority=priority.value)


def note(on: Session, request: EmployerRequest, text: str, *, user_id: int, now: datetime) -> EmployerRequest:
    """For colleagues only. Also on a closed request: what became known later. It changes nothing else."""
    said = need_text(text, _("Write something."))
    happened(on, request, EventKind.NOTE, user_id=user_id, now=now, text=said)
    return noted(on, "request.note", request, now, user_id)


def message(
    on: Session,
    request: EmployerRequest,
    text: str,
    *,
    direction: Direction,
    user_id: int | None,
    now: datetime,
    quoted: str | None = None,
) -> EmployerRequest:
    """Something was written to the company or by it. What the company writes ends the waiting for it.

    On a closed request too: the company may write when it likes. `quoted`: the earlier mail that it repeats.
    """
    said = need_text(text, _("Write something."))
    kind = EventKind.MESSAGE_IN if direction is Direction.IN else EventKind.MESSAGE_OUT
    happened(on, request, kind, user_id=user_id, now=now, text=said, quoted=quoted)
    if direction is Direction.IN and request.waiting_since is not None:
        _resume(on, request, "", user_id, now)
    return noted(on, "request.message", request, now, user_id, direction=direction.value)


def _forward(request: EmployerRequest, status: Status, already: str) -> None:
    """To a later step; refuses one that was reached. Who answers owns it, so that it can't be nobody's."""
    if _ORDER.index(request.status) >= _ORDER.index(status):
        raise Refusal(already)
    if request.owner_user_id is None:
        raise Refusal(_("Nobody has this request yet. Take it first."))
    request.status = status


def _resume(on: Session, request: EmployerRequest, text: str, user_id: int | None, now: datetime) -> None:
    request.waiting_since = None
    happened(on, request, EventKind.RESUMED, user_id=user_id, now=now, text=text)
