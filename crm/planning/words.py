"""Why a company is worth a visit, why another is left out, and how a plan stands."""

from enum import StrEnum


class PlanStatus(StrEnum):
    QUEUED = "queued"
    SOLVING = "solving"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY = (PlanStatus.QUEUED, PlanStatus.SOLVING)


class Phase(StrEnum):
    """What is being done with a plan that is under way."""

    WAITING = "waiting"
    GATHERING = "gathering"  # which companies are due
    SEARCHING = "searching"


class Failure(StrEnum):
    INTERRUPTED = "interrupted"
    NOBODY_WORKS = "nobody_works"  # none of the people has a working hour left on these days
    ERROR = "error"


class Why(StrEnum):
    """What speaks for a visit."""

    GROUP_LARGE = "group_large"
    GROUP_GROWTH = "group_growth"
    GROUP_STARTUP = "group_startup"
    NEVER_SPOKEN = "never_spoken"
    LONG_SILENT = "long_silent"
    ENDING = "ending"
    INTEREST = "interest"
    RATE = "rate"


class LeftOut(StrEnum):
    """Why a company that is due is not in the plan."""

    NO_ROOM = "no_room"
    STOP = "stop"
    WAIT = "wait"
    JOIN = "join"
    HAS_VISIT = "has_visit"
    VISITED_LATELY = "visited_lately"
    NO_PLACE = "no_place"  # the register has no postcode, or one that nobody knows the place of
    NO_TIME = "no_time"  # what it has asked for lies outside the plan's hours and days
    DROPPED = "dropped"


class Mark(StrEnum):
    """What a person has said of a proposed visit."""

    NONE = "none"
    PINNED = "pinned"
    DROPPED = "dropped"
