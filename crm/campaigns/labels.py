"""The words of campaigns as people read them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from crm.campaigns.words import CampaignStatus, QuestionKind, SkipReason, SourceKind, TargetState
from crm.contacts.words import Outcome

STATUSES: dict[CampaignStatus, LazyString] = {
    CampaignStatus.DRAFT: _l("Draft"),
    CampaignStatus.PILOT: _l("Pilot"),
    CampaignStatus.RUNNING: _l("Running"),
    CampaignStatus.PAUSED: _l("Paused"),
    CampaignStatus.CLOSED: _l("Closed"),
}
ACTIONS: dict[str, LazyString] = {
    "start_pilot": _l("Start the pilot"),
    "start": _l("Start with all companies"),
    "pause": _l("Pause the campaign"),
    "resume": _l("Let it go on"),
    "close": _l("Close the campaign"),
}
OFFERED = {
    CampaignStatus.DRAFT: ("start_pilot", "start"),
    CampaignStatus.PILOT: ("start", "pause", "close"),
    CampaignStatus.RUNNING: ("pause", "close"),
    CampaignStatus.PAUSED: ("resume", "close"),
    CampaignStatus.CLOSED: (),
}
"""What can be done with a campaign as it stands, the usual first."""
STATUS_TONES = {
    CampaignStatus.DRAFT: "neutral",
    CampaignStatus.PILOT: "blue",
    CampaignStatus.RUNNING: "green",
    CampaignStatus.PAUSED: "amber",
    CampaignStatus.CLOSED: "neutral",
}
SOURCES: dict[SourceKind, LazyString] = {
    SourceKind.FILTER: _l("A filter on the companies"),
    SourceKind.GROUPS: _l("Company groups"),
    SourceKind.LIST: _l("A list of numbers"),
    SourceKind.VIEW: _l("A saved view"),
}
QUESTION_KINDS: dict[QuestionKind, LazyString] = {
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.CHOICE: _l("Choice"),
    QuestionKind.TEXT: _l("Text"),
    QuestionKind.NUMBER: _l("A whole number"),
}
SKIP_REASONS: dict[SkipReason, LazyString] = {
    SkipReason.LATER: _l("Not now: tomorrow again"),
    SkipReason.COLLEAGUE: _l("A colleague should call"),
    SkipReason.WRONG_TARGET: _l("Does not belong in the campaign"),
}
STATES: dict[TargetState, LazyString] = {
    TargetState.WAITING: _l("To be called"),
    TargetState.CALL_BACK: _l("To be called back"),
    TargetState.DONE: _l("Has been called"),
    TargetState.LEFT_OUT: _l("Left out"),
}
ANSWERS = {"yes": _l("Yes"), "no": _l("No")}


@dataclass(frozen=True, slots=True)
class OutcomeKey:
    """A button of the desk: its key, and whether more is asked before it is saved."""

    outcome: Outcome
    key: str
    tone: str = ""
    asks: bool = False

    @property
    def questions(self) -> str:
        """The template of what is asked."""
        return f"campaigns/_outcome_{self.outcome.value}.html"


OUTCOME_KEYS = (
    OutcomeKey(Outcome.NO_ANSWER, "1"),
    OutcomeKey(Outcome.BUSY, "2"),
    OutcomeKey(Outcome.WRONG_NUMBER, "3"),
    OutcomeKey(Outcome.CALL_BACK, "4", asks=True),
    OutcomeKey(Outcome.REFUSED, "5"),
    OutcomeKey(Outcome.NOT_RELEVANT, "6"),
    OutcomeKey(Outcome.INTERESTED, "7", "good", asks=True),
    OutcomeKey(Outcome.VISIT_BOOKED, "8", "good", asks=True),
    OutcomeKey(Outcome.NEED_NOTED, "9", "good", asks=True),
    OutcomeKey(Outcome.NO_CONTACT, "0", "bad", asks=True),
)
"""In the order of the keys; the first nine are 1–9, and the one that ends all contact stands apart on 0."""
