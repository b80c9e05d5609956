"""The words of requests, and their clocks, as people read them."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.employer_requests.clock import Clock, Part, State
from crm.employer_requests.words import (
    Channel,
    EventKind,
    GoalKind,
    LinkKind,
    NotFilled,
    OrderStatus,
    Outcome,
    Priority,
    Status,
)
from crm.values.clock import local_date, utc_now
from crm.web.formatting import NO_BREAK, clock_time, moment, number, weekday_name

CHANNELS = {
    Channel.PHONE: _l("Phone"),
    Channel.MAIL: _l("E-mail"),
    Channel.FORM: _l("Form"),
    Channel.BUSINESS_COUNCIL: _l("Business council"),
    Channel.WALK_IN: _l("In person"),
    Channel.LETTER: _l("Letter"),
}
PRIORITIES = {
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
    Priority.URGENT: _l("Urgent"),
}
STATUSES = {
    Status.RECEIVED: _l("Received"),
    Status.ASSIGNED: _l("Somebody has it"),
    Status.ANSWERED: _l("Answered"),
    Status.PLANNED: _l("Plan agreed"),
    Status.DONE: _l("Carried out"),
    Status.CLOSED: _l("Concluded"),
}
GOALS = {
    GoalKind.FIRST_ANSWER: _l("First answer"),
    GoalKind.PLAN_AGREED: _l("Plan agreed"),
    GoalKind.DONE: _l("Carried out"),
}
OUTCOMES = {
    Outcome.COOPERATION: _l("A cooperation started"),
    Outcome.JOB_ORDER: _l("A job order was made"),
    Outcome.ADVISED: _l("Advice was given"),
    Outcome.VISIT_AGREED: _l("A visit is agreed"),
    Outcome.PASSED_ON: _l("Passed on to somebody else"),
    Outcome.NOT_POSSIBLE: _l("Could not be met"),
    Outcome.NO_ANSWER: _l("The company did not answer"),
    Outcome.WITHDRAWN: _l("The company took it back"),
    Outcome.DUPLICATE: _l("Asked for twice"),
    Outcome.NOT_A_REQUEST: _l("Not a request"),
}
EVENTS = {
    EventKind.RECEIVED: _l("The request came in"),
    EventKind.MATCHED: _l("The company was found"),
    EventKind.EDITED: _l("The text was corrected"),
    EventKind.RECATEGORISED: _l("Another category"),
    EventKind.PRIORITY_CHANGED: _l("Another priority"),
    EventKind.ASSIGNED: _l("Assigned"),
    EventKind.TAKEN: _l("Taken"),
    EventKind.RETURNED: _l("Given back to the unit"),
    EventKind.HANDED_OVER: _l("Offered to somebody else"),
    EventKind.HAND_OVER_ACCEPTED: _l("The hand-over was accepted"),
    EventKind.HAND_OVER_REFUSED: _l("The hand-over was refused"),
    EventKind.WAITING_FOR_COMPANY: _l("Waiting for the company"),
    EventKind.RESUMED: _l("The waiting is over"),
    EventKind.FIRST_ANSWER: _l("First answer"),
    EventKind.PLAN_AGREED: _l("Plan agreed"),
    EventKind.DONE: _l("Carried out"),
    EventKind.MESSAGE_IN: _l("The company wrote"),
    EventKind.MESSAGE_OUT: _l("Written to the company"),
    EventKind.NOTE: _l("Internal note"),
    EventKind.LINKED: _l("Something was linked"),
    EventKind.MERGED: _l("Joined with another request"),
    EventKind.SPLIT: _l("Split in two"),
    EventKind.CLOSED: _l("Concluded"),
    EventKind.REOPENED: _l("Opened again"),
}
LINKS = {
    LinkKind.VISIT: _l("Visit"),
    LinkKind.CONTACT: _l("Contact"),
    LinkKind.COOPERATION: _l("Cooperation"),
}
ORDER_STATUSES = {
    OrderStatus.OPEN: _l("Not filled yet"),
    OrderStatus.FILLED_BY_US: _l("Filled by us"),
    OrderStatus.FILLED_OTHERWISE: _l("Filled otherwise"),
    OrderStatus.NOT_FILLED: _l("Not filled"),
}
NOT_FILLED = {
    NotFilled.NOBODY_FITS: _l("We know of nobody who fits"),
    NotFilled.NOBODY_CHOSEN: _l("The company wanted none of those we proposed"),
    NotFilled.DECLINED: _l("Those who were chosen said no"),
    NotFilled.TERMS: _l("Hours, pay or the way to work"),
    NotFilled.CALLED_OFF: _l("The company needs nobody any more"),
    NotFilled.OTHER: _l("Something else"),
}
STATES = {
    State.RUNNING: _l("the clock is running"),
    State.PAUSED: _l("waiting for the company"),
    State.MET: _l("kept"),
    State.MISSED: _l("not kept"),
    State.NOT_NEEDED: _l("not needed"),
}
PARTS = {
    Part.COUNTED: _l("counted"),
    Part.PAUSED: _l("paused"),
    Part.CLOSED: _l("outside opening hours"),
    Part.FINISHED: _l("concluded"),
}
SOON = timedelta(days=7)


def duration(minutes: int) -> str:
    """'2 t 10 min', '40 min', '3 t' ('2 hr 10 min' in English): of working time, so that hours never become days."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [str(_("%(hours)s hr", hours=number(hours)))] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NO_BREAK}min")
    return " ".join(parts)


def due_text(clock: Clock, now: datetime | None = None) -> str:
    """'i dag 14.30 (2 t 10 min)', 'mandag 9.20 (6 t)', '25 min over', 'venter på virksomheden', 'overholdt'."""
    if not clock.open:
        return str(STATES[clock.state])
    if clock.state is State.MISSED:
        return str(_("%(time)s over", time=duration(clock.left)))
    if clock.due_at is None:
        return str(STATES[State.PAUSED])
    return f"{due_moment(clock.due_at, now)} ({duration(clock.left)})"


def due_moment(due_at: datetime, now: datetime | None = None) -> str:
    """'i dag 14.30', 'i morgen 9.00', 'mandag 9.20' within a week, else with the date."""
    days = (local_date(due_at) - local_date(now or utc_now())).days
    if days == 1:
        return f"{_('tomorrow')} {clock_time(due_at)}"
    if 1 < days < SOON.days:
        return f"{weekday_name(local_date(due_at).weekday())} {clock_time(due_at)}"
    return moment(due_at, now)


def tone(clock: Clock) -> str:
    """The badge's tone: the words say it all, the colour only helps."""
    if clock.state is State.MISSED:
        return "red"
    if clock.open and not clock.waiting and clock.share >= 50:
        return "amber"
    return "green" if clock.state is State.MET else "neutral"
