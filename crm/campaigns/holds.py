"""Why a company of a campaign is not called: the guard's answer, and what only a campaign knows. No database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.campaigns.words import HoldReason, TargetState
from crm.contacts.guard.ask import ANSWERS, Answer, ReasonKind, Verdict

ASK_AGAIN = timedelta(days=1)
"""So long a company is held when nobody knows until when."""

BY_REASON = {
    ReasonKind.REFUSED_ALL: HoldReason.REFUSED,
    ReasonKind.REFUSED_PHONE: HoldReason.REFUSED,
    ReasonKind.REFUSED_CAMPAIGNS: HoldReason.REFUSED,
    ReasonKind.REFUSED_UNIT: HoldReason.REFUSED,
    ReasonKind.PROTECTED: HoldReason.PROTECTED,
    ReasonKind.VISIT_PLANNED: HoldReason.VISIT_PLANNED,
    ReasonKind.REQUEST_OPEN: HoldReason.PROMISED,  # who has the request owes the company an answer
    ReasonKind.PAUSED: HoldReason.PAUSED,
    ReasonKind.CALL_BACK_PROMISED: HoldReason.PROMISED,
    ReasonKind.CLAIMED: HoldReason.CLAIMED,
    ReasonKind.COOLING_DOWN: HoldReason.COOLING_DOWN,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Left out (`until` None), or held until a moment."""

    reason: HoldReason
    until: datetime | None = None

    @property
    def state(self) -> TargetState:
        return TargetState.LEFT_OUT if self.until is None else TargetState.WAITING


def guard_hold(verdict: Verdict, now: datetime) -> Hold | None:
    """What the guard's answer means for a campaign; None when the company may be called."""
    if verdict.answer is Answer.GO:
        return None
    if verdict.answer is Answer.STOP:
        return Hold(BY_REASON[verdict.reasons[0].kind])
    decisive = [reason for reason in verdict.reasons if ANSWERS[reason.kind] is verdict.answer]
    last = next((reason for reason in decisive if reason.until == verdict.until), decisive[0])
    return Hold(BY_REASON[last.kind], verdict.until or now + ASK_AGAIN)


def hold_of(verdict: Verdict, now: datetime, *, closed: bool, has_phone: bool, elsewhere: bool) -> Hold | None:
    """For a company of the list: what speaks against it, the lasting before the passing."""
    if closed:
        return Hold(HoldReason.CLOSED)
    if verdict.answer is Answer.STOP:
        return guard_hold(verdict, now)
    if elsewhere:
        return Hold(HoldReason.OTHER_CAMPAIGN)
    if not has_phone:
        return Hold(HoldReason.NO_PHONE)
    return guard_hold(verdict, now)
