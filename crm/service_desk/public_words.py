"""How a request stands, as the company reads it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.employer_requests.clock import Clock, State
from crm.employer_requests.labels import due_moment, duration
from crm.employer_requests.words import EventKind, GoalKind, Outcome, Status
from crm.service_desk.queries.own import OwnRequest

EVENTS = {
    EventKind.RECEIVED: _l("We received your request"),
    EventKind.FIRST_ANSWER: _l("We gave you a first answer"),
    EventKind.PLAN_AGREED: _l("We agreed on a plan"),
    EventKind.WAITING_FOR_COMPANY: _l("We are waiting for you"),
    EventKind.DONE: _l("What we agreed on is done"),
    EventKind.MESSAGE_IN: _l("You wrote to us"),
    EventKind.MESSAGE_OUT: _l("We wrote to you"),
    EventKind.CLOSED: _l("The request was concluded"),
    EventKind.REOPENED: _l("The request was opened again"),
}
PROMISES = {
    GoalKind.FIRST_ANSWER: _l("You have our first answer at the latest %(when)s."),
    GoalKind.PLAN_AGREED: _l("We agree on a plan with you at the latest %(when)s."),
    GoalKind.DONE: _l("What we agree on is done at the latest %(when)s."),
}
NEXT = {
    Status.RECEIVED: _l("%(unit)s has your request and finds the right person to help you."),
    Status.ASSIGNED: _l("%(who)s, %(unit)s, has your request and gets in touch with you."),
    Status.ANSWERED: _l("%(who)s, %(unit)s, agrees with you on what we do."),
    Status.PLANNED: _l("%(who)s, %(unit)s, is doing what we agreed on."),
    Status.DONE: _l("%(who)s, %(unit)s, has done what we agreed on and rounds it off."),
}


def what_happens_next(own: OwnRequest) -> str:
    """One sentence: whose turn it is."""
    request = own.line.request
    if own.request.merged_into_id is not None:
        return str(
            _("You asked for the same before. We go on with request %(reference)s.", reference=request.reference)
        )
    if request.status is Status.CLOSED:
        return str(_("You took the request back.")) if request.outcome is Outcome.WITHDRAWN else request.next_step
    if own.waits_for:
        return str(_("We are waiting for you: %(what)s", what=own.waits_for))
    sentence = NEXT[request.status] if own.line.owner else NEXT[Status.RECEIVED]
    return str(sentence) % {"who": own.line.owner, "unit": own.line.unit}


def promise(clock: Clock | None, now: datetime) -> str:
    """What the clock that falls due next promises; nothing when nothing is owed."""
    if clock is None:
        return ""
    if clock.state is State.MISSED:
        return str(_("We promised it sooner, and are sorry that it takes longer. Call us if it is urgent."))
    if clock.due_at is None:
        return str(_("Our time to answer rests until we have heard from you."))
    return str(PROMISES[clock.kind]) % {"when": due_moment(clock.due_at, now)}


def working_time(minutes: int | None) -> str:
    """'8 t' of opening hours; a dash where nothing is promised."""
    return "–" if minutes is None else duration(minutes)
