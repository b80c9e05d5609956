"""The closed words of a campaign. Stored by value, named by labels.py."""

from enum import StrEnum


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    PILOT = "pilot"  # only the first companies may be called
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


CALLING = (CampaignStatus.PILOT, CampaignStatus.RUNNING)
"""States in which companies are handed out."""
OPEN = (*CALLING, CampaignStatus.PAUSED)
"""States in which a campaign has its companies to itself."""


class SourceKind(StrEnum):
    """Where the companies of a campaign come from."""

    FILTER = "filter"  # the company list's own filter
    GROUPS = "groups"  # company groups
    LIST = "list"  # uploaded CVR numbers, P-numbers or phone numbers
    VIEW = "view"  # somebody's saved view


class TargetState(StrEnum):
    WAITING = "waiting"
    CALL_BACK = "call_back"
    DONE = "done"
    LEFT_OUT = "left_out"


class HoldReason(StrEnum):
    """Why a company is not called: left out of the campaign, or only held until a moment."""

    REFUSED = "refused"
    PROTECTED = "protected"
    COOLING_DOWN = "cooling_down"
    VISIT_PLANNED = "visit_planned"
    PAUSED = "paused"
    PROMISED = "promised"
    CLAIMED = "claimed"
    NO_PHONE = "no_phone"
    OTHER_CAMPAIGN = "other_campaign"
    CLOSED = "closed"
    SKIPPED = "skipped"  # somebody at the desk said that it does not belong here
    NOT_IN_SOURCE = "not_in_source"  # the filter that the campaign follows no longer finds it


class QuestionKind(StrEnum):
    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"


class SkipReason(StrEnum):
    LATER = "later"  # not now: tomorrow again
    COLLEAGUE = "colleague"  # somebody else should call; not offered to this person again
    WRONG_TARGET = "wrong_target"  # does not belong in the campaign
