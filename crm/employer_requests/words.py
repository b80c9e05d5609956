"""The closed words of requests."""

from enum import StrEnum


class Channel(StrEnum):
    """How the company reached us."""

    PHONE = "phone"
    MAIL = "mail"
    FORM = "form"
    BUSINESS_COUNCIL = "business_council"
    WALK_IN = "walk_in"
    LETTER = "letter"


class Priority(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Status(StrEnum):
    """How far it is. Whether it waits for the company, or for somebody's yes, is said beside it."""

    RECEIVED = "received"  # nobody has it yet
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    PLANNED = "planned"
    DONE = "done"
    CLOSED = "closed"


OPEN = tuple(status for status in Status if status is not Status.CLOSED)


class GoalKind(StrEnum):
    """What the job centre promises: the steps a request goes through, in their order."""

    FIRST_ANSWER = "first_answer"
    PLAN_AGREED = "plan_agreed"
    DONE = "done"


class EventKind(StrEnum):
    RECEIVED = "received"
    MATCHED = "matched"  # the company was found, or another one
    EDITED = "edited"
    RECATEGORISED = "recategorised"
    PRIORITY_CHANGED = "priority_changed"
    ASSIGNED = "assigned"
    TAKEN = "taken"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"  # offered: it stays with the giver until somebody says yes
    HAND_OVER_ACCEPTED = "hand_over_accepted"
    HAND_OVER_REFUSED = "hand_over_refused"
    WAITING_FOR_COMPANY = "waiting_for_company"
    RESUMED = "resumed"
    FIRST_ANSWER = "first_answer"
    PLAN_AGREED = "plan_agreed"
    DONE = "done"
    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    NOTE = "note"
    LINKED = "linked"
    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """What came of it."""

    COOPERATION = "cooperation"  # a cooperation started
    JOB_ORDER = "job_order"
    ADVISED = "advised"
    VISIT_AGREED = "visit_agreed"
    PASSED_ON = "passed_on"  # to somebody outside the job centre
    NOT_POSSIBLE = "not_possible"
    NO_ANSWER = "no_answer"  # from the company
    WITHDRAWN = "withdrawn"  # by the company
    DUPLICATE = "duplicate"
    NOT_A_REQUEST = "not_a_request"


NOTHING_OWED = frozenset({Outcome.NO_ANSWER, Outcome.WITHDRAWN, Outcome.DUPLICATE, Outcome.NOT_A_REQUEST})
"""Closed like this, the steps that were not reached in time are no longer owed to anybody."""


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class LinkKind(StrEnum):
    VISIT = "visit"
    CONTACT = "contact"
    COOPERATION = "cooperation"


class Step(StrEnum):
    """The ladder of reminders of one goal."""

    HALF = "half"  # 50 %: to the owner
    MOST = "most"  # 80 %: to the unit
    BREACH = "breach"  # past due: to the manager; then a line every day


class AttachmentKind(StrEnum):
    """What may come with a request; also the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"


class OrderStatus(StrEnum):
    """What came of a job order. Of several positions: where most of them came from."""

    OPEN = "open"
    FILLED_BY_US = "filled_by_us"
    FILLED_OTHERWISE = "filled_otherwise"
    NOT_FILLED = "not_filled"


class NotFilled(StrEnum):
    """Why positions were not filled."""

    NOBODY_FITS = "nobody_fits"  # we know of nobody
    NOBODY_CHOSEN = "nobody_chosen"  # the company wanted none of those we proposed
    DECLINED = "declined"  # those who were chosen said no
    TERMS = "terms"  # hours, pay, way to work
    CALLED_OFF = "called_off"  # the company needs nobody any more
    OTHER = "other"
