"""The rule: facts and a question in, the answer out. No database, no clock."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from crm.contacts.guard.ask import ANSWERS, GO, Answer, Ask, Reason, ReasonKind, Verdict
from crm.contacts.guard.facts import NOTHING, CompanyFacts, RefusalFact
from crm.contacts.models import RefusalScope
from crm.contacts.words import ContactKind, Direction, Purpose
from crm.values.clock import COPENHAGEN, local_date

INCOMING_COUNTS = timedelta(days=90)
"""So long after a company's own call it may be approached in spite of advertising protection."""
VISITS_AHEAD = timedelta(days=60)
PROMISE_KEPT = timedelta(days=2)
"""A promised call-back keeps others away until so long after its time; then it is forgotten, not pending."""

_SEVERITY = list(Answer)


def decide(facts: CompanyFacts, ask: Ask) -> Verdict:
    """The company may always call us. Otherwise every rule is asked and the strictest answer counts."""
    if ask.direction is Direction.INCOMING or facts == NOTHING:
        return GO
    reasons = [reason for rule in RULES for reason in rule(facts, ask)]
    if not reasons:
        return GO
    reasons.sort(key=lambda reason: _SEVERITY.index(ANSWERS[reason.kind]), reverse=True)
    answer = ANSWERS[reasons[0].kind]
    ends = [reason.until for reason in reasons if ANSWERS[reason.kind] is answer]
    known = [end for end in ends if end is not None]
    return Verdict(answer, max(known) if len(known) == len(ends) else None, tuple(reasons))


def first_free_day(last_day: date) -> datetime:
    """The first moment after a last day."""
    return datetime.combine(last_day + timedelta(days=1), time.min, COPENHAGEN)


def _refused(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for refusal in facts.refusals:
        kind = _covering(refusal, ask)
        if kind is not None and refusal.until >= local_date(ask.moment):
            yield Reason(
                kind,
                at=refusal.at,
                until=first_free_day(refusal.until),
                user_id=refusal.user_id,
                unit_id=refusal.unit_id,
                last_day=refusal.until,
            )


def _covering(refusal: RefusalFact, ask: Ask) -> ReasonKind | None:
    """The reason when the refusal's scope covers what is asked."""
    covers = {
        RefusalScope.ALL: (ReasonKind.REFUSED_ALL, True),
        RefusalScope.PHONE: (ReasonKind.REFUSED_PHONE, ask.channel is ContactKind.CALL),
        RefusalScope.CAMPAIGNS: (ReasonKind.REFUSED_CAMPAIGNS, ask.purpose is Purpose.CAMPAIGN),
        RefusalScope.UNIT: (ReasonKind.REFUSED_UNIT, refusal.unit_id == ask.caller.unit_id),
    }
    kind, applies = covers[refusal.scope]
    return kind if applies else None


def _protected(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    called_us = facts.last_incoming is not None and facts.last_incoming > ask.moment - INCOMING_COUNTS
    asked_us = called_us or facts.requests
    if facts.protected and not (facts.has_basis or facts.running or asked_us):
        yield Reason(ReasonKind.PROTECTED)


def _visit_planned(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for visit in facts.visits:
        today, day = local_date(ask.moment), local_date(visit.starts_at)
        if visit.planned and visit.user_id != ask.caller.user_id and today <= day <= today + VISITS_AHEAD:
            yield Reason(
                ReasonKind.VISIT_PLANNED,
                at=visit.starts_at,
                until=first_free_day(day),
                user_id=visit.user_id,
                unit_id=visit.unit_id,
            )


def _request_open(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for request in facts.requests:
        this_one = request.id is not None and request.id == ask.about_request_id
        if not this_one and not _is_own(request.user_id, request.unit_id, ask):
            yield Reason(ReasonKind.REQUEST_OPEN, at=request.at, user_id=request.user_id, unit_id=request.unit_id)


def _paused(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for pause in facts.pauses:
        if pause.until >= local_date(ask.moment):
            yield Reason(
                ReasonKind.PAUSED,
                at=pause.at,
                until=first_free_day(pause.until),
                user_id=pause.user_id,
                last_day=pause.until,
            )


def _promised(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for task in facts.tasks:
        until = task.due_at + PROMISE_KEPT
        if task.promised_call and until > ask.moment and not _is_own(task.user_id, task.unit_id, ask):
            yield Reason(
                ReasonKind.CALL_BACK_PROMISED,
                at=task.due_at,
                until=until,
                user_id=task.user_id,
                unit_id=task.unit_id,
            )


def _is_own(user_id: int | None, unit_id: int | None, ask: Ask) -> bool:
    """A task or request without an owner is everybody's in its unit."""
    return user_id == ask.caller.user_id if user_id is not None else unit_id == ask.caller.unit_id


def _claimed(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    for claim in facts.claims:
        if claim.user_id != ask.caller.user_id and claim.until > ask.moment:
            yield Reason(ReasonKind.CLAIMED, at=claim.at, until=claim.until, user_id=claim.user_id)


def _cooling_down(facts: CompanyFacts, ask: Ask) -> Iterator[Reason]:
    """Not for what is agreed, nor for one's own errand: a due call-back or follow-up, today's visit, a request."""
    if ask.agreed or not facts.contacts or _has_appointment(facts, ask):
        return
    for contact in facts.contacts:
        until = first_free_day(local_date(contact.at) + timedelta(days=contact.days - 1))
        if contact.days and contact.at <= ask.moment < until:
            yield Reason(
                ReasonKind.COOLING_DOWN,
                at=contact.at,
                until=until,
                user_id=contact.user_id,
                unit_id=contact.unit_id,
                channel=contact.kind,
                reached=contact.reached,
            )


def _has_appointment(facts: CompanyFacts, ask: Ask) -> bool:
    today = local_date(ask.moment)
    due = any(_is_own(task.user_id, task.unit_id, ask) and local_date(task.due_at) <= today for task in facts.tasks)
    asked = any(_is_own(request.user_id, request.unit_id, ask) for request in facts.requests)
    visited = any(
        visit.user_id == ask.caller.user_id and local_date(visit.starts_at) == today for visit in facts.visits
    )
    return due or asked or visited


RULES: tuple[Callable[[CompanyFacts, Ask], Iterator[Reason]], ...] = (
    _refused,
    _protected,
    _visit_planned,
    _request_open,
    _paused,
    _promised,
    _claimed,
    _cooling_down,
)
