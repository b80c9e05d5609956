"""The words of plans: why a company is proposed, why another is not, how far it has come."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.companies.models import Certainty
from crm.contacts.guard.sentences import reason_words
from crm.planning.words import Failure, LeftOut, Phase, PlanStatus, Why
from crm.planning.worth import Reason
from crm.web.formatting import day

STATUSES: dict[PlanStatus, LazyString] = {
    PlanStatus.QUEUED: _l("Waits for its turn"),
    PlanStatus.SOLVING: _l("Being worked out"),
    PlanStatus.DONE: _l("Worked out"),
    PlanStatus.FAILED: _l("Not worked out"),
    PlanStatus.CANCELLED: _l("Cancelled"),
}
TONES = {PlanStatus.DONE: "green", PlanStatus.FAILED: "red", PlanStatus.QUEUED: "blue", PlanStatus.SOLVING: "blue"}
PHASES: dict[Phase, LazyString] = {
    Phase.WAITING: _l("Waits for its turn"),
    Phase.GATHERING: _l("Finds out which companies are due"),
    Phase.SEARCHING: _l("Searches for the best routes"),
}
FAILURES: dict[Failure, LazyString] = {
    Failure.INTERRUPTED: _l("The work was interrupted twice. Ask an administrator to look at the Jobs page."),
    Failure.NOBODY_WORKS: _l(
        "Nobody in the plan works on these days: they are days off, or the day is over. Make a plan for other days."
    ),
    Failure.ERROR: _l("The program failed over this plan. The log says where; tell those who run the program."),
}
LEFT_OUT: dict[LeftOut, LazyString] = {
    LeftOut.NO_ROOM: _l("No room: other companies were worth more on the way"),
    LeftOut.STOP: _l("Do not contact"),
    LeftOut.WAIT: _l("Wait"),
    LeftOut.JOIN: _l("Talk to your colleague first"),
    LeftOut.HAS_VISIT: _l("A visit is already planned"),
    LeftOut.VISITED_LATELY: _l("Visited within the last 60 days"),
    LeftOut.NO_PLACE: _l("The register has no known postcode for it, so no way to it can be worked out"),
    LeftOut.NO_TIME: _l("The times its contact person likes do not fit the days and hours of the plan"),
    LeftOut.DROPPED: _l("Dropped by hand"),
}


def reason_sentence(reason: Reason, types: Mapping[str, str]) -> str:
    """One reason for a visit. `types`: names of the cooperation types by code."""
    certain = reason.fact == Certainty.CERTAIN
    sentences: dict[Why, Any] = {
        Why.GROUP_LARGE: _l("Over 50 staff and not visited this year")
        if certain
        else _l("Perhaps over 50 staff and not visited this year"),
        Why.GROUP_GROWTH: _l("Growth company, not visited this year")
        if certain
        else _l("Perhaps a growth company, not visited this year"),
        Why.GROUP_STARTUP: _l("Selected startup, not visited this year"),
        Why.NEVER_SPOKEN: _l("Nobody has spoken with the company yet"),
        Why.RATE: _l("Does not cooperate: would count as one more in the cooperation rate"),
    }
    if reason.why is Why.LONG_SILENT:
        return str(_("Not spoken with since %(day)s", day=day(date.fromisoformat(reason.fact))))
    if reason.why is Why.ENDING:
        return str(_("An arrangement ends on %(day)s", day=day(date.fromisoformat(reason.fact))))
    if reason.why is Why.INTEREST:
        return str(_("Has shown interest in %(type)s", type=types.get(reason.fact, reason.fact)))
    return str(sentences[reason.why])


def reason_sentences(kept: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> list[str]:
    """Of a stored proposal, the weightiest first."""
    return [reason_sentence(Reason.from_json(dict(each)), types) for each in kept]


def left_out_sentence(why: LeftOut, guard: Sequence[str]) -> str:
    """Why a company is not in the plan, with what the guard says."""
    if why in (LeftOut.STOP, LeftOut.WAIT, LeftOut.JOIN) and guard:
        return f"{LEFT_OUT[why]}: {', '.join(reason_words(dict.fromkeys(guard)))}"
    return str(LEFT_OUT[why])


def hours_and_minutes(minutes: int) -> str:
    """'25 min.', '1 h 10 min.'."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)s min.", minutes=rest))
    if not rest:
        return str(_("%(hours)s h", hours=hours))
    return str(_("%(hours)s h %(minutes)s min.", hours=hours, minutes=rest))
