"""The words of the desk: its tabs, what one can do with a request, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.contacts.guard import Caller
from crm.employer_requests.labels import EVENTS, LINKS, OUTCOMES, PRIORITIES
from crm.employer_requests.models import EmployerRequest
from crm.employer_requests.queries.requests import EventLine
from crm.employer_requests.words import EventKind, LinkKind, OrderStatus, Status
from crm.service_desk.queries.job_orders import Which, Whose
from crm.service_desk.queries.queue import Tab

TABS = {
    Tab.ALL: _l("All"),
    Tab.MINE: _l("Mine"),
    Tab.UNIT: _l("My unit's"),
    Tab.NOBODY: _l("Nobody's yet"),
    Tab.MY_YES: _l("For me to accept"),
}
WHOSE_ORDERS = {
    Whose.ALL: _l("All"),
    Whose.MINE: _l("Mine"),
    Whose.UNIT: _l("My unit's"),
}
WHICH_ORDERS = {
    Which.OPEN: _l("Not filled yet"),
    Which.OVERDUE: _l("Past the deadline"),
    Which.ANSWERED: _l("Concluded"),
}
ORDER_TONES = {
    OrderStatus.OPEN: "blue",
    OrderStatus.FILLED_BY_US: "green",
    OrderStatus.FILLED_OTHERWISE: "neutral",
    OrderStatus.NOT_FILLED: "amber",
}
STATUS_TONES = {
    Status.RECEIVED: "amber",
    Status.ASSIGNED: "neutral",
    Status.ANSWERED: "blue",
    Status.PLANNED: "blue",
    Status.DONE: "green",
    Status.CLOSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Verb:
    """Something one can do with a request: its button, what it says above its form, and the button that does it."""

    name: str
    label: LazyString
    save: LazyString
    key: str = ""
    hint: LazyString | str = ""
    at_once: bool = False  # a button and no form


_ANEW = _l("The clocks are reckoned anew from the beginning; no pause is lost.")
VERBS = {
    verb.name: verb
    for verb in (
        Verb("take", _l("Take it"), _l("Take it"), "t", at_once=True),
        Verb("accept", _l("Accept"), _l("Accept"), "a", at_once=True),
        Verb("refuse", _l("Say no …"), _l("Say no")),
        Verb("withdraw", _l("Take the offer back …"), _l("Take the offer back")),
        Verb("assign", _l("Assign …"), _l("Assign"), "o"),
        Verb(
            "hand_over",
            _l("Hand over …"),
            _l("Hand over"),
            "o",
            _l("It stays with the one who has it until the other has said yes."),
        ),
        Verb("give_back", _l("Give back to the unit …"), _l("Give back to the unit")),
        Verb("answer", _l("Answer by mail …"), _l("Send the answer"), "s"),
        Verb("answered", _l("Answered by phone …"), _l("The first answer is given"), "f"),
        Verb("plan", _l("Agree on a plan …"), _l("The plan is agreed"), "p"),
        Verb("finish", _l("Carried out …"), _l("It is carried out"), "u"),
        Verb("wait", _l("Wait for the company …"), _l("Wait for the company"), "v"),
        Verb("resume", _l("Go on …"), _l("Go on"), "v"),
        Verb("close", _l("Close …"), _l("Close the request"), "l", _l("From then on nothing is changed in it.")),
        Verb("reopen", _l("Open again …"), _l("Open again")),
        Verb("note", _l("Internal note …"), _l("Save the note"), "i"),
        Verb("came_in", _l("The company said …"), _l("Write it down")),
        Verb("category", _l("Another category …"), _l("Change the category"), hint=_ANEW),
        Verb("priority", _l("Another priority …"), _l("Change the priority"), hint=_ANEW),
        Verb("edit", _l("Correct the text …"), _l("Save")),
        Verb("match", _l("Which company …"), _l("It is this company")),
        Verb(
            "merge",
            _l("Join with another …"),
            _l("Join them"),
            hint=_l("This request becomes part of the other one, whose clocks go on."),
        ),
        Verb(
            "split",
            _l("Split in two …"),
            _l("Make it a request of its own"),
            hint=_l("One of its needs becomes a request of its own, received at the same time."),
        ),
        Verb("link", _l("Link something …"), _l("Link it")),
    )
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be done now: the few that come next, and all the others."""

    first: list[Verb]
    more: list[Verb]


def offered_verbs(request: EmployerRequest, caller: Caller) -> Offered:
    if request.status is Status.CLOSED:
        names = [] if request.merged_into_id else ["reopen"]
        return _offered([*names, "note"], ["answer", "came_in", "link"])
    first = _owning(request, caller)
    more = ["came_in", "category", "priority", "edit", "match", "merge", "split", "link"]
    if request.status in (Status.RECEIVED, Status.ASSIGNED):
        first += ["answer", "answered"]
        more = ["plan", "finish", *more]
    else:
        steps = {Status.ANSWERED: ["plan", "finish"], Status.PLANNED: ["finish"], Status.DONE: []}[request.status]
        first += [*steps, "answer"]
    first.append("resume" if request.waiting_since else "wait")
    if request.status is Status.DONE:
        first.remove("wait")
        more = ["reopen", *more]
    if request.owner_user_id is not None:
        more = ["give_back", *more]
    return _offered([*first, "close", "note"], more)


def _owning(request: EmployerRequest, caller: Caller) -> list[str]:
    asked = request.offered_user_id == caller.user_id or (
        request.offered_unit_id is not None and request.offered_unit_id == caller.unit_id
    )
    if request.owner_user_id is None:
        return ["take", "assign"]
    if asked:
        return ["accept", "refuse"]
    if request.offered_at is not None and request.owner_user_id == caller.user_id:
        return ["withdraw"]
    return ["hand_over"]


def _offered(first: list[str], more: list[str]) -> Offered:
    return Offered([VERBS[name] for name in first], [VERBS[name] for name in more])


def event_words(line: EventLine, categories: Mapping[int, str]) -> str:
    """'Offered to somebody else: Bo Lund': what happened, and to whom or to what."""
    what, told = str(EVENTS[line.event.kind]), _told(line, categories)
    return f"{what}: {told}" if told else what


def _told(line: EventLine, categories: Mapping[int, str]) -> str:
    event = line.event
    if event.kind is EventKind.RECATEGORISED:
        return categories.get(event.category_id or 0, "")
    if event.kind is EventKind.LINKED:
        return str(LINKS[LinkKind(event.text)])
    if event.outcome is not None:
        return str(OUTCOMES[event.outcome])
    if event.kind is EventKind.PRIORITY_CHANGED and event.priority is not None:
        return str(PRIORITIES[event.priority])
    if event.kind in (EventKind.TAKEN, EventKind.HAND_OVER_ACCEPTED):
        return ""  # by oneself
    return " / ".join(each for each in (line.to, line.to_unit, line.other) if each)


def event_note(line: EventLine) -> str:
    """What was written with it."""
    return "" if line.event.kind is EventKind.LINKED else line.event.text


def who(line: EventLine) -> str:
    """Who did it; a step nobody is named with came from the company, or from a rule."""
    if line.by:
        return line.by
    ours = (EventKind.ASSIGNED, EventKind.RETURNED, EventKind.HANDED_OVER, EventKind.MATCHED, EventKind.NOTE)
    return str(_("by a rule")) if line.event.kind in ours else str(_("the company"))
