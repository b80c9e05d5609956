"""The guard's answer in words."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.contacts.guard.ask import Answer, ReasonKind, Verdict

ANSWER_WORDS = {
    Answer.GO: _l("Go ahead"),
    Answer.WAIT: _l("Wait"),
    Answer.JOIN: _l("Talk to your colleague first"),
    Answer.STOP: _l("Do not contact"),
}
REASON_WORDS = {
    ReasonKind.REFUSED_ALL: _l("The company wants no contact"),
    ReasonKind.REFUSED_PHONE: _l("The company wants no phone calls"),
    ReasonKind.REFUSED_CAMPAIGNS: _l("The company wants no campaigns"),
    ReasonKind.REFUSED_UNIT: _l("The company wants no contact from your unit"),
    ReasonKind.PROTECTED: _l("The company is protected against advertising"),
    ReasonKind.VISIT_PLANNED: _l("A colleague is going to visit the company"),
    ReasonKind.REQUEST_OPEN: _l("A colleague has an open request from the company"),
    ReasonKind.PAUSED: _l("A pause is agreed with the company"),
    ReasonKind.CALL_BACK_PROMISED: _l("A colleague has promised to call"),
    ReasonKind.CLAIMED: _l("A colleague is about to call the company"),
    ReasonKind.COOLING_DOWN: _l("The company was contacted a short while ago"),
}


def refusal_sentence(verdict: Verdict) -> str:
    """One sentence for a contact that was not allowed."""
    reasons = "; ".join(str(REASON_WORDS[kind]) for kind in dict.fromkeys(verdict.kinds))
    sentence: str = _(
        "The contact guard says: %(answer)s. %(reasons)s.", answer=str(ANSWER_WORDS[verdict.answer]), reasons=reasons
    )
    return sentence


def reason_words(values: Iterable[str]) -> list[str]:
    """Stored reasons in words."""
    return [str(REASON_WORDS[ReasonKind(value)]) for value in values]
